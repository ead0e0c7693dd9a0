"""What comments in a function say, and of what: of the function, or of one way through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.functions.docstrings import sentences
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t
from offpath.syntax.comments import Comment, comments_in

_TO_TOOLS = ("type:", "noqa", "pragma", "pylint", "want", "offpath")


@dataclass(frozen=True, slots=True, eq=False)
class Remark:
    """A comment, or a sentence of a docstring."""

    text: str
    branch: t.Node | None = None
    """The innermost `if`, `match` or `except` that it stands in; None: it speaks of what the whole function does."""


def remarks_of(function: FunctionFacts) -> Iterator[Remark]:
    """What is said in a function's own body, comments first."""
    node, text = function.node, function.unit.reading.text
    head = text.find("\n", node.name_start)
    start = min(node.body[0].start, head) if head >= 0 else node.body[0].start
    end = _end(text, node)
    branches = [*function.own_nodes(t.If, t.Match, t.ExceptHandler)]
    for comment in function.unit.derived(_comments):
        if start <= comment.start < end and not comment.text.startswith(_TO_TOOLS):
            around = [each for each in branches if each.start <= comment.start < _line_end(text, each.end)]
            yield Remark(comment.text, max(around, key=lambda each: each.start, default=None))
    for sentence in sentences(function):
        yield Remark(sentence)


def _end(text: str, node: t.FunctionDef) -> int:
    """Where a function ends with the comments that stand below its last statement, as deep as that or deeper."""
    last = node.body[-1].start
    depth = last - text.rfind("\n", 0, last) - 1
    end = _line_end(text, node.end)
    while end < len(text):
        below = _line_end(text, end + 1)
        line = text[end + 1 : below]
        if line.strip() and (not line.lstrip().startswith("#") or len(line) - len(line.lstrip()) < depth):
            break
        end = below
    return end


def _line_end(text: str, offset: int) -> int:
    found = text.find("\n", offset)
    return found if found >= 0 else len(text)


def _comments(facts: UnitFacts) -> tuple[Comment, ...]:
    return comments_in(facts.reading.parsed)
