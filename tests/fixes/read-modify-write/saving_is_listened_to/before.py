from desk.models import Ticket


def raise_priority(number):
    ticket = Ticket.objects.get(pk=number)
    ticket.priority -= 1
    ticket.save()
