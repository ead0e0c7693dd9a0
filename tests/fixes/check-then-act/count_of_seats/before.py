from django.db import models


class Seat(models.Model):
    show = models.IntegerField()
    row = models.IntegerField()


def reserve(show, row, capacity):
    if Seat.objects.filter(show=show, row=row).count() >= capacity:
        raise ValueError("full")
    seat = Seat.objects.create(show=show, row=row)
    return seat.pk
