from django.db import models


class Trip(models.Model):
    name = models.CharField(max_length=9)


class Stop(models.Model):
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE)


class Guide(models.Model):
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE)


def plan(name, stops, log):
    trip = Trip.objects.create(name=name)
    for _stop in stops:
        Stop.objects.create(trip=trip)
    Guide.objects.create(trip=trip)
    log.info("planned")
    return trip
