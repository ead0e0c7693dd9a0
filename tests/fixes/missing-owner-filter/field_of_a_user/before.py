from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404

from models import Credit


@login_required
def credit(request, number):
    found = get_object_or_404(Credit, id=number)
    return JsonResponse({"amount": found.amount})
