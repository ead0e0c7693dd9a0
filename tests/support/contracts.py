"""Contracts of facts, written as Markdown: a heading, a Python block, and in comments what a fact answers there.

    x = 1
    use(x)  # reveal: flow(x) -> 1

asks the fact `flow` for the last `x` of its line. A comment that stands alone asks for the line of code above it. A block may hold several
files, as samples do (`# file: app/db.py`), and is cut into units as every file is; what is asked of a function is asked for its name in its `def` line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t
from support.project import TextProject
from support.samples import parse_sample

Fact = Callable[[UnitFacts, t.Node], str]

_REVEAL = re.compile(r"#[ ]reveal:[ ](?P<fact>\w+)\((?P<asked>.*)\)[ ]->[ ](?P<answer>.*)$")
_BLOCK = re.compile(r"^##+[ ](?P<title>.+?)$|^```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Contract:
    """One block with what is said of it."""

    title: str
    code: str


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, as written or as given."""

    path: str
    line: int
    asked: str
    answer: str


def contracts_in(path: Path) -> Iterator[Contract]:
    """The blocks of a page, each by the last heading above it."""
    title, number = path.stem, 0
    for found in _BLOCK.finditer(path.read_text(encoding="utf-8")):
        if found["title"] is not None:
            title, number = found["title"], 0
        else:
            number += 1
            yield Contract(title if number == 1 else f"{title} ({number})", found["code"])


def written(code: str) -> list[Said]:
    """What a block says. A block that says nothing is a mistake."""
    said = []
    for path, text in parse_sample(code).files.items():
        line = 0
        for number, content in enumerate(text.splitlines(), 1):
            if not content.strip().startswith("#"):
                line = number
            found = _REVEAL.search(content)
            if found is not None:
                said.append(Said(path, line, f"{found['fact']}({found['asked']})", found["answer"].strip()))
    assert said, "nothing is said of this block"
    return said


def given(code: str, facts_by_name: dict[str, Fact]) -> list[Said]:
    """What the facts answer to what a block asks."""
    project = TextProject(code)
    answers = []
    for each in written(code):
        facts, start = project.facts_at(each.path, each.line)
        name, _, asked = each.asked.partition("(")
        node = _node(facts, start, asked[:-1])
        answers.append(Said(each.path, each.line, each.asked, facts_by_name[name](facts, node)))
    return answers


def _node(facts: UnitFacts, start: int, asked: str) -> t.Node:
    """The last expression (or statement) of a line that is written so; a function by its name."""
    end = (facts.reading.text + "\n").index("\n", start)
    found: t.Node | None = None
    for node in facts.tree.walk():
        if isinstance(node, t.FunctionDef) and node.name == asked and start <= node.name_start < end:
            return node
        if isinstance(node, (t.Expr, t.Stmt)) and start <= node.start < end and facts.text(node) == asked:
            if found is None or node.start >= found.start:
                found = node
    assert found is not None, f"the line has no `{asked}`"
    return found
