"""What values are called: the words of the names, keys and texts that an expression is written with, through local names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbols, last_name
from offpath.syntax import tree as t

_PICKING = frozenset(
    {"get", "pop", "getdel", "get_json", "getlist", "hget", "get_argument", "get_body_argument", "cookie", "getset", "getenv", "config", "env", "get_secret",
     "get_setting", "get_config"}
)  # fmt: skip
_HOLDING = frozenset({"data", "value", "cleaned_data"})
"""Attributes that hold the value of what they are taken from."""
_LONGEST_TEXT = 80
_MOST_NODES = 60
"""So many nodes of an expression are looked at."""
_MOST_VALUES = 3
"""So many bindings of a name are."""


class Spoken:
    """What the values of one unit are called."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols

    def of(self, node: t.Node) -> frozenset[str]:
        """All words that an expression is written with; of a local name, those of its values too."""
        return frozenset(self._all(node, 2))

    def last(self, node: t.Expr) -> frozenset[str]:
        """The words of what a value itself is called: of `person.pin`, `body["pin"]`, `store.get(f"pin:{id}")`."""
        return frozenset(self._last(node, 3))

    def values(self, name: t.Name) -> Iterator[t.Expr]:
        """The values that local bindings give a name."""
        for definition in self._symbols.definitions(name)[:_MOST_VALUES]:
            if definition.kind in ("assign", "loop", "with") and definition.value is not None:
                yield definition.value

    def _all(self, node: t.Node, depth: int) -> Iterator[str]:
        for inner in islice(node.walk(), _MOST_NODES):
            if isinstance(inner, t.Name):
                yield from words(inner.id)
                if depth:
                    for value in self.values(inner):
                        yield from self._all(value, depth - 1)
            elif isinstance(inner, t.Attribute):
                yield from words(inner.attr)
            elif isinstance(inner, t.Keyword) and inner.arg is not None:
                yield from words(inner.arg)
            elif isinstance(inner, t.Constant) and isinstance(inner.value, str) and len(inner.value) <= _LONGEST_TEXT:
                yield from words(inner.value)

    def _last(self, node: t.Expr, depth: int) -> Iterator[str]:
        if isinstance(node, t.Await):
            yield from self._last(node.value, depth)
        elif isinstance(node, t.Name):
            yield from words(node.id)
            for value in self.values(node) if depth else ():
                yield from self._last(value, depth - 1)
        elif isinstance(node, t.Attribute):
            if node.attr in _HOLDING:
                yield from self._last(node.value, depth)
            yield from words(node.attr)
        elif isinstance(node, t.Subscript):
            yield from _key(node.index)
        elif isinstance(node, t.Call):
            yield from self._result(node, depth)
        elif isinstance(node, (t.BoolOp, t.IfExp)):
            for option in node.values if isinstance(node, t.BoolOp) else (node.body, node.orelse):
                yield from self._last(option, depth)

    def _result(self, call: t.Call, depth: int) -> Iterator[str]:
        func = call.func
        if last_name(func) in _PICKING and call.args:
            yield from self._key_of(call.args[0], depth)
        elif isinstance(func, t.Attribute) and not isinstance(func.value, t.Constant) and not call.args:
            yield from self._last(func.value, depth)
        elif call.args and depth:
            yield from self._last(call.args[0], depth - 1)

    def _key_of(self, node: t.Expr, depth: int) -> Iterator[str]:
        if isinstance(node, t.Name) and depth:
            yield from words(node.id)
            for value in self.values(node):
                yield from _key(value)
        yield from _key(node)


def _key(node: t.Expr) -> Iterator[str]:
    """The words of the texts in a key."""
    for inner in islice(node.walk(), _MOST_NODES):
        if isinstance(inner, t.Constant) and isinstance(inner.value, str):
            yield from words(inner.value)
