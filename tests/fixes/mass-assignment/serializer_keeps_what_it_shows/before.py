from django.db import models
from rest_framework import serializers, viewsets


class Ticket(models.Model):
    title = models.CharField(max_length=50)
    owner = models.ForeignKey("auth.User", on_delete=models.CASCADE)
    created = models.DateTimeField(auto_now_add=True)


class TicketSerializer(serializers.ModelSerializer):
    age = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields = "__all__"

    def get_age(self, ticket):
        return ticket.created


class Tickets(viewsets.ModelViewSet):
    queryset = Ticket.objects.all()
    serializer_class = TicketSerializer
