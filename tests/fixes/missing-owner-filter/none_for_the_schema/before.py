from django.db import models
from rest_framework import generics, permissions, serializers


class Diary(models.Model):
    user = models.ForeignKey("auth.User", on_delete=models.CASCADE)
    text = models.TextField()


class DiarySerializer(serializers.ModelSerializer):
    class Meta:
        model = Diary
        fields = ["id", "text"]


class DiaryView(generics.RetrieveAPIView):
    permission_classes = [permissions.IsAuthenticated]
    serializer_class = DiarySerializer

    def get_queryset(self):
        if self.request.user.is_anonymous:
            return Diary.objects.none()
        return self.request.user.diary_set.all()
