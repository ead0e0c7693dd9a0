from django.db import models
from sqlmodel import Field, SQLModel


class ItemBase(SQLModel):
    name: str
    model_fields_seen: int = 0


class Item(ItemBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Note(models.Model):
    text = models.TextField()
    meta = models.TextField()
    state = models.TextField()


def extra(item: Item):
    return item.model_extra, item.model_computed_fields, item.model_fields_set


def label(pk):
    note = Note.objects.get(pk=pk)
    return note._meta, note._state, note.__dict__, Note.__doc__
