from django import forms
from django.db import models


class Stamped(models.Model):
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)
    token = models.CharField(max_length=9, editable=False)

    class Meta:
        abstract = True


class Profile(Stamped):
    nick = models.CharField(max_length=9)
    is_staff = models.BooleanField(default=False)


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = "__all__"
