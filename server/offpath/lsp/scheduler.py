"""When the engine works, and when documents are reported on: edited units at once, all else while nobody types.

Edits that come faster than they can be answered are a burst: they are let through until they pause, and answered once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from offpath.lsp.memory import Memory

if TYPE_CHECKING:
    from offpath.engine.session import Session

_SLICE = 0.006
"""Seconds of work between two looks at the client's messages."""

_PAUSE = 0.010
"""A burst of edits is over when none has come for so long."""

_LONGEST_HOLD = 0.150
"""Nobody waits longer than this for an answer to an edit because others follow it."""

_REST = 0.004
"""After an answered edit, work that nobody waits for lets the next edit come first."""

_LONGEST_REST = 0.250
"""Such work begins after so long, even if somebody types all the time."""

_SETTLED = 0.020
"""Seconds after the last work when every open document is looked at for news."""

_FIRST_REPORT = 0.050
_REPORT_EVERY = 0.200
"""Seconds after opening when a document is first reported on, and between later reports, while it is being analysed."""

_log = logging.getLogger(__name__)


class Reports(Protocol):
    """Takes what is known about documents to the client."""

    def working(self) -> None:
        """A document was opened, or something changed that its findings may rest on."""

    def edited(self, path: str, seconds: float) -> None:
        """The edited units of a document have been analysed, so long after the first edit not yet reported on."""

    def progressed(self, path: str) -> None:
        """More is known of a document that is still being analysed."""

    def settled(self) -> float:
        """All work is done: any document may have news. The seconds after which there may be more, 0 where there is none."""


class Scheduler:
    """Drives one session on the event loop."""

    def __init__(self, session: Session, reports: Reports, has_input: Callable[[], bool]) -> None:
        self._session = session
        self._reports = reports
        self._has_input = has_input
        self._memory = Memory()
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.Handle | None = None
        self._due = 0.0
        self._settling: asyncio.TimerHandle | None = None
        self._edited: dict[str, float] = {}
        """Documents whose latest text has not been reported on, with the time of the first edit since then."""
        self._opened: dict[str, float] = {}
        """Documents that have been opened and are not yet known whole, with the time when they are next reported on."""
        self._unknown: set[str] = set()
        """Documents of which not every unit has been analysed once."""
        self._was_indexing = False
        self._last_edit = 0.0
        self._is_burst = False
        self._rest_until = 0.0
        self._resting_since = 0.0
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._stopped = False

    # -- what happens

    def opened(self, path: str) -> None:
        """A document was opened."""
        self._opened[path] = perf_counter() + _FIRST_REPORT
        self._unknown.add(path)
        self._reports.working()
        self._plan(0.0)

    def edited(self, path: str) -> None:
        """A document was edited."""
        self._last_edit = perf_counter()
        self._is_burst = self._is_burst or path in self._edited
        self._edited.setdefault(path, self._last_edit)
        self._plan(0.0)

    def closed(self, path: str) -> None:
        """A document was closed."""
        self._edited.pop(path, None)
        self._opened.pop(path, None)
        self._unknown.discard(path)
        self._plan(0.0)

    def changed_elsewhere(self) -> None:
        """Something outside the open documents changed."""
        self._reports.working()
        self._plan(0.0)

    def look_again(self) -> None:
        """What is known may be told now, though it has not changed."""
        self._plan(0.0)

    def changed_from_thread(self) -> None:
        """The same, told by any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.changed_elsewhere)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits until a condition on the session holds. A condition that raises is over: its document is gone."""
        if not _holds(condition):
            future: asyncio.Future[None] = self._loop.create_future()
            if self._stopped:
                future.cancel()
            self._waiting.append((condition, future))
            self._plan(0.0)
            await future

    def stop(self) -> None:
        """Works no more."""
        self._stopped = True
        self._memory.stop()
        for _, future in self._waiting:
            future.cancel()

    # -- work

    def _plan(self, delay: float) -> None:
        due = perf_counter() + delay
        if self._stopped or (self._timer is not None and self._due <= due):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._due = due
        self._timer = self._loop.call_later(delay, self._run) if delay > 0 else self._loop.call_soon(self._run)

    def _run(self) -> None:
        self._timer = None
        now = perf_counter()
        delay = self._held(now) or self._resting(now)
        if delay > 0:
            self._plan(delay)
            return
        self._memory.worked()
        try:
            more = self._work()
            self._report()
            self._look_for_growth()
        except Exception:  # a mistake of ours must not end the conversation; what works goes on with the next message
            _log.exception("the engine failed")
            more = False
        self._wake_waiting()
        if more:
            self._plan(0.0)
        else:
            self._settle_soon()

    def _work(self) -> bool:
        is_edited = bool(self._edited) or not self._session.is_fresh
        if not is_edited and self._has_input():  # a step may be long, and what has come may be an edit
            return True
        return self._session.work(_SLICE, urgent_only=is_edited) or is_edited

    def _held(self, now: float) -> float:
        """How long an edit's answer waits because others seem to follow."""
        if not self._edited or now - min(self._edited.values()) > _LONGEST_HOLD:
            return 0.0
        return max(self._last_edit + _PAUSE - now, 0.0) if self._is_burst else 0.0

    def _resting(self, now: float) -> float:
        if self._edited or now >= self._rest_until or now - self._resting_since > _LONGEST_REST:
            self._resting_since = now
            return 0.0
        return self._rest_until - now

    def _report(self) -> None:
        now = perf_counter()
        if self._edited and self._session.is_fresh and not self._is_superseded(now):
            edited, self._edited, self._is_burst = self._edited, {}, False
            for path, since in edited.items():
                self._reports.edited(path, now - since)
            self._memory.answered(is_growing=self._session.is_indexing)
            self._rest_until = perf_counter() + _REST
        if not self._edited:
            for path, due in list(self._opened.items()):
                if now >= due:
                    self._opened[path] = now + _REPORT_EVERY
                    self._reports.progressed(path)

    def _look_for_growth(self) -> None:
        """Tells the memory when documents have been analysed once, or a project read: from then on edits change little."""
        known = {path for path in self._unknown if self._session.is_known(path)}
        self._unknown -= known
        was_indexing, self._was_indexing = self._was_indexing, self._session.is_indexing
        if known or was_indexing > self._was_indexing:
            self._memory.grown()

    def _is_superseded(self, now: float) -> bool:
        """Whether the client has already sent something that an answer had better wait for."""
        return self._has_input() and now - min(self._edited.values()) < _LONGEST_HOLD

    def _settle_soon(self) -> None:
        if self._settling is not None:
            self._settling.cancel()
        self._settling = self._loop.call_later(_SETTLED, self._settle)

    def _settle(self) -> None:
        self._settling = None
        if self._timer is not None or self._stopped:
            return
        self._opened.clear()
        self._memory.settled()
        try:
            rest = self._reports.settled()
        except Exception:
            _log.exception("reporting failed")
        else:
            if rest:
                self._settling = self._loop.call_later(rest, self._settle)

    def _wake_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for condition, future in waiting:
            if future.done():
                continue
            if _holds(condition):
                future.set_result(None)
            else:
                self._waiting.append((condition, future))


def _holds(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    except KeyError:
        return True
