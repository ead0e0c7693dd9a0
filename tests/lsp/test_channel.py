"""Bytes to messages: however they are cut on their way, the same messages come out in the same order."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from offpath.lsp.channel import Channel

BODIES = st.lists(st.binary(max_size=40), min_size=1, max_size=6)
HEADERS = st.sampled_from(
    [
        b"Content-Length: %d\r\n\r\n",
        b"content-length:%d\r\n\r\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: %d\r\n\r\n",
    ]
)


async def _received(pieces: list[bytes]) -> list[bytes]:
    bodies: list[bytes] = []
    channel = Channel(bodies.append, lambda _: None)
    for piece in pieces:
        channel.data_received(piece)
    assert not channel.has_input
    channel.eof_received()
    await channel.closed
    return bodies


@given(BODIES, HEADERS, st.lists(st.integers(1, 30), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_pieces_of_any_size_make_the_same_messages(bodies: list[bytes], header: bytes, sizes: list[int]) -> None:
    stream = b"".join(header % len(body) + body for body in bodies)
    pieces, at = [], 0
    while at < len(stream):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(stream[at : at + size])
        at += size
    assert asyncio.run(_received(pieces)) == bodies


GARBAGE = st.one_of(
    st.sampled_from(
        [
            b"Content-Length: -5\r\n\r\n",
            b"Content-Length: abc\r\n\r\n{}",
            b"Content-Length: 1e3\r\n\r\n",
            b"Content-Length:\r\n\r\n",
            b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n{}",
            b"Content-Length: 99999999999\r\n\r\n{}",
            b"Content-Length: 3000000000\r\n\r\n",
            b"Content-Length: \xb2\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            b"\r\n\r\n" * 300,
            b"x" * 200_000,
            b"\r\n",
        ]
    ),
    st.binary(max_size=60).filter(lambda each: b"ontent" not in each),
)


@given(st.lists(GARBAGE | st.none(), max_size=6), st.integers(1, 70_000))
@settings(max_examples=80, deadline=None)
def test_messages_between_garbage_are_heard(stretches: list[bytes | None], size: int) -> None:
    """Each None is a message; what stands between is told, each stretch once."""
    stream = b"".join(b"Content-Length: 2\r\n\r\nok" if each is None else each for each in [*stretches, None])
    told: list[str] = []
    bodies: list[bytes] = []

    async def receive() -> None:
        channel = Channel(bodies.append, lambda _: None, told.append)
        for at in range(0, len(stream), size):
            channel.data_received(stream[at : at + size])

    asyncio.run(receive())
    assert bodies == [b"ok"] * (stretches.count(None) + 1)
    assert len(told) <= sum(each is not None for each in stretches)


async def test_a_header_without_an_end_is_not_kept() -> None:
    channel = Channel(lambda _: None, lambda _: None)
    for _ in range(100):
        channel.data_received(b"a" * 10_000)
    assert len(channel._buffer) < 2**17


async def test_handling_much_lets_the_loop_turn() -> None:
    """Messages that take long are not all handled in one go."""
    handled: list[int] = []
    turns: list[int] = []
    loop = asyncio.get_running_loop()

    def handle(_: bytes) -> None:
        until = loop.time() + 0.003
        while loop.time() < until:
            pass
        handled.append(1)

    channel = Channel(handle, lambda _: None)
    channel.data_received(b"Content-Length: 1\r\n\r\nx" * 12)
    assert channel.has_input
    while len(handled) < 12:
        turns.append(len(handled))
        await asyncio.sleep(0)
    assert len(turns) > 2
