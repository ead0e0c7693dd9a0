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

_NAME = b"content-length:"
_LENGTH = re.compile(rb"content-length:[ \t]*([^\r\n]*)", re.IGNORECASE)
_NUMBER = re.compile(rb"\d{1,10}")
_HEADER_END = b"\r\n\r\n"
_LONGEST_HEADER = 2**16
_LONGEST_BODY = 2**28
"""Nobody sends more; who says so is not waited for."""
_SLICE = 0.008
"""Seconds of handling before the loop may turn."""


class Channel(asyncio.Protocol):
    """Cuts what arrives into message bodies, and hands each to ``handle``.

    What has no sensible header is passed over, up to where one may begin; ``refuse`` is told why.
    """

    def __init__(
        self,
        handle: Callable[[bytes], None],
        connected: Callable[[asyncio.BaseTransport], None],
        refuse: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._handle = handle
        self._refuse = refuse
        self._connected = connected
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._missing = 0
        """Bytes that the body which is arriving still lacks, at least."""
        self._is_lost = False
        """Whether no sensible header has come since it was told that there was none."""
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
            length = self._length(at, end)
            body = end + len(_HEADER_END)
            if length is None:
                at = body
                continue
            if len(self._buffer) - body < length:
                self._missing = length - (len(self._buffer) - body)
                break
            self._bodies.append(bytes(self._buffer[body : body + length]))
            at = body + length
        del self._buffer[:at]
        if not self._missing:
            self._drop_endless_header()

    def _length(self, start: int, end: int) -> int | None:
        """The length that a header names; None where it names none. What stands before the last name is no header's."""
        named = list(_LENGTH.finditer(self._buffer, start, end))
        if not named:
            self._pass_over("a message's header has no Content-Length")
            return None
        number = named[-1].group(1).strip()
        if not _NUMBER.fullmatch(number) or int(number) > _LONGEST_BODY:
            self._pass_over(f"a message's Content-Length is no length: {number[:20].decode('latin-1')}")
            return None
        self._is_lost = False
        return int(number)

    def _drop_endless_header(self) -> None:
        """Keeps of a header without an end what the next one may begin with."""
        if len(self._buffer) > _LONGEST_HEADER:
            self._pass_over("a message's header has no end")
            del self._buffer[: -len(_NAME)]

    def _pass_over(self, problem: str) -> None:
        if not self._is_lost:
            self._is_lost = True
            self._refuse(problem)

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
