"""`textDocument/didOpen`: the editor's text counts from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.attending import opened
from offpath.lsp.state import OpenDocument
from offpath.text.document import Document

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        state = server.state
        document = OpenDocument(item.uri, state.path_of(item.uri), Document.from_text(item.text, item.version))
        state.documents.pop(item.uri, None)
        state.documents[item.uri] = document
        if not state.abilities.watches_files:
            state.settings_files.have_changed(document.path)
        opened(server, document)
