"""`textDocument/didSave`: what was typed is meant as it is. For clients that do not tell when files change it is a moment to
look at the settings files, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE, lsp.SaveOptions(include_text=False))
    def did_save(params: lsp.DidSaveTextDocumentParams) -> None:
        state = server.state
        saved = state.find(params.text_document.uri)
        if saved is None or state.engine is None:
            return
        state.calm.saved()
        state.engine.scheduler.look_again()
        if not state.abilities.watches_files and state.settings_files.have_changed(saved.path):
            state.engine.session.reconfigure()
            state.engine.scheduler.changed_elsewhere()
