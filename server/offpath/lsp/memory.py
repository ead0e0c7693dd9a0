"""Keeps the garbage collector from walking, at a keystroke, through everything that is known of large files.

Almost all garbage is trees of units that have been analysed: it is collected when the answer is out, while it is young,
and costs what the edit made. What is old is looked through in three ways, none of which an edit waits for: what has
come since the last look, when there is much of it; everything, when nobody has done anything for a while, or when it is
twice as much as it was. `gc.freeze` takes what was looked through out of the collector's sight. Nothing is
frozen twice without a look: garbage that was frozen along stays until everything is looked through.

What is freed does not go back to the system by itself: glibc keeps it, in ever more and smaller pieces while texts of all
lengths come and go, half a kilobyte an edit. It is asked for it now and then (`malloc_trim(3)`).
"""

from __future__ import annotations

import asyncio
import gc
import sys

_IDLE = 10.0
"""Seconds without work after which a look at everything disturbs nobody."""

_YOUNG = 5_000
"""So many new objects are looked through by themselves, in analyses that are longer than an edit's."""

_NEVER = 2**31 - 1

_ANSWERS_BETWEEN_COUNTS = 64
"""Counting old objects takes a moment, too."""

_ANSWERS_BETWEEN_RETURNS = 1_024
"""So many edits leave half a megabyte, which takes some milliseconds to give back."""

_MUCH = 20_000
"""So many old objects are looked through in some milliseconds."""

_TOO_MUCH = 300_000
"""So many frozen objects more than there were are looked through even if nobody rests."""


class Memory:
    """Told by the scheduler what it does."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._tidying: asyncio.TimerHandle | None = None
        self._answers = 0
        self._is_due = False
        """Whether there may be garbage that only a look at everything finds."""
        self._thresholds = gc.get_threshold()
        gc.set_threshold(_YOUNG, self._thresholds[1], _NEVER)
        self._least = gc.get_freeze_count()
        """So many objects were left by the last look at everything."""

    def stop(self) -> None:
        """Leaves the collector as it was."""
        self.worked()
        gc.unfreeze()
        gc.set_threshold(*self._thresholds)

    def grown(self) -> None:
        """Much has been analysed, for good, that will stay."""
        gc.collect(1)
        gc.freeze()
        self._is_due = True

    def answered(self, *, is_growing: bool = False) -> None:
        """An edit was analysed and told; other files may be coming in meanwhile."""
        gc.collect(1)
        self._answers += 1
        if self._answers % _ANSWERS_BETWEEN_RETURNS == 0:
            return_freed()
        if self._answers % _ANSWERS_BETWEEN_COUNTS:
            return
        self._is_due = True
        if gc.get_freeze_count() > 2 * self._least + _TOO_MUCH:
            self._look_through_everything()
        elif len(gc.get_objects(generation=2)) > _MUCH:
            if not is_growing:  # what comes in stays, and would be looked through for nothing
                gc.collect()
            gc.freeze()

    def worked(self) -> None:
        """Something has been done: nobody is idle."""
        if self._tidying is not None:
            self._tidying.cancel()
            self._tidying = None

    def settled(self) -> None:
        """All work is done."""
        if self._is_due and self._tidying is None:
            self._tidying = self._loop.call_later(_IDLE, self._tidy)

    def _tidy(self) -> None:
        self._tidying = None
        self._look_through_everything()

    def _look_through_everything(self) -> None:
        self._is_due = False
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._least = gc.get_freeze_count()
        return_freed()


def return_freed() -> None:
    """Gives freed memory back to the system, where the C library keeps it for itself and can be told."""
    if sys.platform == "linux":
        from ctypes import CDLL

        trim = getattr(CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
