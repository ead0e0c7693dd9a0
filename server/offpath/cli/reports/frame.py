"""The code around a finding, with the finding underlined, safe to print on any terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import click

from offpath.cli.reports.outcome import Reported

_CONTEXT = 2
_LONGEST_FRAME = 12
_LONGEST_LINE = 160
_BEFORE_SPAN = 40
"""How much of a long line is kept before what is underlined."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What the place that a report is printed on can show."""

    encoding: str = "utf-8"

    def printable(self, text: str) -> str:
        """The text with one character for each of its own, none of which moves a cursor or cannot be shown."""
        safe = "".join(" " if c == "\t" else "?" if _is_unsafe(c) else c for c in text)
        return safe.encode(self.encoding, "replace").decode(self.encoding)

    @property
    def bar(self) -> str:
        """What parts line numbers from code."""
        return "│" if self.printable("│") == "│" else "|"


def _is_unsafe(character: str) -> bool:
    """Whether a character could move the cursor, or show code in another order than it stands."""
    return unicodedata.category(character) in ("Cc", "Cs") or unicodedata.bidirectional(character) in _DIRECTING


_DIRECTING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def frame(reported: Reported, ink: Ink) -> Iterator[str]:
    """The lines around a finding, the first line of the finding underlined."""
    start, end = reported.found.range.start, reported.found.range.end
    first = max(start.line - _CONTEXT, 0)
    last = min(max(end.line, start.line) + _CONTEXT + 1, len(reported.document.lines), first + _LONGEST_FRAME)
    number_width = len(str(last))
    cut = max(start.column - _BEFORE_SPAN, 0) if len(reported.line(start.line)) > _LONGEST_LINE else 0
    for number in range(first, last):
        line = ink.printable(reported.line(number))
        margin = click.style(f"{number + 1:>{number_width}} {ink.bar}", fg="blue")
        yield f"  {margin} {line[cut : cut + _LONGEST_LINE]}".rstrip()
        if number == start.line:
            stop = min(end.column if end.line == start.line else len(line), cut + _LONGEST_LINE)
            marks = " " * width(line[cut : start.column]) + "^" * max(width(line[start.column : stop]), 1)
            margin = click.style(f"{' ' * number_width} {ink.bar}", fg="blue")
            yield f"  {margin} {click.style(marks, fg='red')}"


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
