"""The classes that models of object mappers inherit from, and the store that each one's records lie in."""

from __future__ import annotations

from offpath.facts.summaries.contribution import Store

MODEL_BASES: dict[str, Store] = {
    "django.db.models.Model": "django",
    "django.contrib.gis.db.models.Model": "django",
    "django.contrib.auth.models.AbstractUser": "django",
    "django.contrib.auth.models.AbstractBaseUser": "django",
    "mptt.models.MPTTModel": "django",
    "treebeard.mp_tree.MP_Node": "django",
    "peewee.Model": "peewee",
    "tortoise.Model": "tortoise",
    "sqlmodel.SQLModel": "sqlalchemy",
    "sqlalchemy.orm.DeclarativeBase": "sqlalchemy",
    "sqlalchemy.orm.declarative_base()": "sqlalchemy",
    "sqlalchemy.ext.declarative.declarative_base()": "sqlalchemy",
    "flask_sqlalchemy.SQLAlchemy.Model": "sqlalchemy",
    "mongoengine.Document": "mapper",
    "mongoengine.DynamicDocument": "mapper",
    "flask_mongoengine.Document": "mapper",
    "beanie.Document": "mapper",
    "odmantic.Model": "mapper",
    "ormar.Model": "mapper",
    "piccolo.table.Table": "mapper",
    "pynamodb.models.Model": "mapper",
    "pony.orm.Database.Entity": "mapper",
    "redis_om.HashModel": "mapper",
    "redis_om.JsonModel": "mapper",
}

STORES: dict[str, Store] = {
    "django": "django",
    "peewee": "peewee",
    "tortoise": "tortoise",
    "sqlalchemy": "sqlalchemy",
    "mapper": "mapper",
}
"""The store of a schema's records."""
