"""What a run found, in the shape that all reports are made from."""

from __future__ import annotations

import os
from dataclasses import dataclass

from offpath.engine.files import read_file
from offpath.engine.located import Note
from offpath.engine.run import RunFile, RunFinding, RunResult
from offpath.text.document import Document


@dataclass(frozen=True, slots=True)
class Reported:
    """One finding, ready to be printed."""

    path: str
    """As shown to the user."""
    found: RunFinding
    document: Document


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run."""

    reported: tuple[Reported, ...]
    notes: tuple[Note, ...]
    files: int


def shown(path: str) -> str:
    """A path relative to the working directory, with `/`; absolute where there is no relative one."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        relative = path
    return relative.replace(os.sep, "/")


def outcome_of(result: RunResult) -> Outcome:
    """The outcome of a run over files."""
    reported = [each for file in result.files if file.findings for each in _reported(file, _document(file.path))]
    notes = [note for file in result.files for note in file.notes]
    return Outcome(tuple(reported), (*result.notes, *notes), len(result.files))


def outcome_of_text(file: RunFile, text: str, notes: tuple[Note, ...]) -> Outcome:
    """The outcome for one text that is in no file."""
    return Outcome(tuple(_reported(file, Document.from_text(text))), (*notes, *file.notes), 1)


def _reported(file: RunFile, document: Document) -> list[Reported]:
    return [Reported(shown(file.path), finding, document) for finding in file.findings]


def _document(path: str) -> Document:
    return Document.from_text(read_file(path).text)
