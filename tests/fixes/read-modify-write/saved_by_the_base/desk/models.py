from django.db import models


class Base(models.Model):
    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.full_clean()
        super().save(*args, **kwargs)


class Ticket(Base):
    priority = models.IntegerField()
