import json

from django.db import models
from django.http import JsonResponse


class Offer(models.Model):
    text = models.TextField()
    is_staff = models.BooleanField(default=False)
    made = models.DateTimeField(auto_now_add=True)
    views = models.IntegerField(default=0, editable=False)


def add(request):
    offer = Offer.objects.create(**json.loads(request.body))
    return JsonResponse({"id": offer.pk})
