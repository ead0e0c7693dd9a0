"""What a run over files found, by path, with everything in its place: ready to be reported, and to be kept."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.engine.reporting.located import LocatedRelated, Range
from offpath.engine.reporting.measures import Measure
from offpath.engine.reporting.notes import Note
from offpath.rules.base import Applicability, Finding
from offpath.text.decode import DecodedText


@dataclass(frozen=True, slots=True)
class FoundFix:
    """A fix, ready to apply to the document."""

    title: str
    applicability: Applicability
    edits: tuple[tuple[Range, str], ...]


@dataclass(frozen=True, slots=True)
class RunFinding:
    """One finding of a run."""

    finding: Finding
    range: Range
    related: tuple[LocatedRelated, ...]
    fixes: tuple[FoundFix, ...] = ()
    """Those that are sound; empty unless the run was asked for edits."""
    measure: Measure | None = None
    """The verdicts on findings like this one."""


@dataclass(frozen=True, slots=True)
class RunFile:
    """What a run says about one file."""

    path: str
    """Absolute."""
    lines: int
    findings: tuple[RunFinding, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run found, by path."""

    files: tuple[RunFile, ...]
    notes: tuple[Note, ...] = ()
    """On folders and ignore files."""


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file that fixes change: as it was read, and its new text. Nothing has been written."""

    path: str
    before: DecodedText
    after: str
