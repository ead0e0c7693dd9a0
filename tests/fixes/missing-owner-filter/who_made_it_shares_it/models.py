from django.db import models


class Event(models.Model):
    organizer = models.ForeignKey("auth.User", on_delete=models.CASCADE)
    title = models.TextField()
