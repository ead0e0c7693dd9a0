"""Connections that are taken out of a pool and not given back on some way out of the function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.pooled import GIVES_BACK, TAKES_OUT, given_back, names_of, takes_out
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """One way on which a connection is kept."""

    taken: t.Assign
    name: str
    way: t.Return | t.Raise | None
    """The way out; None: whatever fails between the two calls."""


def kept_connections(function: FunctionFacts) -> Iterator[Kept]:
    """Every such way of a function that gives its connection back on others."""
    for assign in function.own_nodes(t.Assign):
        target = assign.targets[0]
        if not isinstance(target, t.Name) or not _takes_out(function, stripped(assign.value)):
            continue
        backs = [c for c in function.calls if c.start > assign.end and _gives_back(function, c, target.id)]
        if backs:
            yield from _ways(function, assign, target.id, backs)


def _takes_out(function: FunctionFacts, node: t.Expr) -> bool:
    return takes_out(node) or (isinstance(node, t.Call) and _has_trait(function, node, TAKES_OUT))


def _gives_back(function: FunctionFacts, call: t.Call, name: str) -> bool:
    """Whether a call may give the connection back; one that cannot be seen is told by its name."""
    if name in given_back(call):
        return True
    if isinstance(call.func, t.Attribute) and call.func.attr == "close" and names_of([call.func.value]) == {name}:
        return True
    if name not in names_of([*call.args, *(k.value for k in call.keywords)]):
        return False
    return _has_trait(function, call, GIVES_BACK) or not _GIVING.isdisjoint(words(last_name(call.func)))


_GIVING = frozenset({"release", "return", "put", "give", "close", "recycle", "checkin", "putconn"})


def _has_trait(function: FunctionFacts, call: t.Call, trait: str) -> bool:
    found = function.unit.resolve(call.func)
    summary = function.unit.summary(found.name) if found is not None and found.internal else None
    return summary is not None and trait in summary.traits and not summary.decorators


def _ways(function: FunctionFacts, taken: t.Assign, name: str, backs: list[t.Call]) -> Iterator[Kept]:
    ends: list[t.Return | t.Raise] = [*function.own_nodes(t.Return), *function.own_nodes(t.Raise)]
    found = [end for end in ends if end.start > taken.end and not _is_settled(function, taken, end, name, backs)]
    for end in found:
        yield Kept(taken, name, end)
    if not found and not any(_is_final(back) or _is_in_handler(back) for back in backs):
        first = min(backs, key=lambda back: back.start)
        if any(taken.end < call.start and call.end < first.start for call in function.calls):
            yield Kept(taken, name, None)


def _is_settled(
    function: FunctionFacts, taken: t.Assign, end: t.Return | t.Raise, name: str, backs: list[t.Call]
) -> bool:
    """Whether the connection is given back on a way out, is what it answers, or was never there."""
    value = end.value if isinstance(end, t.Return) else None
    if value is not None and any(isinstance(n, t.Name) and n.id == name for n in _handed(value)):
        return True
    child: t.Node = end
    for outer in end.ancestors():
        if any(_is_before(outer, child, back) for back in backs):
            return True
        if outer is function.node:
            return False
        if isinstance(outer, t.Try):
            if any(s.start <= back.start < s.end for s in outer.finalbody for back in backs):
                return True
            if isinstance(child, t.ExceptHandler) and any(s.start <= taken.start < s.end for s in outer.body):
                return True
        if isinstance(outer, t.If) and _asks_for(outer.test, name):
            return True
        child = outer
    return False


def _handed(value: t.Expr) -> Iterator[t.Node]:
    """The parts of an answer that hold what a name stands for: not what is called on it."""
    for node in value.walk():
        if not isinstance(node.parent, t.Attribute):
            yield node


def _is_before(outer: t.Node, child: t.Node, back: t.Call) -> bool:
    """Whether a call stands in a block that runs before the way goes on within `child`."""
    for block in ("body", "orelse", "finalbody"):
        statements = getattr(outer, block, None)
        if isinstance(statements, list) and child in statements:
            return any(s.start <= back.start < s.end for s in statements[: statements.index(child)])
    return False


def _asks_for(test: t.Expr, name: str) -> bool:
    """Whether a condition asks whether there is a connection at all."""
    if isinstance(test, t.UnaryOp):
        test = test.operand
    if isinstance(test, t.Compare):
        test = test.left
    return isinstance(test, t.Name) and test.id == name


def _is_final(back: t.Call) -> bool:
    return any(
        isinstance(outer, t.Try) and any(s.start <= back.start < s.end for s in outer.finalbody)
        for outer in back.ancestors()
    )


def _is_in_handler(back: t.Call) -> bool:
    return any(isinstance(outer, t.ExceptHandler) for outer in back.ancestors())
