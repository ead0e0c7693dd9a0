"""`notebookDocument/didClose`: the editor shows nothing of ours in its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.attending import closed

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseNotebookDocumentParams) -> None:
        state = server.state
        notebook = state.notebooks.pop(params.notebook_document.uri, None)
        if notebook is None:
            return
        for cell in state.cells_of(notebook):
            del state.documents[cell.uri]
            server.publisher.clear(cell.uri)
        closed(server, notebook)
