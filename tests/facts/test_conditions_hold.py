"""What conditions say is so: functions of random branches are run, and at each place every test that is said to be passed has ended as said."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any

import pytest

from offpath.facts.flow import conditions as fact
from offpath.syntax import tree as t
from support.project import TextProject

_MOST_CALLS = 300


class _Enough(BaseException):
    """A run has gone on for long enough."""


class _Writer:
    """Writes a function of random statements; each test is `ask(number)`, each place `at(number)`."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._number = 0

    def text(self) -> str:
        return "def f(ask, at, suppress, refuse):\n" + "".join(self._block(1, 3, in_loop=False))

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _test(self, depth: int = 2) -> str:
        kind = self._random.randrange(6) if depth else 5
        if kind == 0:
            return f"not {self._test(0)}"
        if kind in (1, 2):
            word = ("and", "or")[kind - 1]
            return f"({self._test(depth - 1)} {word} {self._test(depth - 1)})"
        if kind == 3:
            return f"({self._test(depth - 1)} and at({self._next()}) or {self._test(depth - 1)})"
        return f"ask({self._next()})"

    def _block(self, level: int, depth: int, *, in_loop: bool) -> Iterator[str]:
        pad = "    " * level
        for _ in range(self._random.randint(1, 3)):
            yield f"{pad}at({self._next()})\n"
            yield from self._statement(pad, level, depth, in_loop=in_loop)
        yield f"{pad}at({self._next()})\n"

    def _statement(self, pad: str, level: int, depth: int, *, in_loop: bool) -> Iterator[str]:
        leaving = ["return", "raise KeyError", "refuse()", *(["break", "continue"] if in_loop else [])]
        kind = self._random.choice(
            ["if", "if", "leave", "while", "for", "try", "finally", "with", "assert", "match", "one"]
        )
        if depth == 0 or kind == "leave":
            yield f"{pad}if {self._test()}:\n{pad}    {self._random.choice(leaving)}\n"
        elif kind == "if":
            yield f"{pad}if {self._test()}:\n"
            yield from self._block(level + 1, depth - 1, in_loop=in_loop)
            if self._random.random() < 0.5:
                yield f"{pad}elif {self._test()}:\n"
                yield from self._block(level + 1, depth - 1, in_loop=in_loop)
            if self._random.random() < 0.5:
                yield f"{pad}else:\n"
                yield from self._block(level + 1, depth - 1, in_loop=in_loop)
        elif kind in ("while", "for"):
            head = f"while {self._test()}" if kind == "while" else "for i in range(2)"
            yield f"{pad}{head}:\n"
            yield from self._block(level + 1, depth - 1, in_loop=True)
            if self._random.random() < 0.3:
                yield f"{pad}else:\n"
                yield from self._block(level + 1, depth - 1, in_loop=in_loop)
        elif kind in ("try", "finally"):
            yield f"{pad}try:\n"
            yield from self._block(level + 1, depth - 1, in_loop=in_loop)
            yield f"{pad}except KeyError:\n" if kind == "try" else f"{pad}finally:\n"
            yield from self._block(level + 1, depth - 1, in_loop=in_loop and kind == "try")
        elif kind == "with":
            yield f"{pad}with suppress(KeyError, AssertionError):\n"
            yield from self._block(level + 1, depth - 1, in_loop=in_loop)
        elif kind == "match":
            yield f"{pad}match 1:\n{pad}    case _ if {self._test()}:\n"
            yield from self._block(level + 2, depth - 1, in_loop=in_loop)
            yield f"{pad}    case _:\n"
            yield from self._block(level + 2, depth - 1, in_loop=in_loop)
        elif kind == "assert":
            yield f"{pad}assert {self._test()}\n"
        else:
            yield f"{pad}at({self._next()}) if {self._test()} else at({self._next()})\n"


def _said(text: str) -> dict[int, dict[int, bool]]:
    """For each place, the tests that it says it has passed."""
    facts = TextProject(text).facts()
    found: dict[int, dict[int, bool]] = {}
    for call in facts.nodes(t.Call):
        if isinstance(call.func, t.Name) and call.func.id == "at":
            told = {
                _number(each.test): each.holds
                for each in fact.tests_passed(facts, call)
                if isinstance(each.test, t.Call)
            }
            found[_number(call)] = told
    return found


def _number(node: t.Node) -> int:
    argument = node.args[0] if isinstance(node, t.Call) and node.args else None
    return argument.value if isinstance(argument, t.Constant) and isinstance(argument.value, int) else -1


def _run(text: str, said: dict[int, dict[int, bool]], chance: random.Random) -> tuple[int, list[str]]:
    """Runs the function once; how many tests were seen to have ended as said, and which had not."""
    answers: dict[int, bool] = {}
    calls, agreed = 0, 0
    wrong: list[str] = []

    def ask(number: int) -> bool:
        answers[number] = chance.random() < 0.6
        return answers[number]

    def at(number: int) -> bool:
        nonlocal calls, agreed
        calls += 1
        if calls > _MOST_CALLS:
            raise _Enough
        for test, holds in said[number].items():
            if test >= 0 and answers.get(test) is not holds:
                wrong.append(f"at({number}) says that ask({test}) was {holds}\n{text}")
            agreed += test >= 0
        return chance.random() < 0.5

    def refuse() -> None:
        raise KeyError

    names: dict[str, Any] = {}
    exec(text, names)
    with contextlib.suppress(KeyError, AssertionError, _Enough):
        names["f"](ask, at, contextlib.suppress, refuse)
    return agreed, wrong


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_what_is_said_to_be_passed_was(start: int) -> None:
    agreed = 0
    for seed in range(start, start + 20):
        text = _Writer(seed).text()
        said = _said(text)
        chance = random.Random(seed)
        for _ in range(20):
            more, wrong = _run(text, said, chance)
            assert not wrong, wrong[0]
            agreed += more
    assert agreed > 300
