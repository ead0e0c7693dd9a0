"""Except branches within a transaction that is committed all the same: what was caught is half done, or undoes all the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import transactions as catalogue
from offpath.detect.error_handling.unrolled_transaction import takes_failures
from offpath.facts.code.symbols import Symbol, last_name
from offpath.facts.failures.except_branches import own_nodes, reaches_end, try_of
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.reading import accesses_in
from offpath.facts.transactions.entered import FLUSHES, Entered, decorated, entered_by
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_SAVEPOINT = re.compile(r"\b(?:SAVEPOINT|ROLLBACK)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class CaughtInside:
    """One branch that keeps a failure from the transaction around it."""

    handler: t.ExceptHandler
    kind: Entered


@dataclass(frozen=True, slots=True, eq=False)
class _Region:
    kind: Entered
    node: t.With | t.FunctionDef


def caught_inside(function: FunctionFacts) -> Iterator[CaughtInside]:
    """Every such branch of a function."""
    for handler in function.own_nodes(t.ExceptHandler):
        if not takes_failures(handler) or _undoes(function, handler):
            continue
        statement = try_of(handler)
        region = _region_of(function, statement)
        if region is None or any(
            _escapes(outer, statement) for outer in statement.ancestors() if isinstance(outer, t.Try)
        ):
            continue
        if _loses(function, region, statement, handler):
            yield CaughtInside(handler, region.kind)


def _region_of(function: FunctionFacts, statement: t.Try) -> _Region | None:
    """The innermost transaction that a `try` stands in."""
    for outer in statement.ancestors():
        if isinstance(outer, t.With):
            for item in outer.items:
                kind = entered_by(function, item)
                if kind is not None:
                    return _Region(kind, outer)
        if outer is function.node:
            break
    kind = decorated(function)
    return _Region(kind, function.node) if kind is not None else None


def _escapes(outer: t.Try, statement: t.Try) -> bool:
    """Whether a `try` around a branch stands in its handler or `finally`: what is tidied up there is lost anyway."""
    return not any(each.start <= statement.start < each.end for each in outer.body)


def _undoes(function: FunctionFacts, handler: t.ExceptHandler) -> bool:
    """Whether a branch raises, rolls back, or the function sets savepoints."""
    for node in own_nodes([*handler.body, *try_of(handler).finalbody]):
        if isinstance(node, t.Raise):
            return True
        if isinstance(node, t.Call) and (
            "rollback" in last_name(node.func) or last_name(node.func) in ("abort", "exit", "invalidate", "expunge_all")
        ):
            return True
    texts = (n.value for n in function.own_nodes(t.Constant) if isinstance(n.value, str))
    return any(_SAVEPOINT.search(each) for each in texts)


def _loses(function: FunctionFacts, region: _Region, statement: t.Try, handler: t.ExceptHandler) -> bool:
    inside = [
        each for each in _writes(function) if _is_tried(each.call, statement) and not _has_its_own(function, each)
    ]
    if region.kind is Entered.ATOMIC:
        return _is_half_done(function, region, statement, inside)
    goes_on = reaches_end(handler.body) or isinstance(handler.body[-1], t.Continue)
    if not goes_on or not _is_used_behind(function, region, statement):
        return False
    if region.kind is Entered.ABORTED:
        return any(each.store == "sql" for each in inside)
    return any(_flushes(function, region, call, statement) for call in function.calls)


def _writes(function: FunctionFacts) -> list[DataAccess]:
    return [each for each in accesses_in(function) if each.writes]


def _has_its_own(function: FunctionFacts, access: DataAccess) -> bool:
    """Whether a helper makes a write in a transaction of its own, which is a savepoint within another: what fails there is undone."""
    callee = function.unit.callee(access.call)
    summaries = (function.unit.summary(name) for name in {access.through, callee} if name and access.through)
    return any(
        each is not None
        and (
            any(decoration.name.rpartition(".")[2] in catalogue.REGIONS for decoration in each.decorators)
            or any(_names_region(symbol) for symbol in each.entered)
        )
        for each in summaries
    )


def _names_region(symbol: Symbol) -> bool:
    while symbol and symbol[0] in ("call", "await"):
        symbol = symbol[1]
    last = symbol[-1] if symbol else ""
    return isinstance(last, str) and last.rpartition(".")[2] in catalogue.REGIONS


def _is_tried(node: t.Node, statement: t.Try) -> bool:
    """Whether a node stands in a `try` itself, in no transaction and no `try` of its own within it."""
    if not any(each.start <= node.start < each.end for each in statement.body):
        return False
    for outer in node.ancestors():
        if outer is statement:
            return True
        if isinstance(outer, t.With) and any(_opens(item.context) for item in outer.items):
            return False
        if isinstance(outer, t.Try) and any(takes_failures(each) for each in outer.handlers):
            return False
    return False


def _opens(context: t.Expr) -> bool:
    return last_name(context.func if isinstance(context, t.Call) else context) in catalogue.REGIONS


def _is_half_done(function: FunctionFacts, region: _Region, statement: t.Try, inside: list[DataAccess]) -> bool:
    """Whether something is written before a write that may fail, and stays."""
    if not inside:
        return False
    before = [each for each in _writes(function) if region.node.start <= each.call.start and each.store == "django"]
    last = max(inside, key=lambda each: each.call.start)
    earlier = [each for each in before if each.call.start < last.call.start and not _is_apart(each, last)]
    goes_round = any(isinstance(o, (t.For, t.While)) and _within(o, region.node) for o in statement.ancestors())
    return (
        bool(earlier)
        or goes_round
        or any(isinstance(o, (t.For, t.While)) and _within(o, statement) for o in last.call.ancestors())
    )


def _is_apart(first: DataAccess, second: DataAccess) -> bool:
    """Whether two writes stand in two branches of one `if`."""
    for outer in first.call.ancestors():
        if isinstance(outer, t.If) and outer.start <= second.call.start < outer.end:
            return any(s.start <= first.call.start < s.end for s in outer.body) and any(
                s.start <= second.call.start < s.end for s in outer.orelse
            )
    return False


def _within(node: t.Node, outer: t.Node) -> bool:
    return outer.start <= node.start and node.end <= outer.end


def _is_used_behind(function: FunctionFacts, region: _Region, statement: t.Try) -> bool:
    """Whether the transaction goes on behind a `try`: a loop comes round to it, or something is executed further down."""
    for outer in statement.ancestors():
        if outer is region.node:
            break
        if isinstance(outer, (t.For, t.While)):
            return True
    names = _names_bound(region)
    return any(
        isinstance(n, t.Name) and n.id in names and statement.end <= n.start < region.node.end
        for n in function.own_nodes(t.Name)
    )


def _names_bound(region: _Region) -> set[str]:
    if not isinstance(region.node, t.With):
        return set()
    targets = [item.target for item in region.node.items if item.target is not None]
    return {n.id for each in targets for n in each.walk() if isinstance(n, t.Name)}


def _flushes(function: FunctionFacts, region: _Region, call: t.Call, statement: t.Try) -> bool:
    """Whether a call flushes the region's session, or hands it to what does."""
    if not _is_tried(call, statement):
        return False
    names = _names_bound(region)
    if isinstance(call.func, t.Attribute) and call.func.attr in ("flush", "commit"):
        return isinstance(call.func.value, t.Name) and call.func.value.id in names
    handed = (*call.args, *(keyword.value for keyword in call.keywords))
    if not any(isinstance(each, t.Name) and each.id in names for each in handed):
        return False
    callee = function.unit.callee(call)
    return bool(callee) and function.unit.asking.ask(FLUSHES, callee)
