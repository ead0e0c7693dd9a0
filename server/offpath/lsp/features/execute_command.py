"""`workspace/executeCommand`: what an editor's extension asks the server to do, by name."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from pygls.exceptions import JsonRpcInvalidParams

from offpath.lsp.commands import COMMANDS

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the requests, a command each."""
    for name, work in COMMANDS.items():
        server.command(name)(_with_server(server, work))


def _with_server(server: OffpathServer, work: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def run(*arguments: Any) -> Any:
        try:
            inspect.signature(work).bind(server, *arguments)
        except TypeError as error:
            raise JsonRpcInvalidParams(str(error)) from error
        return await work(server, *arguments)

    return run
