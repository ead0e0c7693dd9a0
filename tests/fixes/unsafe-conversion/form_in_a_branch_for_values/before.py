from rest_framework.decorators import api_view
from rest_framework.response import Response


@api_view(["GET"])
def orders(request):
    try:
        page = int(request.query_params.get("page"))
    except ValueError:
        return Response({"error": "page must be a number"}, status=400)
    return Response({"page": page})
