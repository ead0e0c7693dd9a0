"""Cutting lines into blocks (what begins at column 0) and a class's block into its methods and the rest."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from offpath.syntax.lines import LineState, begins_statement, indent_of
from offpath.syntax.nesting import MOST_BLOCKS

_DEFINITION = re.compile(r"[ \t\f]*(?P<word>async[ \t]+def|def|class|@)(?:[ \t]+(?P<name>\w+)|(?<=@))")
_CONTINUING = re.compile(r"[ \t\f]*(?:else|elif|except|finally)\b|[ \t\f]*[)\]}]")
_BLANK = re.compile(r"[ \t\f]*(?:[\r\n]|$)")
_COMMENT = re.compile(r"[ \t\f]*#")

_NO_STATEMENT = ("", " ", "\t", "\r", "\n", "#", "\f")
"""What stands where a statement would begin, in lines that are blank, comments, or indented further."""

_CUT_EVERY = 16
"""A run of statements is cut at one in so many of its paragraphs, by their first line's own text."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a block begins: its first line, the line of the statement itself, what that is, and its name."""

    first: int
    statement: int
    kind: str
    name: str


def heads(
    lines: Sequence[str], clear: Sequence[LineState], start: int, end: int, indent: int, previous: str
) -> Iterator[Head]:
    """The blocks that begin between two lines at one indentation; `previous` is the kind of the block before.

    `clear[i]` is the state at the beginning of line `i`. A statement run's block begins where the block before is a definition, or at
    a paragraph that is chosen by its text, so that an edit moves no border but those beside it.
    """
    decorated = -1
    for number in range(start, end):
        line = lines[number]
        if line[:1] == "\f":
            line = line.lstrip("\f")
        if (
            line[indent : indent + 1] in _NO_STATEMENT
            or line[:indent].strip()
            or not begins_statement(line, clear[number])
        ):
            continue
        if _CONTINUING.match(line):
            continue
        match = _DEFINITION.match(line)
        word = match["word"] if match is not None else ""
        if word == "@":
            decorated = number if decorated < 0 else decorated
            continue
        first = decorated if decorated >= 0 else number
        decorated = -1
        kind = "class" if word == "class" else "function" if word else "statements"
        first = _with_comments(lines, clear, first, start, indent)
        if kind == "statements" and previous == "statements" and not _cuts(lines, number, first):
            continue
        previous = kind
        yield Head(first, number, kind, (match["name"] or "") if match is not None else "")


def _with_comments(lines: Sequence[str], clear: Sequence[LineState], first: int, start: int, indent: int) -> int:
    while first > start and _may_be_comment(clear[first - 1]) and _COMMENT.match(lines[first - 1]):
        if indent_of(lines[first - 1]) != indent:
            break
        first -= 1
    return first


def _may_be_comment(before: LineState) -> bool:
    """A comment stands above a head although a bracket is open only where that bracket was forgotten."""
    return not before.quote and not before.continued


def _cuts(lines: Sequence[str], number: int, first: int) -> bool:
    after_blank = first > 0 and _BLANK.match(lines[first - 1]) is not None
    return after_blank and zlib.crc32(lines[number].encode("utf-8", "surrogatepass")) % _CUT_EVERY == 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit to be: kind, qualified path, line ranges (absolute), and what is parsed around it."""

    kind: str
    path: tuple[str, ...]
    segments: tuple[tuple[int, int], ...]
    prefix: str = ""
    suffix: str = ""


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
    body = _body_start(lines, clear, head.statement, end)
    prefix = "class _:\n" if cut.outer else ""
    opening = next((lines[n] for n in range(body, end) if _begins(lines, clear, n)), "")
    indent = indent_of(opening)
    if indent <= indent_of(lines[head.statement]) or len(path) > MOST_BLOCKS:
        return [Piece("class", path, ((head.first, end),), prefix)]
    members = list(heads(lines, clear, body, end, indent, "class"))
    inner = [n for n, member in enumerate(members) if member.kind != "statements"]
    found: list[Piece | _Class] = []
    rest: list[tuple[int, int]] = []
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
            found.append(Piece("function", (*path, member.name), ((member.first, stop),), "class _:\n"))
    if position < end:
        rest.append((position, end))
    suffix = _placeholder(lines[rest[-1][1] - 1], opening) if inner else ""
    return [Piece("class", path, tuple(rest), prefix, suffix), *found]


def _placeholder(last: str, opening: str) -> str:
    """A statement to stand behind the rest of a class, which may have lost its whole body; indented like `opening`."""
    whitespace = opening[: len(opening) - len(opening.lstrip(" \t\f"))].replace("\f", "")
    line_end = "" if last.endswith(("\n", "\r")) else "\n"
    return f"{line_end}{whitespace}pass\n"


def _begins(lines: Sequence[str], clear: Sequence[LineState], number: int) -> bool:
    line = lines[number]
    return not _BLANK.match(line) and not _COMMENT.match(line) and begins_statement(line, clear[number])


def _body_start(lines: Sequence[str], clear: Sequence[LineState], statement: int, end: int) -> int:
    number = statement + 1
    while number < end and not begins_statement(lines[number], clear[number]):
        number += 1
    return min(number, end - 1)
