"""Every access of a unit, in source order."""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cached_property

from offpath.catalogue.words.people import says_who
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.families.cypher import read_cypher
from offpath.facts.stores.families.django import read_django
from offpath.facts.stores.families.documents import read_documents
from offpath.facts.stores.families.dynamo import read_dynamo
from offpath.facts.stores.families.hosted import read_hosted
from offpath.facts.stores.families.mapped import read_indexed, read_mapped
from offpath.facts.stores.families.mongo import read_mongo
from offpath.facts.stores.families.peewee import read_peewee
from offpath.facts.stores.families.prisma import read_prisma
from offpath.facts.stores.families.raw_sql import read_sql
from offpath.facts.stores.families.redis import read_redis
from offpath.facts.stores.families.repository import read_repository
from offpath.facts.stores.families.shelf import read_shelves
from offpath.facts.stores.families.sqlalchemy import read_sqlalchemy
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t

_FAMILIES = (
    read_cypher,
    read_sql,
    read_mapped,
    read_dynamo,
    read_hosted,
    read_prisma,
    read_documents,
    read_mongo,
    read_sqlalchemy,
    read_peewee,
    read_django,
    read_redis,
)


class Queries:
    """The accesses of one unit."""

    def __init__(self, facts: UnitFacts) -> None:
        self.all: tuple[DataAccess, ...] = tuple(_accesses(facts))
        """Every access, those through the project's own functions included, in source order."""
        by_call: dict[t.Call, list[DataAccess]] = {}
        by_function: dict[t.FunctionDef | None, list[DataAccess]] = {}
        for access in self.all:
            by_call.setdefault(access.call, []).append(access)
            function = facts.function_of(access.call)
            by_function.setdefault(function.node if function is not None else None, []).append(access)
        self._by_call = {call: tuple(found) for call, found in by_call.items()}
        self._by_function = {node: tuple(found) for node, found in by_function.items()}

    @property
    def direct(self) -> tuple[DataAccess, ...]:
        """The accesses that are written here, not in a function of the project that is called."""
        return tuple(access for access in self.all if not access.through)

    def of(self, call: t.Call) -> tuple[DataAccess, ...]:
        """What one call reads and writes."""
        return self._by_call.get(call, ())

    @cached_property
    def records(self) -> dict[t.Node, DataAccess]:
        """The expressions that hold what is read or changed, but for what says who the caller is."""
        found: dict[t.Node, DataAccess] = {}
        for access in self.all:
            if access.operation != "insert" and not says_who(access.through.rpartition(".")[2]):
                for result in (access.call, *access.results):
                    found.setdefault(result, access)
        return found

    def inside(self, function: t.FunctionDef | None) -> tuple[DataAccess, ...]:
        """The accesses in a function's own body, or outside all functions."""
        return self._by_function.get(function, ())


def queries_of(facts: UnitFacts) -> Queries:
    """The reads and writes of stores in a unit."""
    return facts.derived(Queries)


def accesses_in(function: FunctionFacts) -> tuple[DataAccess, ...]:
    """The reads and writes of stores in a function's own body."""
    return queries_of(function.unit).inside(function.node)


def direct_accesses(facts: UnitFacts) -> Iterator[DataAccess]:
    """The accesses written in the unit itself."""
    yield from _of_items(facts)
    for call in facts.nodes(t.Call):
        access = _direct(facts, call)
        if access is not None:
            yield access


def _accesses(facts: UnitFacts) -> Iterator[DataAccess]:
    items = tuple(_of_items(facts))
    if items:
        yield from sorted((*items, *_of_calls(facts, {each.call for each in items})), key=_place)
    else:
        yield from _of_calls(facts, frozenset())


def _of_items(facts: UnitFacts) -> Iterator[DataAccess]:
    """The accesses that are written as items of a mapping or of a class."""
    yield from read_shelves(facts)
    yield from read_indexed(facts)


def _place(access: DataAccess) -> int:
    return access.call.start


def _of_calls(facts: UnitFacts, known: Set[t.Call]) -> Iterator[DataAccess]:
    """What calls read and write, but for those of which it is known already."""
    for call in facts.nodes(t.Call):
        if call in known:
            continue
        access = _direct(facts, call)
        if access is not None:
            yield access
        else:
            yield from read_repository(facts, call)


def _direct(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    for read in _FAMILIES:
        access = read(facts, call)
        if access is not None:
            return access
    return None
