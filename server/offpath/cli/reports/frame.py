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

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that do something instead of being seen."""
_JOINERS = "\u200c\u200d"
"""They are part of words and emoji."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What the place that a report is printed on can show."""

    encoding: str = "utf-8"

    def printable(self, text: str) -> str:
        r"""The text with nothing in it that moves a cursor, turns the direction of writing, hides or cannot be shown.

        >>> print(Ink().printable("price\u202e = 1\x1b[2J"))
        price\u202e = 1\x1b[2J
        """
        safe = "".join(map(_visible, text))
        return safe.encode(self.encoding, "replace").decode(self.encoding)

    @property
    def bar(self) -> str:
        """What parts line numbers from code."""
        return "│" if self.printable("│") == "│" else "|"


def frame(reported: Reported, ink: Ink) -> Iterator[str]:
    """The lines around a finding, the first line of the finding underlined."""
    start, end = reported.found.range.start, reported.found.range.end
    first = max(start.line - _CONTEXT, 0)
    last = min(max(end.line, start.line) + _CONTEXT + 1, len(reported.document.lines), first + _LONGEST_FRAME)
    number_width = len(str(last))
    cut = max(start.column - _BEFORE_SPAN, 0) if len(reported.line(start.line)) > _LONGEST_LINE else 0
    for number in range(first, last):
        line = reported.line(number)[: cut + _LONGEST_LINE]
        margin = click.style(f"{number + 1:>{number_width}} {ink.bar}", fg="blue")
        yield f"  {margin} {ink.printable(line[cut:])}".rstrip()
        if number == start.line:
            marked = line[start.column : end.column if end.line == start.line else None]
            before = width(ink.printable(line[cut : start.column]))
            marks = " " * before + "^" * max(width(ink.printable(marked)), 1)
            margin = click.style(f"{' ' * number_width} {ink.bar}", fg="blue")
            yield f"  {margin} {click.style(marks, fg='red')}"


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(_columns(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return " "
    if character in _JOINERS or unicodedata.category(character) not in _UNSEEN:
        return character
    return character.encode("ascii", "backslashreplace").decode() if character > "\x7f" else f"\\x{ord(character):02x}"


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
