from django.db import models


class Config(models.Model):
    user = models.OneToOneField("auth.User", on_delete=models.CASCADE)
    token = models.TextField()


def store(user, token):
    config = Config.objects.filter(user=user).first()
    if not config:
        config = Config.objects.create(user=user, token=token)
    else:
        config.token = token
        config.save()
    return config
