"""`notebookDocument/didChange`: cells that came, went or moved, and edits within them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.attending import edited
from offpath.lsp.features.did_change import content_change

if TYPE_CHECKING:
    from offpath.lsp.notebooks import Notebook
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeNotebookDocumentParams) -> None:
        state = server.state
        notebook = state.notebooks.get(params.notebook_document.uri)
        changed = params.change.cells
        if notebook is None:
            return
        notebook.version = params.notebook_document.version
        if changed is None:
            return
        if changed.structure is not None:
            _restructure(server, notebook, changed.structure)
        for edit in changed.text_content or ():
            cell = state.documents.get(edit.document.uri)
            if cell is not None:
                changes = [content_change(each) for each in edit.changes]
                state.calm.edited(changes)
                cell.document, _ = cell.document.edited(changes, edit.document.version, state.encoding)
        lines = notebook.assemble(state.cells_of(notebook), state.encoding)
        edited(server, notebook, lines)


def _restructure(server: OffpathServer, notebook: Notebook, change: lsp.NotebookDocumentCellChangeStructure) -> None:
    array = change.array
    end = array.start + array.delete_count
    notebook.cells[array.start : end] = [cell.document for cell in array.cells or ()]
    for text in change.did_open or ():
        server.state.open_cell(notebook, text)
    for closed in change.did_close or ():
        if server.state.documents.pop(closed.uri, None) is not None:
            server.publisher.clear(closed.uri)
