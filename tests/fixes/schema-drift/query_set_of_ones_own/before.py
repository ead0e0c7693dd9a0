from django.db import models


class BookQuerySet(models.QuerySet):
    def filter(self, *args, in_print=None, **conditions):
        found = super().filter(*args, **conditions)
        return found if in_print is None else found.filter(printing=in_print)


class Book(models.Model):
    title = models.CharField(max_length=50)
    printing = models.BooleanField(default=False)

    objects = BookQuerySet.as_manager()


def printed(title):
    return list(Book.objects.filter(title=title, in_print=True))
