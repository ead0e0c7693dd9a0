"""`workspace/didChangeWatchedFiles`: files and settings that changed on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.positions import path_of

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(params: lsp.DidChangeWatchedFilesParams) -> None:
        engine = server.state.engine
        if engine is not None:
            engine.session.files_changed([path_of(change.uri) for change in params.changes])
            engine.scheduler.changed_elsewhere()
