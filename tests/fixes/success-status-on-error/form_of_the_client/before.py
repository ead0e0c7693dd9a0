from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.views.decorators.http import require_POST


@require_POST
def rename(request):
    try:
        names.check(request.POST["name"])
    except ValidationError as problem:
        return JsonResponse({"ok": False, "reason": problem.messages})
    return JsonResponse({"ok": True})
