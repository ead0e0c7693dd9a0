"""`textDocument/didChange`: a new snapshot of our own, and the lines that are others now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.telling import log
from offpath.text.document import ContentChange
from offpath.text.positions import Position

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def didcontent_change(params: lsp.DidChangeTextDocumentParams) -> None:
        opened = server.state.documents.get(params.text_document.uri)
        if opened is None:
            return
        changes = [content_change(each) for each in params.content_changes]
        version = params.text_document.version
        opened.document, lines = opened.document.edited(changes, version, server.state.encoding)
        engine = server.state.engine
        if engine is not None:
            try:
                engine.session.change(opened.path, opened.document, lines)
            except Exception:  # an edit that cannot be followed must not cost the document: begin anew with its text
                log.exception("an edit of %s could not be followed", opened.path)
                engine.session.open(opened.path, opened.document)
            engine.scheduler.edited(opened.path)


def content_change(event: lsp.TextDocumentContentChangeEvent) -> ContentChange:
    """A change as our documents take it."""
    if isinstance(event, lsp.TextDocumentContentChangePartial):
        start, end = event.range.start, event.range.end
        return ContentChange(event.text, Position(start.line, start.character), Position(end.line, end.character))
    return ContentChange(event.text)
