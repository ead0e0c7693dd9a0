from rest_framework.response import Response
from rest_framework.views import APIView


class Books(APIView):
    def get(self, request, number):
        try:
            book = Book.objects.get(pk=number)
        except Book.DoesNotExist:
            return Response({"error": "unknown book"})
        return Response({"title": book.title})
