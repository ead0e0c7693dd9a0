from django.db import models


class Ward(models.Model):
    label = models.CharField(max_length=9)


class Bed(models.Model):
    wardname = models.ForeignKey(Ward, on_delete=models.CASCADE)
    code = models.CharField(max_length=9)


def beds():
    return list(Bed.objects.filter(name="3b"))
