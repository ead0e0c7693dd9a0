"""`textDocument/didClose`: what is on disk counts again, and the editor shows nothing of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.attending import closed

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        document = server.state.find(params.text_document.uri)
        if document is not None:
            del server.state.documents[document.uri]
            server.publisher.clear(document.uri)
            closed(server, document)
