from django.db import IntegrityError
from django.http import JsonResponse


def add(request):
    try:
        Member.objects.create(name=request.POST["name"])
    except IntegrityError:
        return JsonResponse({"status": "error", "message": "that did not work"})
    return JsonResponse({"status": "ok"})
