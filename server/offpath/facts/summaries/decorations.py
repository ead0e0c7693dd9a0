"""Decorators as other units need them: what they denote, with their constant arguments."""

from __future__ import annotations

from offpath.facts.code.symbols import Symbols, last_name
from offpath.facts.summaries.contribution import (
    Decoration,
)
from offpath.facts.summaries.registrations import constant_keywords, constant_of, symbols_in
from offpath.syntax import tree as t


def dotted_text(node: t.Expr) -> str:
    """A decorator's or base's name as written, without call and subscript."""
    while isinstance(node, (t.Call, t.Subscript)):
        node = node.func if isinstance(node, t.Call) else node.value
    return t.dotted(node) or last_name(node)


def decorations(decorators: list[t.Expr], symbols: Symbols) -> tuple[Decoration, ...]:
    """A function's or class's decorators, in the order of the text."""
    found = []
    for decorator in decorators:
        call = decorator if isinstance(decorator, t.Call) else None
        target = call.func if call is not None else decorator
        found.append(
            Decoration(
                symbols.of(target),
                dotted_text(target),
                call is not None,
                tuple(constant_of(a) for a in call.args) if call is not None else (),
                constant_keywords(call.keywords) if call is not None else (),
                tuple(symbols_in(call, symbols)) if call is not None else (),
            )
        )
    return tuple(found)
