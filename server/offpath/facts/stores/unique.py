"""Which columns of a model or table no two records share, as far as the project declares it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.summaries.contribution import ClassSummary, Constant, FieldSummary
from offpath.facts.unit import UnitFacts

Columns = tuple[str, ...]

_DECLARING = frozenset({"__table_args__", "unique_together", "constraints", "indexes", "index_together"})
_KEYS = frozenset({"unique", "primary_key", "pk", "is_unique"})


class Uniqueness(Enum):
    """Whether a store refuses a second record of one key."""

    HELD = "held"
    NONE = "none"
    UNKNOWN = "unknown"


def unique_columns(project: Project, name: str) -> tuple[Columns, ...] | None:
    """Every set of columns that is unique in a model, by its dotted name, or a table; None: the project does not show them all."""
    resolver = Resolver(project)
    facts, path = resolver.locate(name)
    if facts is None or path not in facts.classes:
        return _of_table(project, name)
    schema = project.answer(SCHEMA, name)
    if schema is None:
        return None
    found: list[Columns] = [("id",)] if schema.store in ("django", "peewee", "tortoise") else []
    found += [schema.primary_key] if schema.primary_key else []
    for module, owner in resolver.lineage(name):
        classes = project.modules[module].classes if module in project.modules else {}
        for summary in (classes.get(owner), classes.get(f"{owner}.Meta")):
            found += _declared(summary) if summary is not None else ()
    return tuple(dict.fromkeys(_bare(each) for each in found)) if schema.complete else _known(found)


def _known(found: list[Columns]) -> tuple[Columns, ...] | None:
    return tuple(dict.fromkeys(_bare(each) for each in found)) or None


def _declared(summary: ClassSummary) -> Iterator[Columns]:
    for field in summary.fields:
        if field.name in _DECLARING:
            yield from _together(field)
        elif any(value for key, value in field.keywords if key in _KEYS) or _is_one_to_one(field):
            yield (field.name,)


def _is_one_to_one(field: FieldSummary) -> bool:
    return any(each.rpartition(".")[2] in ("OneToOneField", "ParentalOneToOne") for each in field.references)


def _together(field: FieldSummary) -> Iterator[Columns]:
    if field.name == "unique_together" and isinstance(field.constant, tuple):
        yield from _groups(field.constant)
    else:
        yield from field.together


def _groups(constant: tuple[Constant, ...]) -> Iterator[Columns]:
    if constant and all(isinstance(each, str) for each in constant):
        yield tuple(str(each) for each in constant)
        return
    for each in constant:
        if isinstance(each, tuple):
            yield tuple(str(column) for column in each)


def _of_table(project: Project, name: str) -> tuple[Columns, ...] | None:
    wanted = normalised(name)
    tables = [each for each in project.tables() if normalised(each.name) == wanted and each.declared]
    if not any(each.complete for each in tables):
        return None
    return tuple(dict.fromkeys(_bare(columns) for each in tables for columns in each.unique))


def _bare(columns: Iterable[str]) -> Columns:
    return tuple(sorted(each.lower().removesuffix("_id") or "id" for each in columns))


UNIQUE_COLUMNS = Question(unique_columns)


def uniqueness(facts: UnitFacts, model: str, columns: Iterable[str]) -> Uniqueness:
    """Whether the store refuses a second record that agrees in all of these columns."""
    found = facts.asking.ask(UNIQUE_COLUMNS, model) if model else None
    if found is None:
        return Uniqueness.UNKNOWN
    asked = set(_bare(columns))
    return Uniqueness.HELD if any(set(each) <= asked for each in found) else Uniqueness.NONE
