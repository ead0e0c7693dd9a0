"""Looks that cannot have found what is created behind them: they are about another record."""

from __future__ import annotations

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


def is_about_others(function: FunctionFacts, look: DataAccess, act: DataAccess, shared: tuple[str, ...]) -> bool:
    """Whether a look cannot have found what is created: it asks by a key that the store draws and the new record does not get, by a
    record that this very call has made, or the record that is added was not made here and has nothing to do with the look.
    """
    equal = [each for each in look.filters if each.op in ("=", "iexact", "exact")]
    if (
        not shared
        and equal
        and all(each.column in ("id", "pk", "_id") for each in equal)
        and look.store not in _WITH_OWN_KEYS
        and not any(keyword.arg in ("id", "pk", "_id") for keyword in act.call.keywords)
    ):
        return True
    if any(_is_made_before(function, each.value, look) for each in equal):
        return True
    if act.store != "sqlalchemy" or not isinstance(act.record, t.Name) or shared or not equal:
        return False
    bound = function.unit.definitions(act.record)
    made = any(each.kind != "parameter" for each in bound)
    named = {n.id for each in equal if each.value is not None for n in each.value.walk() if isinstance(n, t.Name)}
    return bool(bound) and not made and act.record.id not in named


_WITH_OWN_KEYS = frozenset({"redis", "hosted", "mongo", "repository"})
"""Stores in which the caller says the key."""


def _is_made_before(function: FunctionFacts, value: t.Expr | None, look: DataAccess) -> bool:
    """Whether a look asks for what belongs to a record that this call has made before: nobody else knows that one yet."""
    while isinstance(value, t.Attribute):
        value = value.value
    if not isinstance(value, t.Name):
        return False
    bound = function.unit.definitions(value)
    made = [each.value for each in bound if isinstance(each.value, t.Call) and each.kind == "assign"]
    written = {access.call for access in accesses_in(function) if access.operation == "insert"}
    saved = {
        access.record.id
        for access in accesses_in(function)
        if isinstance(access.record, t.Name) and access.writes and access.call.end < look.call.start
    }
    return (
        bool(bound)
        and len(made) == len(bound)
        and all(each in written or (value.id in saved and last_name(each.func)[:1].isupper()) for each in made)
    )
