"""`notebookDocument/didOpen`: the cells' texts count from now on, together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.attending import opened
from offpath.lsp.notebooks import Notebook

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.NOTEBOOK_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenNotebookDocumentParams) -> None:
        state = server.state
        item = params.notebook_document
        notebook = Notebook(item.uri, state.path_of(item.uri), item.version, [cell.document for cell in item.cells])
        state.notebooks[item.uri] = notebook
        for text in params.cell_text_documents:
            state.open_cell(notebook, text)
        notebook.assemble(state.cells_of(notebook), state.encoding)
        opened(server, notebook)
