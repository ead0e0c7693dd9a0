"""`textDocument/didChange`: a new snapshot of our own, and the lines that are others now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.attending import edited
from offpath.text.document import ContentChange
from offpath.text.positions import Position

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        document = server.state.find(params.text_document.uri)
        if document is not None:
            changes = [content_change(each) for each in params.content_changes]
            server.state.calm.edited(changes)
            version = params.text_document.version
            document.document, lines = document.document.edited(changes, version, server.state.encoding)
            edited(server, document, lines)


def content_change(event: lsp.TextDocumentContentChangeEvent) -> ContentChange:
    """A change as our documents take it."""
    if isinstance(event, lsp.TextDocumentContentChangePartial):
        start, end = event.range.start, event.range.end
        return ContentChange(event.text, Position(start.line, start.character), Position(end.line, end.character))
    return ContentChange(event.text)
