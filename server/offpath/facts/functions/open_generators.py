"""Generators that hold something open while they wait at a `yield`.

`generator_traits` yields `yields open` where what is yielded is closed behind the `yield` (by `with`, or in `finally`), and `holds open` where something else is.
"""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.verbs import first_word
from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

YIELDS_OPEN = "yields open"
HOLDS_OPEN = "holds open"

_HARMLESS = frozenset(
    {"suppress", "nullcontext", "timeout", "fail_after", "move_on_after", "span",
     "start_as_current_span", "catch_warnings", "redirect_stdout", "localcontext", "override"}
)  # fmt: skip
"""Contexts that hold nothing which somebody else could want."""
_CLOSING = frozenset(
    {"close", "aclose", "release", "disconnect", "remove", "dispose", "quit",
     "shutdown", "terminate", "putconn", "rollback", "unlock", "stop"}
)  # fmt: skip
"""First words of calls that give something back."""


def generator_traits(own: Nodes) -> Iterator[str]:
    """What a function's own nodes show."""
    for node in own.of(t.Yield):
        if not node.is_from:
            held = list(_held_at(node))
            if held:
                root = t.root(node.value) if node.value is not None else None
                given = root.id if isinstance(root, t.Name) else ""
                yield YIELDS_OPEN if given and given in held else HOLDS_OPEN


def _held_at(node: t.Yield) -> Iterator[str]:
    """The names of what is closed behind a `yield`; an empty string for what has none."""
    child: t.Node = node
    for outer in node.ancestors():
        if isinstance(outer, (t.FunctionDef, t.Lambda)):
            return
        if isinstance(outer, t.With) and child in outer.body:
            yield from (name for item in outer.items if not _is_harmless(item.context) for name in _bound(item))
        elif isinstance(outer, t.Try) and child in outer.body:
            yield from _closed(outer.finalbody)
        child = outer


def _is_harmless(context: t.Expr) -> bool:
    return last_name(context.func if isinstance(context, t.Call) else context) in _HARMLESS


def _bound(item: t.WithItem) -> tuple[str, ...]:
    context = item.context.func if isinstance(item.context, t.Call) else item.context
    of = t.root(context)
    target = item.target.id if isinstance(item.target, t.Name) else ""
    return (target, of.id) if isinstance(of, t.Name) and not isinstance(item.context, t.Call) else (target,)


def _closed(final: list[t.Stmt]) -> Iterator[str]:
    for node in t.walked(final, (t.FunctionDef, t.ClassDef)):
        if isinstance(node, t.Call) and first_word(last_name(node.func)) in _CLOSING:
            named = t.root(node.func.value) if isinstance(node.func, t.Attribute) else None
            yield named.id if isinstance(named, t.Name) else ""
            yield from (each.id for each in node.args if isinstance(each, t.Name))
