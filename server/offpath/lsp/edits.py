"""Edits as the client can take them: versioned where it can, annotated where a person has to agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.convert import Converter
from offpath.rules.base import Applicability, Fix
from offpath.text.span import Edit

if TYPE_CHECKING:
    from offpath.lsp.state import OpenDocument, State

_ANNOTATION = "offpath-changes-behaviour"


def workspace_edit(state: State, document: OpenDocument, edits: Sequence[Edit], fix: Fix | None) -> lsp.WorkspaceEdit:
    """The edits of one document."""
    converter = Converter(document.document, state.encoding)
    text_edits = converter.text_edits(edits)
    if not state.abilities.versioned_edits:
        return lsp.WorkspaceEdit(changes={document.uri: text_edits})
    identifier = lsp.OptionalVersionedTextDocumentIdentifier(document.uri, document.document.version)
    if fix is not None and fix.applicability is Applicability.UNSAFE and state.abilities.annotations:
        annotated = [lsp.AnnotatedTextEdit(_ANNOTATION, e.range, e.new_text) for e in text_edits]
        annotation = lsp.ChangeAnnotation(fix.title, True, "This changes what the program does.")
        return lsp.WorkspaceEdit(
            document_changes=[lsp.TextDocumentEdit(identifier, annotated)],
            change_annotations={_ANNOTATION: annotation},
        )
    return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(identifier, text_edits)])
