"""Which fields of a model a form can take: not those that set themselves, are not editable, or lead back from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.facts.code.symbols import Symbol
from offpath.facts.project.names import CLASS
from offpath.facts.stores.schema import Schema
from offpath.facts.summaries.contribution import ClassSummary, FieldSummary
from offpath.facts.unit import UnitFacts

_AUTOMATIC = frozenset({"AutoField", "BigAutoField", "SmallAutoField"})
_GENERIC = frozenset({"GenericRelation", "GenericForeignKey", "GenericRel"})


def read_only_fields(facts: UnitFacts, schema: Schema) -> frozenset[str]:
    """The fields that are there and that nobody can set: a serializer may show them."""
    return frozenset(field.name for field in _fields(facts, schema) if _sets_itself(field))


def sets_times(facts: UnitFacts, lineage: Iterable[str]) -> bool:
    """Whether a class, or one that it derives from, has a time that saving sets: `auto_now=True`."""
    summaries: list[ClassSummary | None] = [facts.asking.ask(CLASS, each) for each in lineage]
    return any(dict(f.keywords).get("auto_now") for each in summaries if each is not None for f in each.fields)


def unnamable_fields(facts: UnitFacts, schema: Schema) -> frozenset[str]:
    """The names that are no fields of the model's own table: naming one in a form is an error."""
    return frozenset(field.name for field in _fields(facts, schema) if not _GENERIC.isdisjoint(_makers(field.symbol)))


def _fields(facts: UnitFacts, schema: Schema) -> Iterator[FieldSummary]:
    for name in facts.lineage(schema.name):
        summary: ClassSummary | None = facts.asking.ask(CLASS, name)
        yield from summary.fields if summary is not None else ()


def _sets_itself(field: FieldSummary) -> bool:
    keywords = dict(field.keywords)
    if keywords.get("auto_now") or keywords.get("auto_now_add") or keywords.get("editable") is False:
        return True
    return not _AUTOMATIC.isdisjoint(_makers(field.symbol))


def _makers(symbol: Symbol | None) -> Iterator[str]:
    """The last names in a symbol: `GenericRelation` of `fields.GenericRelation(Note)`."""
    for each in symbol or ():
        if isinstance(each, tuple):
            yield from _makers(each)
        elif isinstance(each, str):
            yield each.rpartition(".")[2]
