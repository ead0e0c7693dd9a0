from django.db import models


class Ticket(models.Model):
    priority = models.IntegerField()
    modified = models.DateTimeField(auto_now=True)
