from django.http import JsonResponse


def ask(request):
    try:
        return JsonResponse({"answer": remote.ask(request.GET["q"])})
    except Exception as e:
        return JsonResponse({"error": f"The other server said {e}"}, status=502)
