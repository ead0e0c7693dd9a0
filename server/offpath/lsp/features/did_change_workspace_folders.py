"""`workspace/didChangeWorkspaceFolders`: the projects in added folders are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.positions import path_of

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_workspace_folders(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        state = server.state
        removed = {path_of(folder.uri) for folder in params.event.removed}
        added = [path_of(folder.uri) for folder in params.event.added]
        state.folders = [each for each in state.folders if each not in removed] + added
        if state.engine is not None:
            for folder in removed:
                state.engine.session.leave(folder)
            for folder in added:
                state.engine.session.index(folder)
            state.engine.scheduler.changed_elsewhere()
