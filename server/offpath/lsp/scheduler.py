"""When the engine works and what is published: edited units at once, all else in slices between the client's messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offpath.lsp.state import State

_SLICE = 0.008
"""Seconds of work between two looks at the client's messages."""

_PUBLISH_EVERY = 0.1
"""Seconds between two reports on a document that nobody edits, while it is still being analysed."""


class Scheduler:
    """Drives one session on the event loop. Work is asked for with `wake`; it runs when all messages that have come are taken."""

    def __init__(self, state: State, publish: Callable[[str], None]) -> None:
        self._state = state
        self._publish = publish
        self._loop = asyncio.get_running_loop()
        self._planned = False
        self._edited: dict[str, None] = {}
        """Documents whose latest version has not been reported on."""
        self._pending: dict[str, float] = {}
        """Documents that may have more to report, with the time of the last report."""
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    def edited(self, path: str) -> None:
        """A document was opened or edited."""
        self._edited.pop(path, None)
        self._edited[path] = None
        self._pending[path] = 0.0
        self.wake()

    def changed_elsewhere(self) -> None:
        """Something outside the open documents changed: they may all have something new to report."""
        for path in self._state.session.open_paths():
            self._pending.setdefault(path, perf_counter())
        self.wake()

    def closed(self, path: str) -> None:
        """A document was closed."""
        self._edited.pop(path, None)
        self._pending.pop(path, None)
        self.wake()

    def wake(self) -> None:
        """Plans the next slice."""
        if not self._planned:
            self._planned = True
            self._loop.call_soon(self._run)

    def wake_from_thread(self) -> None:
        """The same, from any thread."""
        self._loop.call_soon_threadsafe(self.wake)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits, working, until a condition on the session holds."""
        if condition():
            return
        future: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append((condition, future))
        self.wake()
        await future

    def _run(self) -> None:
        self._planned = False
        session = self._state.session
        urgent = not session.is_fresh
        more = session.work(_SLICE, urgent_only=urgent) or urgent
        if session.is_fresh:
            for path in list(self._edited):
                self._report(path)
            self._edited.clear()
        now = perf_counter()
        for path, last in list(self._pending.items()):
            complete = session.report(path).complete if not more else False
            if complete or (session.is_fresh and now - last > _PUBLISH_EVERY):
                self._report(path)
                if complete:
                    self._pending.pop(path, None)
        self._answer()
        if more:
            self.wake()

    def _report(self, path: str) -> None:
        self._pending[path] = perf_counter()
        self._publish(path)

    def _answer(self) -> None:
        waiting, self._waiting = self._waiting, []
        for condition, future in waiting:
            if future.cancelled():
                continue
            if condition():
                future.set_result(None)
            else:
                self._waiting.append((condition, future))
