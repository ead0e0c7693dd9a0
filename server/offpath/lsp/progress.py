"""Work-done progress while the workspace is read."""

from __future__ import annotations

import asyncio
import uuid
from time import perf_counter
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer

_WORTH_TELLING = 50
"""Projects with fewer files are read before anybody could look."""

_TELL_EVERY = 0.2


class IndexProgress:
    """Tells the client how far the reading of each project has come."""

    def __init__(self, server: OffpathServer) -> None:
        self._server = server
        self._tokens: dict[str, str] = {}
        """By the project's folder; empty until the client has taken the token."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._next = 0.0

    def tell(self, folder: str, done: int, total: int) -> None:
        """So many of so many files of a project have been read."""
        if not self._server.state.abilities.progress or total < _WORTH_TELLING:
            return
        token = self._tokens.get(folder)
        if token is None:
            if done < total:
                self._tokens[folder] = ""
                task = asyncio.ensure_future(self._begin(folder))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        elif done >= total:
            del self._tokens[folder]
            if token:
                self._send(token, lsp.WorkDoneProgressEnd(message=f"{total} files"))
        elif token and perf_counter() >= self._next:
            self._next = perf_counter() + _TELL_EVERY
            percentage = 100 * done // max(total, 1)
            self._send(token, lsp.WorkDoneProgressReport(message=f"{done} of {total} files", percentage=percentage))

    async def _begin(self, folder: str) -> None:
        token = str(uuid.uuid4())
        try:
            await self._server.work_done_progress.create_async(token)
        except JsonRpcException:  # a client that says it can and then refuses gets no progress
            return
        if folder in self._tokens:
            self._tokens[folder] = token
            self._send(token, lsp.WorkDoneProgressBegin("offpath: reading the workspace", percentage=0))

    def _send(
        self,
        token: str,
        value: lsp.WorkDoneProgressBegin | lsp.WorkDoneProgressReport | lsp.WorkDoneProgressEnd,
    ) -> None:
        self._server.progress(lsp.ProgressParams(token, self._server.protocol._converter.unstructure(value)))
