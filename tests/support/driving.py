"""A scheduler with an engine that only counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from offpath.lsp.scheduler import Scheduler


class Engine:
    """Has so many steps of urgent and of other work to do."""

    def __init__(self) -> None:
        self.urgent = 0
        self.other = 0
        self.fails = False
        self.speed = 1
        """So many steps are done at a time."""

    @property
    def is_fresh(self) -> bool:
        return self.urgent == 0

    @property
    def is_indexing(self) -> bool:
        return False

    def is_known(self, path: str) -> bool:
        return not self.urgent and not self.other

    def work(self, seconds: float, *, urgent_only: bool = False) -> bool:
        if self.fails:
            self.fails = False
            raise RuntimeError("a mistake")
        if self.urgent:
            self.urgent = max(self.urgent - self.speed, 0)
            return True
        if not urgent_only and self.other:
            self.other -= 1
            return True
        return False


class Told:
    """What was told, in order."""

    def __init__(self, engine: Engine) -> None:
        self.all: list[str] = []
        self.urgent_when_told: list[int] = []
        self.rest = 0.0
        """The seconds after which it wants to be told again that all is settled, once."""
        self._engine = engine
        self._settled = asyncio.Event()

    def working(self) -> None:
        pass

    def edited(self, path: str, seconds: float) -> None:
        self.all.append(f"edited {path}")
        self.urgent_when_told.append(self._engine.urgent)

    def progressed(self, path: str) -> None:
        self.all.append(f"progressed {path}")

    def settled(self) -> float:
        self.all.append("settled")
        self._settled.set()
        rest, self.rest = self.rest, 0.0
        return rest

    async def until_settled(self) -> list[str]:
        await asyncio.wait_for(self._settled.wait(), 5)
        self._settled.clear()
        return self.all


Driven = tuple[Engine, Told, Scheduler]


def driven(has_input: Callable[[], bool] = lambda: False) -> Driven:
    engine = Engine()
    told = Told(engine)
    return engine, told, Scheduler(cast("Any", engine), told, has_input)


def edit(engine: Engine, scheduler: Scheduler, path: str) -> None:
    engine.urgent += 1
    scheduler.edited(path)
