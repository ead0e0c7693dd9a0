"""What of a text is no Python, told for whole runs; somebody who types knows that a line is not finished."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from offpath.engine.reporting.notes import Note, name_of_unit
from offpath.syntax.strict import first_fault

if TYPE_CHECKING:
    from offpath.facts.code.reading import UnitReading
    from offpath.syntax.structure import Unit
    from offpath.text.document import Document

_SHOWN = 60
"""So much of a line is shown."""

_LEFT_OUT = "correct it: this part of the file was not checked"
_NOT_OURS = "write it in another way, or report it: this part of the file was not checked"
_UNSURE = "correct it: Python cannot read this file, so that findings in it may be missing"


def syntax_notes(
    path: str, document: Document, broken: Sequence[tuple[Unit, int]], told: Sequence[Unit] = ()
) -> list[Note]:
    """A note for each unit that could not be read, of which the line is given, and one for what only Python refuses.

    Of units that are ``told`` to be unchecked for another cause, nothing more is said.
    """
    fault = first_fault(document.text)
    if fault is not None and any(_holds(unit, fault.line) for unit in told):
        fault = None
    is_python = fault is None
    notes = []
    for unit, line in broken:
        name = name_of_unit(unit.path)
        if fault is not None and _holds(unit, fault.line):
            notes.append(Note(path, f"syntax error: {fault.cause}", "syntax", fault.line + 1, name, _LEFT_OUT))
            fault = None
        else:
            what, remedy = ("code that is not understood", _NOT_OURS) if is_python else ("syntax error", _LEFT_OUT)
            notes.append(Note(path, f"{what}{_near(document, line)}", "syntax", line + 1, name, remedy))
    if fault is not None:
        notes.append(Note(path, f"syntax error: {fault.cause}", "syntax", fault.line + 1, remedy=_UNSURE))
    return sorted(notes, key=lambda note: note.line)


def first_error(unit: Unit, reading: UnitReading) -> int:
    """The line of the document at which a unit's text stops being Python."""
    spans = reading.parsed.tree.error_spans
    return unit.line_of(min(start for start, _ in spans) if spans else 0)


def _holds(unit: Unit, line: int) -> bool:
    return any(first <= line < end for first, end in unit.segments)


def _near(document: Document, line: int) -> str:
    text = document.lines[line].strip() if line < len(document.lines) else ""
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f" near `{shown}`" if shown else ""
