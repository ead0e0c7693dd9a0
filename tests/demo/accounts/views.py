"""Accounts (Django)."""

import smtplib
from email.message import EmailMessage

from django.contrib.auth import authenticate, login
from django.core.cache import cache
from django.http import JsonResponse
from django.views.decorators.http import require_POST


def send_welcome(address: str) -> bool:
    """Mail a welcome; true when it was handed over."""
    message = EmailMessage()
    message["To"] = address
    message["Subject"] = "Welcome"
    try:
        with smtplib.SMTP("mail.example.com") as smtp:
            smtp.send_message(message)
        return True
    except smtplib.SMTPException:
        return True


@require_POST
def register_device(request):
    """Register a device of the customer."""
    device = {"serial": request.POST["serial"], "label": request.POST.get("label", "")}
    return JsonResponse({"status": "registered", "device": device})


@require_POST
def sign_in(request):
    """Let a customer in."""
    user = authenticate(request, username=request.POST["email"], password=request.POST["password"])
    if user is None:
        return JsonResponse({"error": "wrong e-mail address or password"}, status=400)
    login(request, user)
    return JsonResponse({"status": "welcome"})


def overview(request):
    """What the customer owes."""
    owed = cache.get("owed")
    if owed is None:
        owed = sum(request.user.bills.filter(paid=False).values_list("cents", flat=True))
        cache.set("owed", owed, 60)
    return JsonResponse({"cents": owed})
