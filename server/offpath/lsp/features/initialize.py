"""`initialize`: what the client can do, where it works, and its first settings. The engine is not loaded yet."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from lsprotocol import types as lsp

from offpath.lsp.abilities import ClientAbilities
from offpath.lsp.positions import path_of
from offpath.lsp.settings import settings_in

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer
    from offpath.text.positions import Encoding


def register(server: OffpathServer) -> None:
    """Takes the request; pygls answers it."""

    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        state = server.state
        state.abilities = ClientAbilities.of(params.capabilities)
        encoding = server.workspace.position_encoding
        negotiated = cast("Encoding", str(getattr(encoding, "value", encoding)))
        state.encoding = server.position_encoding or negotiated
        state.folders = _folders(params)
        state.initial_settings = settings_in(params.initialization_options)
        state.settings = dict(state.initial_settings)


def _folders(params: lsp.InitializeParams) -> list[str]:
    if params.workspace_folders:
        return [path_of(folder.uri) for folder in params.workspace_folders]
    if params.root_uri:
        return [path_of(params.root_uri)]
    return [os.path.normpath(params.root_path)] if params.root_path else []
