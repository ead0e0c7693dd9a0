"""`textDocument/didClose`: what is on disk counts again, and the editor shows nothing of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        closed = server.state.documents.pop(params.text_document.uri, None)
        if closed is None:
            return
        server.publisher.clear(closed.uri)
        engine = server.state.engine
        if engine is not None:
            engine.session.close(closed.path)
            engine.scheduler.closed(closed.path)
