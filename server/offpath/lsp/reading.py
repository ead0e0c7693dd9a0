"""Standard input as a stream of the event loop.

Messages that have already arrived are then handled one after the other without the loop turning, so that a burst of edits is
taken over whole before any of it is analysed.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from pygls.io_ import StdinAsyncReader

if TYPE_CHECKING:
    from pygls.io_ import AsyncReader

_LIMIT = 2**26
"""The longest line that is read: headers are short, bodies are read by length."""


async def standard_input() -> AsyncReader:
    """A reader of standard input; through a thread where the system has no pipes for the loop."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=_LIMIT)
    try:
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    except (NotImplementedError, ValueError, OSError):
        return StdinAsyncReader(sys.stdin.buffer)
    return reader
