"""Every access of a unit, in source order."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.queries.django import read_django
from offpath.facts.queries.model import DataAccess
from offpath.facts.queries.mongo import read_mongo
from offpath.facts.queries.peewee import read_peewee
from offpath.facts.queries.raw_sql import read_sql
from offpath.facts.queries.redis import read_redis
from offpath.facts.queries.repository import read_repository
from offpath.facts.queries.sqlalchemy import read_sqlalchemy
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_FAMILIES = (read_sql, read_mongo, read_sqlalchemy, read_peewee, read_django, read_redis)


class Queries:
    """The accesses of one unit."""

    def __init__(self, facts: UnitFacts) -> None:
        self.all: tuple[DataAccess, ...] = tuple(_accesses(facts))
        """Every access, those through the project's own functions included, in source order."""
        self._by_call: dict[t.Call, tuple[DataAccess, ...]] = {}
        self._by_function: dict[t.FunctionDef | None, tuple[DataAccess, ...]] = {}
        for access in self.all:
            self._by_call[access.call] = (*self._by_call.get(access.call, ()), access)
            function = facts.function_of(access.call)
            node = function.node if function is not None else None
            self._by_function[node] = (*self._by_function.get(node, ()), access)

    @property
    def direct(self) -> tuple[DataAccess, ...]:
        """The accesses that are written here, not in a function of the project that is called."""
        return tuple(access for access in self.all if not access.through)

    def of(self, call: t.Call) -> tuple[DataAccess, ...]:
        """What one call reads and writes."""
        return self._by_call.get(call, ())

    def inside(self, function: t.FunctionDef | None) -> tuple[DataAccess, ...]:
        """The accesses in a function's own body, or outside all functions."""
        return self._by_function.get(function, ())


def direct_accesses(facts: UnitFacts) -> Iterator[DataAccess]:
    """The accesses written in the unit itself."""
    for call in facts.nodes(t.Call):
        access = _direct(facts, call)
        if access is not None:
            yield access


def _accesses(facts: UnitFacts) -> Iterator[DataAccess]:
    for call in facts.nodes(t.Call):
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
