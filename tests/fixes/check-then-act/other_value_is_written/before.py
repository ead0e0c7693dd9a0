from django.db import models


class Slot(models.Model):
    code = models.CharField(max_length=9)
    note = models.TextField()


def slot(code, fresh):
    found = Slot.objects.filter(code=code).first()
    if found is None:
        found = Slot.objects.create(code=fresh, note="new")
    return found
