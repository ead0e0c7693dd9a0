"""What conditions cost grows as the code does, however many tests stand in a row or one in another, and whoever asks."""

from __future__ import annotations

from itertools import pairwise

import pytest

from offpath.facts.flow.conditions import conditions, conditions_by_binding
from offpath.syntax import tree as t
from offpath.syntax.budget import allowed
from support.project import TextProject

_ROWS = {
    "ways that leave": "    if x == {i}:\n        return {i}\n",
    "ways that leave, of names each": "    y{i} = f(x)\n    if y{i} is None:\n        return y{i}\n",
    "branches": "    if a > {i}:\n        x = f(x)\n    else:\n        y = x\n",
    "branches that assert": "    if a > {i}:\n        assert x\n    else:\n        assert y\n",
    "asked and bound anew": "    x = f(x)\n    if not x:\n        return y\n",
    "attributes": "    if x.a{i} is None:\n        return\n    x.a{i} = y\n",
    "items": "    if 'k{i}' not in x:\n        x['k{i}'] = y\n",
    "loops": "    while x > {i}:\n        if y:\n            break\n        x = f(x)\n",
    "loops over rows": "    for i{i} in x:\n        if i{i} is None:\n            continue\n        y = f(i{i})\n",
    "try": "    try:\n        assert x\n        y = f(x)\n    except KeyError:\n        return y\n",
    "try and finally": "    try:\n        if x == {i}:\n            return\n    finally:\n        y = f(x)\n",
    "with": "    with suppress(KeyError):\n        if x == {i}:\n            return\n",
    "match": "    match x:\n        case {i}:\n            return\n        case _ if y:\n            y = f(x)\n",
    "short forms": "    x and f(x) or y and f(y)\n    y = f(x) if x else f(y)\n",
    "lambdas": "    f(lambda: x and y)\n    assert x\n",
}


def _steps(text: str) -> int:
    """The steps that asking for everything in a text takes."""
    facts = TextProject(text).facts()
    assert facts.reading.flow
    names, calls = facts.nodes(t.Name), facts.nodes(t.Call)
    with allowed(10**9) as budget:
        for node in (*names, *calls):
            conditions(facts, node)
        for name in names:
            conditions_by_binding(facts, name)
    return budget.spent


def _growth(texts: list[str]) -> float:
    costs = [_steps(text) for text in texts]
    return max(after / before for before, after in pairwise(costs))


def _in_a_row(row: str, size: int) -> str:
    return "def g(x, y, a, f):\n" + "".join(row.format(i=i) for i in range(size)) + "    return x\n"


@pytest.mark.parametrize("name", _ROWS)
def test_in_a_row(name: str) -> None:
    assert _growth([_in_a_row(_ROWS[name], size) for size in (80, 160, 320)]) < 2.6


@pytest.mark.parametrize("name", _ROWS)
def test_in_a_row_in_a_try(name: str) -> None:
    def text(size: int) -> str:
        rows = "".join(_ROWS[name].format(i=i) for i in range(size))
        inside = "".join(f"    {line}\n" for line in rows.splitlines())
        return f"def g(x, y, a, f):\n    try:\n{inside}    except E:\n        return x\n    return y\n"

    assert _growth([text(size) for size in (100, 200)]) < 2.8


@pytest.mark.parametrize(
    ("head", "part", "tail"),
    [
        ("    return ", "x > {i} and ", "x\n"),
        ("    if ", "x > {i} or ", "x:\n        return y\n"),
        ("    return ", "f(x) if x == {i} else ", "y\n"),
        ("    if x == -1:\n        return\n", "    elif x == {i}:\n        return f(x)\n", ""),
        ("    match x:\n", "        case {i}:\n            y = f(x)\n", ""),
        ("    return [x for x in y", " if x != {i}", "]\n"),
    ],
)
def test_in_one_statement(head: str, part: str, tail: str) -> None:
    def text(size: int) -> str:
        return "def g(x, y, f):\n" + head + "".join(part.format(i=i) for i in range(size)) + tail

    assert _growth([text(size) for size in (80, 160, 320)]) < 2.6


@pytest.mark.parametrize("row", ["if x == {i}:", "while x > {i}:", "for x in f(y):", "with suppress(x):", "try:"])
def test_in_one_another(row: str) -> None:
    def text(depth: int) -> str:
        lines = ["def g(x, y, f):"]
        for level in range(depth):
            lines.append("    " * (level + 1) + row.format(i=level))
        lines.append("    " * (depth + 1) + "y = f(x)")
        for level in reversed(range(depth)) if row == "try:" else ():
            lines += ["    " * (level + 1) + "finally:", "    " * (level + 2) + "f(y)"]
        return "\n".join(lines) + "\n"

    assert _growth([text(size) for size in (3, 6, 12)]) < 9


def test_three_thousand_branches_in_a_row() -> None:
    few, many = (_steps(_in_a_row(_ROWS["ways that leave"], size)) for size in (300, 3000))
    assert many < 12 * few
