from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404

from models import Event


@login_required
def event(request, number):
    found = get_object_or_404(Event, id=number)
    return JsonResponse({"title": found.title})
