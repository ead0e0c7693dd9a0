from django.db import models
from rest_framework import permissions, serializers, viewsets


class Parcel(models.Model):
    owner = models.ForeignKey("auth.User", on_delete=models.CASCADE)
    code = models.CharField(max_length=9)


class ParcelSerializer(serializers.ModelSerializer):
    class Meta:
        model = Parcel
        fields = ["id", "code"]


class Parcels(viewsets.ModelViewSet):
    permission_classes = [permissions.IsAuthenticated]
    serializer_class = ParcelSerializer

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Parcel.objects.none()
        return Parcel.objects.all()
