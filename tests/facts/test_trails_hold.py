"""What ways back say is so: functions of random statements are run, and what comes out is among the ends that are named, as what is said of it."""

from __future__ import annotations

import copy
import random
import typing
from collections.abc import Iterator
from typing import Any

import pytest

from offpath.catalogue.pass_through import Done
from offpath.facts.values.trails import UNCHANGED, Ends
from offpath.syntax import tree as t
from support.project import TextProject

_PARAMETERS = ("a", "b", "c")
_INTO = frozenset({Done.SAME, Done.ITEMS, Done.HELD, Done.PART, Done.EACH, Done.LOOKED_UP})
"""What is done where no value is made of another."""


class _Token:
    """A value that is nothing but itself; it answers what is asked of it with itself."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __deepcopy__(self, _: object) -> _Token:
        return self

    def __copy__(self) -> _Token:
        return self


class _Writer:
    """Writes a function of random statements that end in `return`; each choice is `ask()`."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._names = list(_PARAMETERS)

    def text(self) -> str:
        body = "".join(self._block("    ", self._random.randint(2, 7), 2))
        return f"def f(a, b, c, ask, copy, typing):\n{body}    return {self._value(3)}\n"

    def _name(self) -> str:
        return self._random.choice(self._names)

    def _value(self, depth: int) -> str:
        if not depth:
            return self._name()
        chosen, other, inner = (self._value(depth - 1) for _ in range(3))
        forms = [
            self._name(), f"({chosen} if ask() else {other})", f"(ask() and {chosen} or {other})", f"[{inner}, {other}][0]", f"copy.copy({inner})",
            f"typing.cast(int, {inner})", f"list([{inner}])[0]", f"[each for each in [{self._name()}]][0]", f"dict(k={inner}).get('k', {other})",
            f"{{'k': {inner}}}['k']", f"{{'k': {inner}}}.get('m', {other})", f"({self._name()} := {inner})",
        ]  # fmt: skip
        return self._random.choice(forms)

    def _test(self) -> str:
        bound = f"({self._name()} := {self._value(1)})"
        forms = [
            "ask()",
            f"ask() and {bound}",
            f"ask() or {bound}",
            f"not (ask() or {bound})",
            f"not (ask() and {bound} and ask())",
        ]
        return self._random.choice(forms)

    def _block(self, pad: str, statements: int, depth: int) -> Iterator[str]:
        for _ in range(statements):
            kind = self._random.randrange(6) if depth else 0
            if kind < 2:
                yield f"{pad}{self._name()} = {self._value(2)}\n"
            elif kind == 2:
                yield f"{pad}{self._name()}, {self._name()} = {self._value(1)}, {self._value(1)}\n"
            elif kind == 3:
                yield f"{pad}if {self._test()}:\n"
                yield from self._block(pad + "    ", 2, depth - 1)
            elif kind == 4:
                yield f"{pad}for {self._name()} in [{self._value(1)}, {self._value(1)}]:\n"
                yield from self._block(pad + "    ", 2, depth - 1)
            else:
                yield f"{pad}while ask() and ({self._test()}):\n"
                yield from self._block(pad + "    ", 2, depth - 1)


def _returned(text: str) -> tuple[Any, t.Expr]:
    facts = TextProject(text).facts()
    node = facts.nodes(t.Return)[-1].value
    assert node is not None
    return facts.reading.symbols, node


@pytest.mark.parametrize("seed", range(150))
def test_what_comes_out_is_among_the_ends(seed: int) -> None:
    text = _Writer(seed).text()
    symbols, node = _returned(text)
    named = {each.node.name for each in Ends(symbols, _INTO).of(node) if isinstance(each.node, t.Param)}
    unchanged = Ends(symbols, UNCHANGED).of(node)
    only = {each.node.name for each in unchanged if isinstance(each.node, t.Param)}
    is_whole = len(only) == len(unchanged)
    scope: dict[str, Any] = {}
    exec(text, scope)
    for run in range(12):
        chance = random.Random(seed * 100 + run)
        tokens = [_Token(name) for name in _PARAMETERS]
        got = scope["f"](*tokens, lambda chance=chance: chance.random() < 0.4, copy, typing)
        if isinstance(got, _Token):
            assert got.name in named, text
            assert not is_whole or got.name in only, text
