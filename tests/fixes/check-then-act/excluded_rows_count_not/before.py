from django.db import models


class Ticket(models.Model):
    mail = models.EmailField()
    state = models.CharField(max_length=9, default="open")


def ticket(mail):
    found = Ticket.objects.filter(mail=mail).exclude(state="closed").first()
    if found is None:
        found = Ticket.objects.create(mail=mail)
    return found
