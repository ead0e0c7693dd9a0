from django.core.exceptions import PermissionDenied
from django.http import JsonResponse


def close(request, number):
    try:
        accounts.close(request.user, number)
    except PermissionDenied:
        return JsonResponse({"success": False})
    return JsonResponse({"success": True})
