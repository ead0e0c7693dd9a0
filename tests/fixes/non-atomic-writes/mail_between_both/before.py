from django.core.mail import send_mail
from django.db import models


class Order(models.Model):
    mail = models.EmailField()


class Invoice(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


def order(mail):
    made = Order.objects.create(mail=mail)
    send_mail("Thanks", "We have it.", "shop@example.org", [mail])
    Invoice.objects.create(order=made)
