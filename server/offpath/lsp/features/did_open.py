"""`textDocument/didOpen`: the editor's text counts from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.places import path_of
from offpath.lsp.state import OpenDocument
from offpath.text.document import Document

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        opened = OpenDocument(item.uri, path_of(item.uri), Document.from_text(item.text, item.version))
        server.state.documents[item.uri] = opened
        if not server.state.abilities.watches_files:
            server.state.settings_files.have_changed(opened.path)
        engine = server.state.engine
        if engine is None:
            server.start_engine()
        else:
            engine.session.open(opened.path, opened.document)
            engine.scheduler.opened(opened.path)
