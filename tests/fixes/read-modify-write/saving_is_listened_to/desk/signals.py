from django.db.models.signals import post_save
from django.dispatch import receiver

from desk.models import Ticket


@receiver(post_save, sender=Ticket)
def tell(sender, instance, **kwargs):
    print(instance.pk)
