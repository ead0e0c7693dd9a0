"""Findings with their places in a document, and what else a file's report says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from offpath.engine.reporting.notes import Note
from offpath.text.positions import Position

if TYPE_CHECKING:
    from offpath.engine.reporting.measures import Measure
    from offpath.rules.base import Finding
    from offpath.syntax.structure import Unit
    from offpath.text.span import Span


@dataclass(frozen=True, slots=True)
class Range:
    """A half-open range of a document: lines from 0, columns in characters."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class LocatedRelated:
    """A second place that belongs to a finding."""

    path: str
    """The file's path, as the session knows it."""
    range: Range
    message: str


class Placed(Protocol):
    """A finding with its place, and the other places that belong to it."""

    @property
    def finding(self) -> Finding:
        """What is found."""

    @property
    def range(self) -> Range:
        """Where."""

    @property
    def related(self) -> tuple[LocatedRelated, ...]:
        """Where else."""


@dataclass(frozen=True, slots=True)
class LocatedFinding:
    """A finding with its place in the document."""

    finding: Finding
    unit: Unit
    range: Range
    related: tuple[LocatedRelated, ...] = ()
    measure: Measure | None = None
    """The verdicts on findings like this one."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """All that is known about one file's text."""

    path: str
    version: int | None
    complete: bool
    """Whether every unit of the text has been analysed, with answers that hold."""
    fresh: bool
    """Whether every edited unit has been analysed; what is left depends on other units, or has never been looked at."""
    findings: tuple[LocatedFinding, ...] = ()
    """In the order of the text."""
    notes: tuple[Note, ...] = field(default=())


def position_in(unit: Unit, offset: int) -> Position:
    """Where a character of a unit stands in the document."""
    text = unit.text
    before = offset - 1 if text[offset - 1 : offset + 1] == "\r\n" else offset
    start = max(text.rfind("\n", 0, before), text.rfind("\r", 0, before)) + 1
    return Position(unit.line_of(offset), offset - start)


def range_in(unit: Unit, span: Span) -> Range:
    """Where a span of a unit stands in the document; the end is told from the last character it covers."""
    start = position_in(unit, span.start)
    if span.end == span.start:
        return Range(start, start)
    last = position_in(unit, span.end - 1)
    if unit.text[span.end - 1] == "\n":
        return Range(start, Position(last.line + 1, 0))
    return Range(start, Position(last.line, last.column + 1))
