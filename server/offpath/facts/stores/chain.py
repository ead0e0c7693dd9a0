"""Chains of calls and attributes: `session.query(User).filter(…).first()`, also built up over several statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from offpath.facts.code.symbols import last_name
from offpath.facts.unit import UnitFacts
from offpath.facts.values.trails import only_value, same
from offpath.facts.values.walking import once_for_each_place
from offpath.syntax import tree as t

_MAX_ALTERNATIVES = 6
_MAX_DEPTH = 12
_LEADING = (t.Call, t.Attribute, t.Name, t.IfExp, t.BoolOp, t.NamedExpr)
"""Expressions that links may stand in."""


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """`.name` or, with `call`, `.name(…)`; `receiver` is what it is taken from."""

    name: str
    call: t.Call | None
    receiver: t.Expr
    node: t.Expr
    """The call, or the attribute."""


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """What a chain starts from, and its links in order."""

    root: t.Expr
    links: tuple[Link, ...]

    def named(self, *names: str) -> Iterator[Link]:
        """The links of these names."""
        return (link for link in self.links if link.name in names)

    def after(self, position: int) -> tuple[Link, ...]:
        """The links behind a position."""
        return self.links[position + 1 :]


def unroll(node: t.Expr) -> Chain:
    """The chain that an expression is, without looking names up."""
    links: list[Link] = []
    current = stripped(node)
    while True:
        if isinstance(current, t.Call) and isinstance(current.func, t.Attribute):
            receiver = stripped(current.func.value)
            links.append(Link(current.func.attr, current, receiver, current))
        elif isinstance(current, t.Attribute):
            receiver = stripped(current.value)
            links.append(Link(current.attr, None, receiver, current))
        else:
            break
        current = receiver
    links.reverse()
    return Chain(current, tuple(links))


@once_for_each_place
def alternatives(facts: UnitFacts, node: t.Expr, depth: int = 0) -> tuple[Chain, ...]:
    """The chains that an expression may be, where names stand for earlier links: one for each way that reaches it."""
    return tuple(islice(_alternatives(facts, node, frozenset(), depth), _MAX_ALTERNATIVES))


def _alternatives(facts: UnitFacts, node: t.Expr, seen: frozenset[t.Node], depth: int) -> Iterator[Chain]:
    chain = unroll(node)
    is_deep = depth >= _MAX_DEPTH
    options = [] if is_deep else [step.to for step in same(facts.reading.symbols, chain.root) if step.to not in seen]
    followed = False
    for option in options:
        if isinstance(option, t.Expr) and isinstance(stripped(option), _LEADING):
            for inner in _alternatives(facts, option, seen | {option}, depth + 1):
                followed = True
                yield Chain(inner.root, (*inner.links, *chain.links))
    if not followed:
        yield chain


def stripped(node: t.Expr) -> t.Expr:
    """An expression without `await` around it."""
    while isinstance(node, t.Await):
        node = node.value
    return node


def outward(node: t.Expr) -> Iterator[t.Call]:
    """The calls of methods on an expression's value, from the inside out: `x` → `x.a()`, `x.a().b()`, through `await`."""
    current = awaited(node)
    while isinstance(current.parent, t.Attribute) and current.parent.value is current:
        call = current.parent.parent
        if not isinstance(call, t.Call) or call.func is not current.parent:
            return
        yield call
        current = awaited(call)


def awaited(node: t.Expr) -> t.Expr:
    """The `await` around an expression, or itself."""
    while isinstance(node.parent, t.Await):
        node = node.parent
    return node


def is_class_like(facts: UnitFacts, node: t.Expr | None) -> bool:
    """Whether an expression names a class: by what it denotes or, where that cannot be told, by its capital letter."""
    if not isinstance(node, (t.Name, t.Attribute)):
        return False
    found = facts.resolve(node)
    if found is not None and found.kind in ("class", "instance", "module", "function"):
        return found.kind == "class"
    name = last_name(node)
    return name[:1].isupper() and not name.isupper()


def argument(call: t.Call, position: int, *names: str) -> t.Expr | None:
    """A call's argument by position or by one of these names."""
    if position < len(call.args) and not any(isinstance(a, t.Starred) for a in call.args[: position + 1]):
        return call.args[position]
    return next((k.value for k in call.keywords if k.arg in names), None)


def local_value(facts: UnitFacts, node: t.Expr | None) -> t.Expr | None:
    """What a name stands for where exactly one value reaches it; other expressions stand for themselves."""
    return only_value(facts.reading.symbols, node) if node is not None else None
