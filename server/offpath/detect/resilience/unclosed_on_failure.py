"""Connections that are closed where all goes well, and left open where an exception is caught."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries.transactions import HELD_UNTIL_CLOSED, SESSION, SESSION_MAKERS
from offpath.catalogue.types import CONNECTION
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import own_nodes, reaches_end, try_of
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class LeftOpen:
    """One connection that a branch leaves open."""

    opened: t.Call
    name: str
    handler: t.ExceptHandler


def left_open(function: FunctionFacts) -> Iterator[LeftOpen]:
    """Every connection or session of a function that is closed in a `try`, and neither in the branch that catches nor behind it."""
    for assign in function.own_nodes(t.Assign):
        target, opened = assign.targets[0], stripped(assign.value)
        if (
            not isinstance(target, t.Name)
            or not isinstance(opened, t.Call)
            or not _is_connection(function, assign.value, opened)
        ):
            continue
        closes = [call for call in function.calls if _closes(call, target.id)]
        handler = next((h for close in closes for h in _catching(function, assign, close, closes)), None)
        if handler is not None:
            yield LeftOpen(opened, target.id, handler)


def _is_connection(function: FunctionFacts, value: t.Expr, opened: t.Call) -> bool:
    kind = function.unit.type_of(value)
    types = function.unit.asking.catalogue.types
    if types.is_any(kind, HELD_UNTIL_CLOSED | {CONNECTION}):
        return True
    return types.is_any(kind, frozenset({SESSION})) and function.unit.is_a(opened.func, *SESSION_MAKERS)


def _closes(call: t.Call, name: str) -> bool:
    is_close = last_name(call.func) in ("close", "aclose") and isinstance(call.func, t.Attribute)
    return (
        is_close
        and isinstance(call.func, t.Attribute)
        and isinstance(call.func.value, t.Name)
        and call.func.value.id == name
    )


def _catching(
    function: FunctionFacts, assign: t.Assign, close: t.Call, closes: list[t.Call]
) -> Iterator[t.ExceptHandler]:
    """The branches that catch what fails between opening and closing, and leave the connection open."""
    for statement in close.ancestors():
        if statement is function.node:
            return
        if not isinstance(statement, t.Try) or not any(s.start <= close.start < s.end for s in statement.body):
            continue
        if not _is_used_between(function, assign, statement, close):
            continue
        for handler in statement.handlers:
            if _is_settled(function, handler, closes) or any(isinstance(n, t.Raise) for n in own_nodes(handler.body)):
                continue
            yield handler


def _is_used_between(function: FunctionFacts, assign: t.Assign, statement: t.Try, close: t.Call) -> bool:
    """Whether something is called within the `try`, with the connection open."""
    begin = max(assign.end, statement.start)
    return any(begin <= call.start and call.end <= close.start for call in function.calls)


def _is_settled(function: FunctionFacts, handler: t.ExceptHandler, closes: list[t.Call]) -> bool:
    """Whether a close stands in the branch, in a `finally`, or behind a `try` that the branch goes on to."""
    statement = try_of(handler)
    for close in closes:
        if handler.start <= close.start < handler.end:
            return True
        if any(
            isinstance(o, t.Try) and any(s.start <= close.start < s.end for s in o.finalbody) for o in close.ancestors()
        ):
            return True
        if close.start >= statement.end and reaches_end(handler.body):
            return True
    return False
