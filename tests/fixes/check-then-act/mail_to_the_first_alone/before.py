from django.core.mail import send_mail
from django.db import models


class Subscriber(models.Model):
    email = models.EmailField()


def subscribe(email):
    if not Subscriber.objects.filter(email=email).exists():
        Subscriber.objects.create(email=email)
        send_mail("Welcome", "You are in.", "shop@example.org", [email])
