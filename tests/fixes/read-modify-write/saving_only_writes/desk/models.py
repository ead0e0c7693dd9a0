from django.db import models


class Ticket(models.Model):
    priority = models.IntegerField()
    created = models.DateTimeField(auto_now_add=True)
