from django.db import models


class Credential(models.Model):
    class Kind(models.TextChoices):
        PASSWORD = "password", "Password"
        SECRET = "secret", "Secret"

    KIND_TOKEN = "token"
    KIND_SECRET = "secret"
    kind = models.CharField(max_length=9, choices=[(KIND_TOKEN, "Token"), (KIND_SECRET, "Secret")])
