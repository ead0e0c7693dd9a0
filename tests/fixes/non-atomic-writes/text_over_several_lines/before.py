from django.db import models


class Letter(models.Model):
    text = models.TextField()


class Copy(models.Model):
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE)


def write():
    letter = Letter.objects.create(text="""Dear reader,
    good bye""")
    Copy.objects.create(letter=letter)
