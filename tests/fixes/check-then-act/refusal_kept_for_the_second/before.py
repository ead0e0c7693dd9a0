from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import JsonResponse


def register(request):
    name = request.POST["name"]
    if User.objects.filter(username=name).exists():
        return JsonResponse({"error": "taken"}, status=409)
    user = User.objects.create(username=name, email=request.POST["email"])
    login(request, user)
    return JsonResponse({"id": user.pk}, status=201)
