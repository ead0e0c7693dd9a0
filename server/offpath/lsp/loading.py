"""The engine is loaded when the client has been answered: beside the loop, so that messages are taken meanwhile."""

from __future__ import annotations

import asyncio
import logging
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING

from offpath.lsp.attending import attend
from offpath.lsp.state import Engine

if TYPE_CHECKING:
    from offpath.engine.configuration.settings import SettingsFinder
    from offpath.lsp.server import OffpathServer

_HEAVY = ("offpath.engine.session", "tree_sitter_python", "sqlglot")
_FOR_FIXES = ("libcst",)
"""What only fixes need; loaded when all else has been."""

_FOR_SETTINGS = 1.0
"""Seconds that the client has to answer what its settings are, before the engine starts without them."""

_log = logging.getLogger(__name__)


async def load(server: OffpathServer, settings: asyncio.Task[None] | None) -> Engine:
    """Loads the engine and opens the documents that have come meanwhile."""
    loop = asyncio.get_running_loop()
    began = perf_counter()
    finder = await loop.run_in_executor(None, _import_engine)
    if settings is not None:
        await asyncio.wait({settings}, timeout=_FOR_SETTINGS)
    finder.override(server.state.settings)
    engine = _start(server, finder)
    for folder in server.state.folders:
        engine.session.index(folder)
    for source in server.state.analysed():
        attend(server.state, engine, source)
    server.state.engine = engine
    engine.scheduler.changed_elsewhere()
    _log.info("the engine is ready after %.0f ms", 1000 * (perf_counter() - began))
    loop.run_in_executor(None, _import_all, _FOR_FIXES)
    return engine


def _import_engine() -> SettingsFinder:
    _import_all(_HEAVY)
    from offpath.engine.configuration.settings import SettingsFinder
    from offpath.rules.registry import all_rules

    return SettingsFinder(all_rules())


def _import_all(names: tuple[str, ...]) -> None:
    for name in names:
        import_module(name)


def _start(server: OffpathServer, finder: SettingsFinder) -> Engine:
    from offpath.engine.memory.keeping import users_folder
    from offpath.engine.session import Session
    from offpath.lsp.progress import IndexProgress
    from offpath.lsp.scheduler import Scheduler

    started: list[Engine] = []

    def arrived() -> None:
        if started:
            started[0].scheduler.changed_from_thread()

    session = Session(
        finder,
        jobs=1,
        cache_folder=users_folder(),
        on_progress=IndexProgress(server).tell,
        on_arrival=arrived,
    )
    started.append(Engine(session, Scheduler(session, server.publisher, server.has_input)))
    return started[0]
