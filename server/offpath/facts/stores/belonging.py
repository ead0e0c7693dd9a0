"""What a record without an owner belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.stores.fields import SchemaField, normalised
from offpath.facts.stores.owners import leads_to_owner
from offpath.facts.stores.schema import SCHEMA, Schema

_MOST_PARENTS = 3
"""So many records may lie between one and the record that has an owner."""

_KEY_ENDINGS = ("_id", "_pk", "_uuid", "_fk")


def owned_through(project: Project, name: str) -> tuple[str, str, str] | None:
    """What a record without an owner belongs to that has one: the field, the other table, its owner field.

    What lies nearer comes first; where there is more between them, the field is the record's own that leads there.
    """
    schema = project.answer(SCHEMA, name)
    if schema is None:
        return None
    level = list(_parents(project, schema))
    seen = {normalised(schema.table), normalised(name)}
    for _ in range(_MOST_PARENTS):
        further: list[tuple[str, Schema]] = []
        for field, other in level:
            if normalised(other.table) in seen:
                continue
            seen.add(normalised(other.table))
            if other.owner_fields:
                return field, other.table, other.owner_fields[0]
            further += [(field, each) for _, each in _parents(project, other)]
        level = further
    return None


def parent(project: Project, name: str, column: str) -> Schema | None:
    """The model or table to whose records a column of another points; None: it points to none, or cannot tell."""
    schema = project.answer(SCHEMA, name)
    field = schema.field(column) if schema is not None else None
    return _pointed_to(project, schema, field) if schema is not None and field is not None else None


def _parents(project: Project, schema: Schema) -> Iterator[tuple[str, Schema]]:
    """What records of a schema hold the keys of, by the field that does; what is declared comes before what is only named so."""
    for field in sorted(schema.fields, key=lambda each: not each.is_foreign_key):
        other = _pointed_to(project, schema, field) if leads_to_owner(field.name) else None
        if other is not None:
            yield field.name, other


def _pointed_to(project: Project, schema: Schema, field: SchemaField) -> Schema | None:
    target = field.references if field.is_foreign_key else "" if field.references else _named_after(field.name)
    if not target or normalised(target) in (normalised(schema.name), normalised(schema.table)):
        return None
    return project.answer(SCHEMA, target)


def _named_after(column: str) -> str:
    """`journey` of `journey_id`, which nothing declares to be a foreign key."""
    lowered = column.lower()
    return next((lowered.removesuffix(ending) for ending in _KEY_ENDINGS if lowered.endswith(ending)), "")


OWNED_THROUGH = Question(owned_through)
PARENT = Question(parent)
