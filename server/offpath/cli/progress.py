"""Progress on standard error, for runs that take a while with a terminal looking on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from offpath.engine.running.run import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_QUIET_SECONDS = 0.7
"""Shorter runs show nothing, and load nothing for it."""


@contextmanager
def shown_progress(doing: str) -> Iterator[Progress | None]:
    """What a run tells its progress to; None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = _LateBar(doing)
    try:
        yield bar.tell
    finally:
        bar.stop()


class _LateBar:
    """A bar that appears only when the run turns out to be long."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._begun = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def tell(self, done: int, total: int) -> None:
        if self._bar is None and time.monotonic() - self._begun >= _QUIET_SECONDS:
            self._start()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total)

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("files"))
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(self._doing, total=None)
        self._bar.start()
