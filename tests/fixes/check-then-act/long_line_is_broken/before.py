from django.db import models


class NewsletterSubscription(models.Model):
    recipient = models.EmailField()
    preferred_language = models.CharField(max_length=9)
    frequency = models.CharField(max_length=9)


def subscribe(request):
    subscription = NewsletterSubscription.objects.filter(recipient=request.user.email).first()
    if subscription is None:
        subscription = NewsletterSubscription.objects.create(
            recipient=request.user.email,
            preferred_language=request.POST["language"],
            frequency=request.POST["frequency"],
        )
    return subscription
