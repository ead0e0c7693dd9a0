"""The comments of a unit: the tree does not hold them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offpath.syntax import tree as t
from offpath.syntax.budget import spend

if TYPE_CHECKING:
    from offpath.syntax.parse import ParsedUnit


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, from its `#` to the end of its line."""

    start: int
    end: int
    text: str
    """What it says, without the `#`."""
    alone: bool
    """Whether nothing else stands on its line."""


def comments_in(parsed: ParsedUnit) -> tuple[Comment, ...]:
    """The comments of a unit, in order. Text in strings is no comment."""
    return tuple(_comments(parsed.text, in_strings(parsed))) if "#" in parsed.text else ()


def _comments(text: str, in_string: Callable[[int], bool]) -> Iterator[Comment]:
    at = text.find("#")
    while at >= 0:
        spend()
        if in_string(at):
            at = text.find("#", at + 1)
            continue
        end = _line_end(text, at)
        line = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
        yield Comment(at, end, text[at:end].lstrip("#").strip(), not text[line:at].strip())
        at = text.find("#", end)


def _line_end(text: str, at: int) -> int:
    ends = [found for found in (text.find("\n", at), text.find("\r", at)) if found >= 0]
    return min(ends, default=len(text))


def in_strings(parsed: ParsedUnit) -> Callable[[int], bool]:
    """Tells of an offset whether it stands in a string, or in what an f-string puts in."""
    written = [(piece.start, piece.end) for node in parsed.all_nodes(t.Constant) for piece in node.pieces]
    written += [(node.start, node.end) for node in parsed.all_nodes(t.FormattedValue)]
    strings = list(_outermost(sorted(written)))
    starts = [start for start, _ in strings]

    def holds(offset: int) -> bool:
        at = bisect_right(starts, offset) - 1
        return at >= 0 and offset < strings[at][1]

    return holds


def _outermost(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    reached = -1
    for start, end in spans:
        if end > reached:
            yield start, end
            reached = end
