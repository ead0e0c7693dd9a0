"""Keeps the garbage collector from walking, at a keystroke, through everything that is known of large files.

What an analysis leaves behind lives as long as its document. `gc.freeze` takes it out of the collector's sight for
nothing; garbage that was frozen with it is collected when nobody has done anything for a while.
"""

from __future__ import annotations

import asyncio
import gc

_IDLE = 10.0
"""Seconds without work after which a full collection disturbs nobody."""


class Memory:
    """Told by the scheduler what it does."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._tidying: asyncio.TimerHandle | None = None
        self._has_frozen = False

    def grown(self) -> None:
        """Much has been analysed that will stay."""
        gc.freeze()
        self._has_frozen = True

    def worked(self) -> None:
        """Something has been done: nobody is idle."""
        if self._tidying is not None:
            self._tidying.cancel()
            self._tidying = None

    def settled(self) -> None:
        """All work is done."""
        if self._has_frozen and self._tidying is None:
            self._tidying = self._loop.call_later(_IDLE, self._tidy)

    def _tidy(self) -> None:
        self._tidying = None
        self._has_frozen = False
        gc.unfreeze()
        gc.collect()
        gc.freeze()
