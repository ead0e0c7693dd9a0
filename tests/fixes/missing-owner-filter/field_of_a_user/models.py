from django.db import models


class Credit(models.Model):
    created_by = models.ForeignKey("auth.User", on_delete=models.CASCADE)
    amount = models.IntegerField()
