"""When work is done and told, with an engine that only counts."""

from __future__ import annotations

import asyncio

import pytest

from support.driving import driven, edit


async def test_an_edit_is_told_when_its_units_are_done_and_before_other_work() -> None:
    engine, told, scheduler = driven()
    engine.other = 3
    engine.urgent = 4
    edit(engine, scheduler, "a")
    assert await told.until_settled() == ["edited a", "settled"]
    assert told.urgent_when_told == [0]
    assert engine.other == 0


async def test_edits_one_after_the_other_are_each_told_at_once() -> None:
    engine, told, scheduler = driven()
    for _ in range(5):
        edit(engine, scheduler, "a")
        await scheduler.until(lambda: engine.is_fresh)
    assert told.all == ["edited a"] * 5


async def test_a_burst_is_told_once() -> None:
    engine, told, scheduler = driven()
    for _ in range(60):
        edit(engine, scheduler, "a")
    assert await told.until_settled() == ["edited a", "settled"]


async def test_a_burst_that_comes_in_pieces_is_told_a_few_times() -> None:
    engine, told, scheduler = driven()
    for _ in range(30):
        edit(engine, scheduler, "a")
        edit(engine, scheduler, "a")
        await asyncio.sleep(0)
    await told.until_settled()
    assert told.all.count("edited a") == 1


async def test_an_endless_burst_is_told_now_and_then() -> None:
    engine, told, scheduler = driven()
    engine.speed = 1_000_000
    loop = asyncio.get_running_loop()
    began = before = loop.time()
    pauses = 0
    while before < began + 0.6:
        edit(engine, scheduler, "a")
        edit(engine, scheduler, "a")
        await asyncio.sleep(0)
        now = loop.time()
        pauses += now - before > 0.005  # the machine was busy with something else, which ends a burst
        before = now
    assert 2 <= told.all.count("edited a") <= (before - began) / 0.15 + 1 + pauses


async def test_input_that_waits_comes_before_telling() -> None:
    waiting = [True]
    engine, told, scheduler = driven(lambda: waiting[0])
    edit(engine, scheduler, "a")
    for _ in range(20):
        await asyncio.sleep(0)
    assert told.all == []
    waiting[0] = False
    assert (await told.until_settled())[0] == "edited a"


async def test_a_closed_document_is_not_told_of() -> None:
    engine, told, scheduler = driven()
    edit(engine, scheduler, "a")
    scheduler.closed("a")
    assert await told.until_settled() == ["settled"]


async def test_a_document_that_is_long_in_analysis_is_told_of_meanwhile() -> None:
    engine, told, scheduler = driven()
    scheduler.opened("a")
    loop = asyncio.get_running_loop()
    began = loop.time()
    while loop.time() - began < 0.4:
        engine.other += 1
        await asyncio.sleep(0)
    await told.until_settled()
    assert "progressed a" in told.all
    assert told.all[-1] == "settled"


async def test_what_comes_from_elsewhere_is_worked_off() -> None:
    engine, told, scheduler = driven()
    engine.other = 2
    await asyncio.get_running_loop().run_in_executor(None, scheduler.changed_from_thread)
    await told.until_settled()
    assert engine.other == 0


async def test_what_has_to_rest_is_looked_at_again() -> None:
    engine, told, scheduler = driven()
    told.rest = 0.01
    edit(engine, scheduler, "a")
    assert await told.until_settled() == ["edited a", "settled"]
    assert await told.until_settled() == ["edited a", "settled", "settled"]


async def test_a_mistake_of_the_engine_is_logged_and_survived(caplog: pytest.LogCaptureFixture) -> None:
    engine, told, scheduler = driven()
    engine.fails = True
    edit(engine, scheduler, "a")
    await told.until_settled()
    assert "the engine failed" in caplog.text
    edit(engine, scheduler, "a")
    assert "edited a" in await told.until_settled()


async def test_a_condition_whose_document_is_gone_is_over() -> None:
    _, _, scheduler = driven()
    nothing: dict[str, bool] = {}
    await asyncio.wait_for(scheduler.until(lambda: nothing["gone"]), 5)


async def test_those_who_wait_are_let_go_at_the_end() -> None:
    engine, _, scheduler = driven()
    waiting = asyncio.ensure_future(scheduler.until(lambda: False))
    await asyncio.sleep(0)
    scheduler.stop()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert engine.is_fresh
