"""Standard input and output as the loop's own, kept from everybody else in this process."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import BinaryIO

from offpath.lsp.channel import Channel

_READ_AT_ONCE = 2**16


@dataclass(frozen=True, slots=True)
class Streams:
    """The two streams to the client."""

    incoming: BinaryIO
    outgoing: BinaryIO


def claimed_streams() -> Streams:
    """Standard input and output for us alone: what else reads gets nothing, what else prints goes to standard error.

    Worker processes inherit the standard streams, too; a stray `print` there would end the talk with the client.
    """
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # there is no standard error
        os.dup2(nothing, 1)
    os.close(nothing)
    sys.stdout = sys.stderr
    return Streams(os.fdopen(incoming, "rb", 0), os.fdopen(outgoing, "wb", 0))


async def writer_to(streams: Streams) -> Callable[[bytes], object]:
    """What writes to the client. It comes before `read_into`: the first message may be answered at once."""
    if not _for_the_loop(streams):
        return lambda data: _write(streams.outgoing, data)
    writing, _ = await asyncio.get_running_loop().connect_write_pipe(asyncio.BaseProtocol, streams.outgoing)
    return writing.write


async def read_into(channel: Channel, streams: Streams) -> None:
    """Gives what the client sends to a channel; through a thread where the loop cannot read the stream."""
    loop = asyncio.get_running_loop()
    if _for_the_loop(streams):
        await loop.connect_read_pipe(lambda: channel, streams.incoming)
    else:
        Thread(target=_read, args=(streams.incoming, loop, channel), daemon=True).start()


def _for_the_loop(streams: Streams) -> bool:
    """Whether both are pipes or sockets, each of its own: the loop makes them non-blocking."""
    if os.name == "nt":
        return False
    states = [os.fstat(each.fileno()) for each in (streams.incoming, streams.outgoing)]
    alike = (states[0].st_dev, states[0].st_ino) == (states[1].st_dev, states[1].st_ino)
    return not alike and all(stat.S_ISFIFO(each.st_mode) or stat.S_ISSOCK(each.st_mode) for each in states)


def _read(stream: BinaryIO, loop: asyncio.AbstractEventLoop, channel: Channel) -> None:
    try:
        while data := os.read(stream.fileno(), _READ_AT_ONCE):
            loop.call_soon_threadsafe(channel.data_received, data)
        loop.call_soon_threadsafe(channel.eof_received)
    except (OSError, RuntimeError):  # the stream or the loop is closed
        return


def _write(stream: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) or 0 :]
