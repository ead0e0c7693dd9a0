"""Cutting a class's block into its methods and the rest of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from offpath.syntax.blocks import Head, body_start, heads, holds_statement
from offpath.syntax.factories import pieces_of_function
from offpath.syntax.lines import LineState, indent_of
from offpath.syntax.nesting import MOST_BLOCKS
from offpath.syntax.pieces import LineRange, Piece, completing


def pieces_of_class(lines: Sequence[str], clear: Sequence[LineState], head: Head, end: int) -> list[Piece]:
    """A class's block as units: its methods, the units of nested classes, and the rest of it."""
    found: list[Piece] = []
    pending: list[Piece | _Class] = [_Class(head, end, ())]
    while pending:
        each = pending.pop()
        if isinstance(each, Piece):
            found.append(each)
        else:
            pending += reversed(_parts_of_class(lines, clear, each))
    return found


@dataclass(frozen=True, slots=True)
class _Class:
    """A class that is still to be cut: its head, the line behind it, and the classes around."""

    head: Head
    end: int
    outer: tuple[str, ...]


def _parts_of_class(lines: Sequence[str], clear: Sequence[LineState], cut: _Class) -> list[Piece | _Class]:
    head, end = cut.head, cut.end
    path = (*cut.outer, head.name)
    body = body_start(lines, clear, head.statement, end)
    prefix = "class _:\n" if cut.outer else ""
    opening = next((lines[n] for n in range(body, end) if holds_statement(lines, clear, n)), "")
    indent = indent_of(opening)
    if indent <= indent_of(lines[head.statement]) or len(path) > MOST_BLOCKS:
        return [Piece(kind="class", path=path, segments=((head.first, end),), prefix=prefix)]
    members = list(heads(lines, clear, body, end, indent, "class"))
    inner = [n for n, member in enumerate(members) if member.kind != "statements"]
    found: list[Piece | _Class] = []
    rest: list[LineRange] = []
    position = head.first
    for number in inner:
        member = members[number]
        stop = members[number + 1].first if number + 1 < len(members) else end
        if member.first > position:
            rest.append((position, member.first))
        position = stop
        if member.kind == "class":
            found.append(_Class(member, stop, path))
        else:
            found += pieces_of_function(lines, clear, member, stop, path)
    if position < end:
        rest.append((position, end))
    suffix = completing(lines[rest[-1][1] - 1], opening, "pass") if inner else ""
    return [Piece(kind="class", path=path, segments=tuple(rest), prefix=prefix, suffix=suffix), *found]
