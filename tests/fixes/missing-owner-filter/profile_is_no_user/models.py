from django.db import models


class UserProfile(models.Model):
    user = models.OneToOneField("auth.User", on_delete=models.CASCADE)
    phone = models.CharField(max_length=20)


class Credit(models.Model):
    created_by = models.ForeignKey(UserProfile, on_delete=models.CASCADE)
    amount = models.IntegerField()
