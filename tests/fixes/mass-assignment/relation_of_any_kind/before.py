from django import forms
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Remark(models.Model):
    number = models.BigAutoField(primary_key=True)
    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    target_number = models.PositiveIntegerField()
    target = GenericForeignKey("kind", "target_number")
    text = models.TextField()
    is_admin = models.BooleanField(default=False)


class RemarkForm(forms.ModelForm):
    class Meta:
        model = Remark
        fields = "__all__"
