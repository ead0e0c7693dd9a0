"""`initialize`, `initialized`, `shutdown`: what the client can do, and what we ask it to tell us."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types as lsp

from offpath.lsp.convert import path_of
from offpath.lsp.state import ClientAbilities

if TYPE_CHECKING:
    from offpath.engine.session import Session
    from offpath.lsp.scheduler import Scheduler
    from offpath.lsp.server import OffpathServer
    from offpath.text.positions import Encoding

WATCHED = ("**/*.py", "**/*.pyi", "**/pyproject.toml", "**/offpath.toml", "**/.gitignore")


def register(server: OffpathServer) -> None:
    """Takes the three messages."""

    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        state = server.state
        state.abilities = ClientAbilities.of(params.capabilities)
        state.encoding = cast(
            "Encoding", str(getattr(server.workspace.position_encoding, "value", server.workspace.position_encoding))
        )
        folders = [path_of(folder.uri) for folder in params.workspace_folders or ()]
        root = params.root_uri or params.root_path
        state.folders = folders or ([path_of(root) if "://" in root else root] if root else [])
        options = params.initialization_options
        state.options = settings_in(options)
        state.make_session = lambda: make_session(server)

    @server.feature(lsp.INITIALIZED)
    async def initialized(_: lsp.InitializedParams) -> None:
        await _register_dynamically(server)
        from offpath.lsp.features.configuration import fetch

        await fetch(server)
        for folder in server.state.folders:
            server.state.session.index(folder)
        server.state.scheduler.wake()

    @server.feature(lsp.SHUTDOWN)
    def shutdown(*_: object) -> None:
        if server.state.has_session:
            server.state.session.shutdown()


def settings_in(options: Any) -> dict[str, Any]:
    """The settings among initialisation options or a configuration: at the top, or below `settings` or `offpath`."""
    if not isinstance(options, dict):
        return {}
    for key in ("settings", "offpath"):
        inner = options.get(key)
        if isinstance(inner, dict):
            return inner
    return dict(options)


def make_session(server: OffpathServer) -> tuple[Session, Scheduler]:
    """Loads the engine."""
    from offpath.engine.session import Session
    from offpath.engine.settings import SettingsFinder
    from offpath.lsp.features.progress import IndexProgress
    from offpath.lsp.publishing import publish
    from offpath.lsp.scheduler import Scheduler
    from offpath.rules.registry import all_rules

    settings = SettingsFinder(all_rules(), server.state.options)
    scheduler = Scheduler(server.state, lambda path: publish(server, path))
    progress = IndexProgress(server)
    cache = os.environ.get("OFFPATH_CACHE_DIR")
    session = Session(
        settings,
        jobs=1,
        cache_folder=Path(cache) if cache else None,
        on_progress=progress.tell,
        on_arrival=scheduler.wake_from_thread,
    )
    return session, scheduler


async def _register_dynamically(server: OffpathServer) -> None:
    abilities = server.state.abilities
    registrations = []
    if abilities.watches_files:
        watchers = [lsp.FileSystemWatcher(pattern) for pattern in WATCHED]
        options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
        registrations.append(lsp.Registration("offpath-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if abilities.configuration:
        section = lsp.DidChangeConfigurationRegistrationOptions("offpath")
        registrations.append(lsp.Registration("offpath-settings", lsp.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    if registrations:
        await server.client_register_capability_async(lsp.RegistrationParams(registrations))
