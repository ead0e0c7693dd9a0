"""Columns and values that a dictionary hands to a store."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import Assigned
from offpath.facts.stores.chain import local_value, stripped
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_ADDING = frozenset({"Increment", "ArrayUnion", "ArrayRemove", "increment", "decrement", "multiply", "divide", "push"})


def pairs(facts: UnitFacts, node: t.Expr | None) -> Iterator[Assigned]:
    """The columns of a dictionary with their values; one that the service computes from the old value is relative."""
    display = local_value(facts, node)
    for item in display.items if isinstance(display, t.Dict) else ():
        if isinstance(item.key, t.Constant):
            yield Assigned(str(item.key.value), item.value, _is_added(item.value), item)


def _is_added(value: t.Expr) -> bool:
    value = stripped(value)
    if isinstance(value, t.Call):
        return last_name(value.func) in _ADDING
    keys = [item.key for item in value.items] if isinstance(value, t.Dict) else []
    return len(keys) == 1 and isinstance(keys[0], t.Constant) and keys[0].value in _ADDING
