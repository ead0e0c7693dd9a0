"""What a run found, in the shape that all reports are made from."""

from __future__ import annotations

import os
from dataclasses import dataclass

from offpath.engine.files import read_file
from offpath.engine.reporting.notes import Note
from offpath.engine.running.run import RunFile, RunFinding, RunResult
from offpath.text.decode import UnreadableText
from offpath.text.document import Document

NOT_CHECKED = "not-checked"
"""What stands in reports, in a rule's place, for what was not checked."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One finding, ready to be printed."""

    path: str
    """As `shown` says it."""
    found: RunFinding
    document: Document
    """The text it was found in; empty when the file has gone since."""

    def line(self, number: int) -> str:
        """One line of the text, counted from 0, without its end; empty when the file was changed since."""
        lines = self.document.lines
        return lines[number].rstrip("\r\n") if number < len(lines) else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run."""

    reported: tuple[Reported, ...]
    notes: tuple[Note, ...]
    files: int
    changed: int = 0
    """How many files were fixed before."""

    @property
    def unchecked(self) -> tuple[Note, ...]:
        """What was not checked, or not whole."""
        return tuple(note for note in self.notes if note.is_unchecked)


def shown(path: str) -> str:
    """A path relative to the working directory, with `/`; absolute where there is no relative one."""
    try:
        relative = os.path.relpath(path)
    except (ValueError, OSError):  # on another drive; or the working directory is gone
        relative = path
    return relative.replace(os.sep, "/")


def in_words(note: Note) -> str:
    """A note as one line: where, what, and what can be done."""
    place = shown(note.path) if os.path.isabs(note.path) else note.path
    return f"{place}{note.suffix}: {note.about}"


def outcome_of(result: RunResult) -> Outcome:
    """The outcome of a run over files."""
    reported = [each for file in result.files if file.findings for each in _reported(file, _document(file.path))]
    return Outcome(tuple(reported), notes_of(result), len(result.files))


def notes_of(result: RunResult) -> tuple[Note, ...]:
    """What a run has to say besides its findings."""
    return (*result.notes, *(note for file in result.files for note in file.notes))


def outcome_of_text(file: RunFile, text: str) -> Outcome:
    """The outcome for one text that is in no file."""
    return Outcome(tuple(_reported(file, Document.from_text(text))), file.notes, 1)


def _reported(file: RunFile, document: Document) -> list[Reported]:
    return [Reported(shown(file.path), finding, document) for finding in file.findings]


def _document(path: str) -> Document:
    try:
        return Document.from_text(read_file(path).text)
    except UnreadableText:  # it went away after it was analysed
        return Document.from_text("")
