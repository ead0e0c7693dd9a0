"""`initialized`: the engine is loaded now, and the client is asked to tell what changes on its side."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from offpath.lsp.settings import SECTION, fetch

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer

WATCHED = (
    "**/*.py",
    "**/*.pyi",
    "**/*.toml",
    "**/setup.cfg",
    "**/.gitignore",
)
"""Files whose changes on disk matter: those that are analysed, and those that say how."""

_log = logging.getLogger(__name__)


def register(server: OffpathServer) -> None:
    """Takes the notification."""

    @server.feature(lsp.INITIALIZED)
    async def initialized(_: lsp.InitializedParams) -> None:
        server.start_engine(asyncio.ensure_future(fetch(server)))
        registrations = _registrations(server)
        if registrations:
            try:
                await server.client_register_capability_async(lsp.RegistrationParams(registrations))
            except JsonRpcException as error:
                _log.warning("the client does not tell what changes: %s", error)


def _registrations(server: OffpathServer) -> list[lsp.Registration]:
    found = []
    if server.state.abilities.watches_files:
        watchers = [lsp.FileSystemWatcher(pattern) for pattern in WATCHED]
        options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
        found.append(lsp.Registration("offpath-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if server.state.abilities.watches_configuration:
        section = lsp.DidChangeConfigurationRegistrationOptions(SECTION)
        found.append(lsp.Registration("offpath-settings", lsp.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    return found
