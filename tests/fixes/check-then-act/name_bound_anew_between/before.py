from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=9)


def tag(name):
    found = Tag.objects.filter(name=name).first()
    name = name.strip().lower()
    if found is None:
        found = Tag.objects.create(name=name)
    return found
