"""What a run found, in the shape that all reports are made from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from offpath.engine.files import read_file
from offpath.engine.located import Note
from offpath.engine.run import RunFile, RunFinding, RunResult
from offpath.text.decode import UnreadableText
from offpath.text.document import Document

_RULE_RAISED = "rule"
"""The kind of notes that tell of a mistake inside offpath."""


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
    def failed(self) -> bool:
        """Whether a rule raised, so that the run cannot say that all is well."""
        return tells_of_failure(self.notes)


def shown(path: str) -> str:
    """A path relative to the working directory, with `/`; absolute where there is no relative one."""
    try:
        relative = os.path.relpath(path)
    except (ValueError, OSError):  # on another drive; or the working directory is gone
        relative = path
    return relative.replace(os.sep, "/")


def tells_of_failure(notes: Iterable[Note]) -> bool:
    """Whether one of the notes tells of a mistake inside offpath."""
    return any(note.kind == _RULE_RAISED for note in notes)


def in_words(note: Note) -> str:
    """A note as one sentence that begins with what it is about."""
    place = shown(note.path) if os.path.isabs(note.path) else note.path
    line = note.message.removeprefix(note.path)
    return f"{place}{line}" if line != note.message and line.startswith(":") else f"{place}: {note.message}"


def about(note: Note) -> str:
    """A note's message without the path."""
    message = note.message.removeprefix(f"{note.path}: ")
    return f"line {message.removeprefix(f'{note.path}:')}" if message.startswith(f"{note.path}:") else message


def outcome_of(result: RunResult) -> Outcome:
    """The outcome of a run over files."""
    reported = [each for file in result.files if file.findings for each in _reported(file, _document(file.path))]
    return Outcome(tuple(reported), notes_of(result), len(result.files))


def notes_of(result: RunResult) -> tuple[Note, ...]:
    """What a run has to say besides its findings."""
    return (*result.notes, *(note for file in result.files for note in file.notes))


def outcome_of_text(file: RunFile, text: str, notes: tuple[Note, ...]) -> Outcome:
    """The outcome for one text that is in no file."""
    return Outcome(tuple(_reported(file, Document.from_text(text))), (*notes, *file.notes), 1)


def _reported(file: RunFile, document: Document) -> list[Reported]:
    return [Reported(shown(file.path), finding, document) for finding in file.findings]


def _document(path: str) -> Document:
    try:
        return Document.from_text(read_file(path).text)
    except UnreadableText:  # it went away after it was analysed
        return Document.from_text("")
