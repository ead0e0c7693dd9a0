"""Edits as the client can take them: versioned where it can, annotated where a person has to agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.places import Places
from offpath.rules.base import Applicability, Fix
from offpath.text.span import Edit

if TYPE_CHECKING:
    from offpath.lsp.state import OpenDocument, State

_ANNOTATION = "offpath-changes-behaviour"


def workspace_edit(state: State, document: OpenDocument, edits: Sequence[Edit], fix: Fix | None) -> lsp.WorkspaceEdit:
    """Edits of one document's present text; ``fix`` is what they do, if that may need a person's word."""
    text_edits = Places(document.document, state.encoding).text_edits(edits)
    if not state.abilities.versioned_edits:
        return lsp.WorkspaceEdit(changes={document.uri: text_edits})
    identifier = lsp.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    if fix is None or fix.applicability is Applicability.SAFE or not state.abilities.annotations:
        return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(identifier, text_edits)])
    annotated = [lsp.AnnotatedTextEdit(_ANNOTATION, each.range, each.new_text) for each in text_edits]
    annotation = lsp.ChangeAnnotation(fix.title, True, "This changes what the program does.")
    return lsp.WorkspaceEdit(
        document_changes=[lsp.TextDocumentEdit(identifier, annotated)],
        change_annotations={_ANNOTATION: annotation},
    )
