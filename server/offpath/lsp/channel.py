"""Bytes from the client to messages, in the order they came: one class for pipes, sockets and threads that read.

Messages that have already arrived are taken one after the other without the loop turning, for a few milliseconds at
most, so that a burst of edits is taken over before it is analysed, and nobody waits long for it.
"""

from __future__ import annotations

import asyncio
import re
import select
from collections import deque
from collections.abc import Callable
from time import perf_counter

_LENGTH = re.compile(rb"content-length:[ \t]*(\d+)", re.IGNORECASE)
_HEADER_END = b"\r\n\r\n"
_SLICE = 0.008
"""Seconds of handling before the loop may turn."""


class Channel(asyncio.Protocol):
    """Cuts what arrives into message bodies, and hands each to ``handle``."""

    def __init__(self, handle: Callable[[bytes], None], connected: Callable[[asyncio.BaseTransport], None]) -> None:
        self._handle = handle
        self._connected = connected
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._missing = 0
        """Bytes that the body which is arriving still lacks, at least."""
        self._bodies: deque[bytes] = deque()
        self._planned = False
        self._descriptor = -1
        self.closed: asyncio.Future[None] = self._loop.create_future()
        """Done when the client has left."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The client is there."""
        source = transport.get_extra_info("socket") or transport.get_extra_info("pipe")
        if source is not None and hasattr(select, "poll"):
            self._descriptor = source.fileno()
        self._connected(transport)

    def data_received(self, data: bytes) -> None:
        """Some bytes came."""
        self._buffer += data
        self._missing -= len(data)
        if self._missing <= 0:
            self._cut()
            if not self._planned:
                self._take()

    def eof_received(self) -> None:
        """No more will come."""
        self._leave()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has left."""
        self._leave()

    @property
    def has_input(self) -> bool:
        """Whether something that the client has sent is still to be handled."""
        return bool(self._bodies or self._buffer) or self._is_readable()

    def _is_readable(self) -> bool:
        if self._descriptor < 0 or self.closed.done():
            return False
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        return any(event & select.POLLIN for _, event in poll.poll(0))

    def _cut(self) -> None:
        at = 0
        self._missing = 0
        while (end := self._buffer.find(_HEADER_END, at)) >= 0:
            found = _LENGTH.search(self._buffer, at, end)
            body = end + len(_HEADER_END)
            length = int(found.group(1)) if found is not None else 0
            if len(self._buffer) - body < length:
                self._missing = length - (len(self._buffer) - body)
                break
            self._bodies.append(bytes(self._buffer[body : body + length]))
            at = body + length
        del self._buffer[:at]

    def _take(self) -> None:
        self._planned = False
        until = perf_counter() + _SLICE
        while self._bodies:
            self._handle(self._bodies.popleft())
            if self._bodies and perf_counter() > until:
                self._planned = True
                self._loop.call_soon(self._take)
                return

    def _leave(self) -> None:
        if not self.closed.done():
            self.closed.set_result(None)
