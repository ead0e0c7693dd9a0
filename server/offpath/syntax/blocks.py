"""Cutting lines into blocks: what begins at one indentation."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from offpath.syntax.lines import LineState, begins_statement, indent_of

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


def holds_statement(lines: Sequence[str], clear: Sequence[LineState], number: int) -> bool:
    """Whether a statement begins in a line."""
    line = lines[number]
    return not _BLANK.match(line) and not _COMMENT.match(line) and begins_statement(line, clear[number])


def body_start(lines: Sequence[str], clear: Sequence[LineState], statement: int, end: int) -> int:
    """The first line behind the one that opens a definition, however many lines that takes."""
    number = statement + 1
    while number < end and not begins_statement(lines[number], clear[number]):
        number += 1
    return min(number, end - 1)
