from django.db import models


class Credit(models.Model):
    owner = models.ForeignKey("auth.User", on_delete=models.CASCADE)
    amount = models.IntegerField()
