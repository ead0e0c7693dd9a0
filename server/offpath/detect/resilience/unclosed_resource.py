"""Asynchronous generators that hold something open and are left before their end: nothing closes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.open_generators import HOLDS_OPEN, YIELDS_OPEN
from offpath.facts.stores.chain import local_value
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_RESOURCES = frozenset(
    {"session", "sessions", "db", "database", "conn", "connection", "client", "cursor", "transaction"}
)
_GIVING = frozenset({"get", "open", "create", "make", "acquire", "new", "provide", "yield", "use", "with"})


@dataclass(frozen=True, slots=True, eq=False)
class LeftGenerator:
    """One place that leaves a generator open."""

    node: t.For | t.Call
    generator: str
    """As it is called."""
    how: str
    """`return`, `break`, `yield` or `anext`."""
    certainty: str
    """`seen`, `other` (what it yields is not what it holds open) or `by name`."""


def left_generators(function: FunctionFacts) -> Iterator[LeftGenerator]:
    """Every such place of a function."""
    for loop in function.own_nodes(t.For):
        how = _left_by(loop) if loop.is_async else ""
        if how and not _closes_what_it_takes(loop):
            yield from _judged(function, loop, loop.iter, how)
    for call in function.calls:
        taken = _taken_from(call)
        if taken is not None:
            yield from _judged(function, call, taken, "anext")


def _judged(function: FunctionFacts, node: t.For | t.Call, generator: t.Expr, how: str) -> Iterator[LeftGenerator]:
    made = local_value(function.unit, generator)
    if not isinstance(made, t.Call) or (isinstance(generator, t.Name) and _is_closed(function, generator)):
        return
    certainty = _certainty(function, made)
    if (
        not certainty
        or (certainty == "other" and how in ("yield", "anext"))
        or (certainty == "by name" and how == "yield")
    ):
        return
    yield LeftGenerator(node, last_name(made.func), how, certainty)


def _certainty(function: FunctionFacts, made: t.Call) -> str:
    facts = function.unit
    resolved = facts.resolve(made.func)
    summary = facts.summary(resolved.name) if resolved is not None and resolved.internal else None
    if summary is not None:
        if not (summary.is_async and summary.is_generator) or summary.decorators:
            return ""
        return "seen" if YIELDS_OPEN in summary.traits else "other" if HOLDS_OPEN in summary.traits else ""
    spelled = words(last_name(made.func))
    is_named = (
        isinstance(made.func, t.Name) and len(spelled) > 1 and spelled[0] in _GIVING and spelled[-1] in _RESOURCES
    )
    return "by name" if is_named and (resolved is None or resolved.kind == "external") else ""


def _left_by(loop: t.For) -> str:
    """How a loop is left in its middle."""
    found = ""
    for node in t.walked(loop.body, (t.FunctionDef, t.ClassDef, t.Lambda)):
        if isinstance(node, t.Return):
            return "return"
        if isinstance(node, t.Break) and _loop_of(node) is loop:
            found = "break"
        elif isinstance(node, t.Yield):
            found = found or "yield"
    return found


def _closes_what_it_takes(loop: t.For) -> bool:
    """Whether the loop's own body closes what the generator gave, however it is left: nothing is open then but the generator."""
    target = loop.target
    if not isinstance(target, t.Name) or len(loop.body) != 1:
        return False
    whole = loop.body[0]
    if isinstance(whole, t.With):
        return any(isinstance(n, t.Name) and n.id == target.id for item in whole.items for n in item.context.walk())
    return isinstance(whole, t.Try) and any(
        isinstance(node, t.Attribute)
        and node.attr in ("close", "aclose")
        and isinstance(node.value, t.Name)
        and node.value.id == target.id
        for statement in whole.finalbody
        for node in statement.walk()
    )


def _loop_of(node: t.Break) -> t.Node | None:
    child: t.Node = node
    for outer in node.ancestors():
        if isinstance(outer, (t.For, t.While)) and child in outer.body:
            return outer
        child = outer
    return None


def _taken_from(call: t.Call) -> t.Expr | None:
    """The generator of `anext(f())`, `f().__anext__()`."""
    if isinstance(call.func, t.Name) and call.func.id == "anext" and len(call.args) == 1:
        return call.args[0]
    if isinstance(call.func, t.Attribute) and call.func.attr == "__anext__":
        return call.func.value
    return None


def _is_closed(function: FunctionFacts, generator: t.Name) -> bool:
    """Whether a generator that has a name is closed by hand, or handed on to what may close it."""
    for call in function.calls:
        if isinstance(call.func, t.Attribute) and call.func.attr in (
            "aclose",
            "push_async_callback",
            "enter_async_context",
        ):
            return True
        given = any(isinstance(each, t.Name) and each.id == generator.id for each in call.args)
        if given and last_name(call.func) != "anext":
            return True
    return False
