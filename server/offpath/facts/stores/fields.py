"""A model's fields, and how models and tables are told to be the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class SchemaField:
    """One field of a model or column of a table."""

    name: str
    references: str = ""
    """The model or table that it points to, in lower case, where it is a foreign key or relation."""
    primary_key: bool = False
    nullable: bool = True
    is_foreign_key: bool = False
    """Whether it holds the key of the one record that it points to."""
    is_plain: bool = False
    """Whether it is declared to hold a text or a number of its own, where relations are declared as such."""
    is_number: bool = False
    """Whether it is declared to be a whole number."""
    is_unique: bool = False
    """Whether it is declared that no two records have the same."""
    is_link: bool = False
    """Whether it stands for records of another table: a mapper writes what was put in and taken out, one by one."""
    is_document: bool = False
    """Whether it holds a list or a dictionary, which is written as a whole."""
    is_random: bool = False
    """Whether nobody can count through its values: UUIDs, tokens, identifiers that are texts."""


@lru_cache(maxsize=4096)
def normalised(name: str) -> str:
    """A model's or table's name for comparing: lower case, singular, without underscores: `order_items` and `OrderItem`."""
    bare = name.rpartition(".")[2].lower().replace("_", "")
    if bare.endswith("ies") and len(bare) > 4:
        return f"{bare[:-3]}y"
    for ending in ("sses", "xes", "ches", "shes"):
        if bare.endswith(ending):
            return bare[:-2]
    return bare[:-1] if bare.endswith("s") and not bare.endswith("ss") and len(bare) > 3 else bare
