"""`textDocument/didOpen`, `didChange`, `didClose`: our own snapshots, edited in place of pygls' documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.convert import path_of
from offpath.lsp.publishing import clear
from offpath.lsp.state import OpenDocument
from offpath.text.document import ContentChange, Document
from offpath.text.positions import Position

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the three notifications."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        opened = OpenDocument(item.uri, path_of(item.uri), Document.from_text(item.text, item.version))
        server.state.documents[item.uri] = opened
        server.state.session.open(opened.path, opened.document)
        server.state.scheduler.edited(opened.path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        state = server.state
        opened = state.documents.get(params.text_document.uri)
        if opened is None:
            return
        changes = [_change(each) for each in params.content_changes]
        opened.document, lines = opened.document.edited(changes, params.text_document.version, state.encoding)
        state.session.change(opened.path, opened.document, lines)
        state.scheduler.edited(opened.path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        opened = server.state.documents.pop(params.text_document.uri, None)
        if opened is None:
            return
        server.state.session.close(opened.path)
        clear(server, opened.uri)
        server.state.scheduler.closed(opened.path)


def _change(event: lsp.TextDocumentContentChangeEvent) -> ContentChange:
    if isinstance(event, lsp.TextDocumentContentChangePartial):
        start, end = event.range.start, event.range.end
        return ContentChange(event.text, Position(start.line, start.character), Position(end.line, end.character))
    return ContentChange(event.text)
