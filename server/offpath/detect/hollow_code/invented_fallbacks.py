"""Invented data that an except branch puts in the place of what could not be got."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words import samples as catalogue
from offpath.catalogue.words.verbs import words
from offpath.detect.hollow_code.invented_data import TELLING, strength
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names, is_broad, is_conversion, own_nodes, try_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t


def invented_fallback(facts: UnitFacts, handler: t.ExceptHandler) -> t.Node | None:
    """Where an except branch puts invented data in the place of what could not be got; None: it does not."""
    function = facts.function_of(handler)
    if function is None or not _may_be_remote(handler) or is_conversion(function.unit, handler):
        return None
    spoken = words(function.name)
    if not spoken or not catalogue.CONSTANT_WORDS.isdisjoint(spoken):
        return None
    if any(isinstance(node, t.Raise) for node in own_nodes(handler.body)):
        return None
    if not any(isinstance(node, (t.Call, t.Await)) for node in own_nodes(try_of(handler).body)):
        return None
    for node in own_nodes(handler.body):
        value = node.value if isinstance(node, (t.Return, t.Assign)) else None
        if value is not None and _stands_in(function, handler, node, value):
            return node
    return None


def _may_be_remote(handler: t.ExceptHandler) -> bool:
    return is_broad(handler) or not catalogue.REMOTE_FAILURES.isdisjoint(caught_names(handler))


def _stands_in(function: FunctionFacts, handler: t.ExceptHandler, node: t.Node, value: t.Expr) -> bool:
    """Whether a value of an except branch stands in for the one that the `try` gets."""
    if isinstance(node, t.Assign):
        target = node.targets[0]
        got = {each.id for each in _bound_in(try_of(handler)) if isinstance(each, t.Name)}
        if not isinstance(target, t.Name) or target.id not in got:
            return False
    found = strength(function, value)
    if found:
        return found == TELLING or words(function.name)[0] in catalogue.FETCHING | catalogue.READING
    if _is_stand_in_by_name(value) and words(function.name)[0] in catalogue.FETCHING | catalogue.READING:
        return True
    is_number = isinstance(value, t.Constant) and isinstance(value.value, float) and value.value not in (0.0, -1.0)
    return is_number and words(function.name)[0] in catalogue.FETCHING | catalogue.READING


def _is_stand_in_by_name(value: t.Expr) -> bool:
    """Whether a value is, or is taken out of, a constant that says that it stands in: `FALLBACK_RATES[currency]`."""
    node = value
    while isinstance(node, (t.Call, t.Subscript)) or (isinstance(node, t.Attribute) and node.attr in ("get", "copy")):
        node = node.func if isinstance(node, t.Call) else node.value
    name = last_name(node)
    return name.isupper() and not catalogue.STANDING_IN.isdisjoint(words(name))


def _bound_in(statement: t.Try) -> Iterator[t.Expr]:
    for node in own_nodes(statement.body):
        if isinstance(node, t.Assign):
            yield from node.targets
