"""What a record without an owner belongs to."""

from __future__ import annotations

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.schema import SCHEMA


def owned_through(project: Project, name: str) -> tuple[str, str, str] | None:
    """What a record without an owner belongs to that has one: the field, the other table, its owner field."""
    schema = project.answer(SCHEMA, name)
    if schema is None:
        return None
    for field in schema.fields:
        if not field.is_foreign_key or normalised(field.references) in (normalised(name), normalised(schema.table)):
            continue
        other = project.answer(SCHEMA, field.references)
        if other is not None and other.owner_fields:
            return field.name, other.table, other.owner_fields[0]
    return None


OWNED_THROUGH = Question(owned_through)
