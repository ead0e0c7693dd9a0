"""Edits as the client can take them: versioned where it can, annotated where a person is to agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.engine.reporting.located import Range
from offpath.lsp.notebooks import first_python_line
from offpath.lsp.positions import ClientPositions
from offpath.rules.base import Fix
from offpath.text.positions import Position, content_length
from offpath.text.span import Edit, Span

if TYPE_CHECKING:
    from offpath.lsp.state import OpenDocument, ServerState

_ANNOTATION = "offpath-changes-behaviour"


def workspace_edit(
    state: ServerState, document: OpenDocument, edits: Sequence[Edit], confirmed: Fix | None
) -> lsp.WorkspaceEdit | None:
    """Edits of one text as it is now, a notebook's in its cells; ``confirmed`` is what they do, if a person is to agree first.

    None where an edit would reach from one cell into another.
    """
    asks = confirmed is not None and state.abilities.annotations
    parts = _by_document(state, document, _joined(edits, document.whole.text) if asks else edits)
    if parts is None:
        return None
    if not state.abilities.versioned_edits:
        return lsp.WorkspaceEdit(changes={part.uri: text_edits for part, text_edits in parts})
    changes = [_versioned(part, text_edits, asks=asks) for part, text_edits in parts]
    if confirmed is None or not asks:
        return lsp.WorkspaceEdit(document_changes=changes)
    annotation = lsp.ChangeAnnotation(confirmed.title, True, "This changes what the program does.")
    return lsp.WorkspaceEdit(document_changes=changes, change_annotations={_ANNOTATION: annotation})


def _by_document(
    state: ServerState, document: OpenDocument, edits: Sequence[Edit]
) -> list[tuple[OpenDocument, list[lsp.TextEdit]]] | None:
    """The edits of each document or cell."""
    parts = [document] if document.notebook is None else state.cells_of(document.notebook)
    at = document.whole.position_at
    found: dict[str, list[lsp.TextEdit]] = {}
    for edit in edits:
        place, text = Range(at(edit.span.start), at(edit.span.end)), edit.new_text
        part = next((each for each in parts if each.holds(place.start.line)), parts[-1])
        if document.notebook is not None and not len(edit.span) and place.start.column == 0 and text.endswith("\n"):
            part, place, text = _below_magic(parts, part, place, text)
        if document.notebook is not None and not part.holds(place.end.line):
            place, text = _ended_with(part, place, text)
            if not part.holds(place.start.line) or not part.holds(place.end.line):
                return None
        places = ClientPositions(part.document, state.encoding, part.first_line)
        found.setdefault(part.uri, []).append(lsp.TextEdit(places.range(place), text))
    return [(part, found[part.uri]) for part in parts if part.uri in found]


def _below_magic(
    parts: Sequence[OpenDocument], part: OpenDocument, place: Range, text: str
) -> tuple[OpenDocument, Range, str]:
    """Lines that would go on top of a cell magic: below it, or, where its cell is not Python, into the next cell that is."""
    for cell in parts[parts.index(part) :]:
        first = first_python_line(cell.document.lines)
        if first is None:
            continue
        if cell is part and place.start.line >= cell.first_line + first:
            break
        start = Position(cell.first_line + first, 0)
        follows = cell.document.lines[first] if first < len(cell.document.lines) else ""
        return cell, Range(start, start), text.rstrip("\n") + _gap_before(follows)
    return part, place, text


def _gap_before(line: str) -> str:
    """The line ends between an import and what follows it."""
    if not line.strip() or line.startswith(("import ", "from ")):
        return "\n"
    return "\n\n\n" if line.startswith(("def ", "class ", "async ", "@", "#")) else "\n\n"


def _joined(edits: Sequence[Edit], text: str) -> list[Edit]:
    """Edits that stand on one line or on the next made one: a person is asked about each."""
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda each: each.span):
        last = found[-1] if found else None
        if last is not None and text.count("\n", last.span.end, edit.span.start) <= 1:
            between = text[last.span.end : edit.span.start]
            found[-1] = Edit(Span(last.span.start, edit.span.end), last.new_text + between + edit.new_text)
        else:
            found.append(edit)
    return found


def _ended_with(cell: OpenDocument, place: Range, text: str) -> tuple[Range, str]:
    """An edit of whole lines up to a cell's end: there is no line end behind a cell's last line."""
    last = cell.first_line + len(cell.document.lines) - 1
    if place.end != (last + 1, 0) or last < cell.first_line:
        return place, text
    end = Position(last, content_length(cell.document.lines[-1]))
    start, text = place.start, text.removesuffix("\n")
    if start > end:
        return Range(end, end), f"\n{text}"
    if not text and start.column == 0 and start.line > cell.first_line:
        above = start.line - 1
        start = Position(above, content_length(cell.document.lines[above - cell.first_line]))
    return Range(start, end), text


def _versioned(document: OpenDocument, edits: list[lsp.TextEdit], *, asks: bool) -> lsp.TextDocumentEdit:
    identifier = lsp.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    if not asks:
        return lsp.TextDocumentEdit(identifier, edits)
    return lsp.TextDocumentEdit(
        identifier, [lsp.AnnotatedTextEdit(_ANNOTATION, each.range, each.new_text) for each in edits]
    )
