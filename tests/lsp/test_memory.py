"""What hours of typing leave behind: nothing."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import sys
from pathlib import Path

import pytest

from offpath.lsp import memory
from offpath.lsp.memory import Memory
from offpath.syntax.structure import Structure, Unit
from offpath.text.document import Document
from support.carrier import CARRIER
from support.driving import driven, edit
from support.in_process import InProcess

TYPED = ["x", " ", "\n", "(", '"', "if a:\n", "    ", "try:\n", "except E:\n", "def f(a):\n", "foo.bar(", "get(url)\n"]
"""Texts that stand half typed for a while."""


class Ring:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.me = self


def counted() -> int:
    """All objects that the collector knows, out of its sight or not."""
    return len(gc.get_objects()) + gc.get_freeze_count()


def counted_alive() -> int:
    """Those of them that are no garbage."""
    gc.unfreeze()
    gc.collect()
    return len(gc.get_objects())


def texts_known() -> list[object]:
    """What holds much of a text, garbage or not."""
    return [each for each in gc.get_objects() if isinstance(each, Document | Structure | Unit)]


async def typed(talk: InProcess, uris: list[str], edits: int, rng: random.Random) -> None:
    """Types here and there, undoes all of it, and asks what an editor asks."""
    undo: dict[str, list[tuple[int, int, str]]] = {uri: [] for uri in uris}
    for number in range(edits):
        uri = uris[number // 20 % len(uris)]
        if undo[uri] and rng.random() < 0.48:
            talk.replace(uri, *undo[uri].pop())
        else:
            at = rng.randrange(len(talk.text(uri)) + 1)
            undo[uri].append(talk.replace(uri, at, at, rng.choice(TYPED)))
        if number % 3 == 0:
            await talk.pull(uri)
        if number % 25 == 0:
            whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
            named = {"textDocument": {"uri": uri}}
            await talk.ask("textDocument/codeAction", {**named, "range": whole, "context": {"diagnostics": []}})
            await talk.ask("textDocument/hover", {**named, "position": whole["start"]})
    for uri in uris:
        while undo[uri]:
            talk.replace(uri, *undo[uri].pop())
        await talk.pull(uri)
        text = talk.text(uri)
        talk.close(uri)
        talk.open(uri, text)
        await talk.pull(uri)


async def test_edits_leave_nothing_behind(project: Path) -> None:
    talk = InProcess()
    await talk.begin(project)
    uris = [(project / f"{name}.py").as_uri() for name in ("one", "two", "three")]
    for number, uri in enumerate(uris):
        talk.open(uri, CARRIER.replace("first", f"first{number}"))
    await typed(talk, uris, 200, random.Random(1))
    before = counted_alive()
    edits = 400
    await typed(talk, uris, edits, random.Random(2))
    assert (counted_alive() - before) / edits < 0.5
    assert not talk.server.protocol._request_futures
    talk.end()


async def test_texts_go_without_the_collector(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds much of a text must not wait for a collection in which it counts as one object."""
    talk = InProcess()
    await talk.begin(project)
    uri = (project / "one.py").as_uri()
    talk.open(uri, CARRIER)
    await talk.pull(uri)
    counted_alive()
    before = len(texts_known())
    gc.disable()
    monkeypatch.setattr(Memory, "answered", lambda _, **__: None)
    for number in range(60):
        talk.replace(uri, number, number, "x")
        await talk.pull(uri)
    gc.unfreeze()
    more = len(texts_known()) - before
    gc.enable()
    assert more < 20
    talk.end()


async def test_garbage_goes_while_somebody_types() -> None:
    kept = Memory()
    before, answers, each = counted(), 20 * memory._ANSWERS_BETWEEN_COUNTS, 500
    for _ in range(answers):
        rings = [Ring() for _ in range(each)]
        gc.collect(1)
        del rings
        kept.answered()
    assert counted() - before < answers * each / 4
    kept.stop()


async def test_frozen_garbage_goes_when_nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_IDLE", 0.0)
    kept = Memory()
    rings = [Ring() for _ in range(20_000)]
    kept.grown()
    before = counted()
    del rings
    assert counted() > before - 20_000
    kept.settled()
    await asyncio.sleep(0.001)
    assert counted() < before - 19_000
    kept.stop()


async def test_frozen_garbage_goes_though_somebody_types_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_TOO_MUCH", 10_000)
    kept = Memory()
    kept._look_through_everything()
    before = counted()
    for _ in range(20 * memory._ANSWERS_BETWEEN_COUNTS):
        rings = [Ring() for _ in range(500)]
        kept.grown()
        del rings
        kept.answered()
    assert counted() < 2 * before + memory._ANSWERS_BETWEEN_COUNTS * 1_500 + 10_000
    kept.stop()


async def test_freed_memory_goes_back_while_somebody_types_and_when_nobody_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    returned: list[None] = []
    monkeypatch.setattr(memory, "return_freed", lambda: returned.append(None))
    monkeypatch.setattr(memory, "_TOO_MUCH", sys.maxsize)  # what other tests have left is looked through, too
    kept = Memory()
    for _ in range(3 * memory._ANSWERS_BETWEEN_RETURNS):
        kept.answered()
    assert len(returned) == 3
    monkeypatch.setattr(memory, "_IDLE", 0.0)
    kept.settled()
    await asyncio.sleep(0.001)
    assert len(returned) == 4
    kept.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="other C libraries are not told")
def test_what_is_freed_goes_back_to_the_system() -> None:
    pieces = [b"x" * (20_000 + number % 4_000) for number in range(4_000)]
    del pieces[::2]
    before = resident()
    memory.return_freed()
    assert resident() < before - 10_000_000


def resident() -> int:
    """The bytes of this process that lie in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_nothing_is_frozen_again_while_a_document_is_still_reported_on() -> None:
    gc.freeze()
    engine, told, scheduler = driven()
    frozen = gc.get_freeze_count()
    rings = []
    engine.other = 1_000_000_000
    scheduler.opened("a")
    while told.all.count("progressed a") < 3:
        rings.append(Ring())
        edit(engine, scheduler, "a")
        await asyncio.sleep(0.005)
    assert gc.get_freeze_count() <= frozen
    scheduler.stop()


async def test_the_collector_is_left_as_it_was() -> None:
    before = gc.get_threshold()
    _, _, scheduler = driven()
    assert gc.get_threshold() != before
    scheduler.stop()
    assert gc.get_threshold() == before
