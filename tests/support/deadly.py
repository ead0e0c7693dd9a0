"""Work at which a worker process is ended, as the system does it for want of memory. It travels to workers by name."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from offpath.engine.memory.recalling import CheckedFile
from offpath.engine.running import indexing, working
from offpath.engine.running.indexing import IndexedFile
from offpath.engine.running.phases import Portion
from offpath.engine.running.readings import Readings
from offpath.engine.running.workers import Workers


def meet(path: str) -> None:
    """Ends the process: always at `deadly.py`, once at `weak.py`."""
    name = Path(path).name
    survived = Path(path).with_suffix(".survived")
    if name == "deadly.py" or (name == "weak.py" and not survived.exists()):
        survived.touch()
        os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)


def index_files(paths: Sequence[str], readings: Readings | None = None) -> list[IndexedFile]:
    for path in paths:
        meet(path)
    return indexing.index_files(paths, readings)


def check(portion: Portion) -> list[CheckedFile]:
    for path in portion.paths:
        meet(path)
    return working.check(portion)


def names(paths: Sequence[str]) -> list[str]:
    for path in paths:
        meet(path)
    return [Path(path).name for path in paths]


def failing(_: object) -> list[str]:
    raise Unwritable("no")


class Unwritable(Exception):
    """It cannot travel back."""

    def __init__(self, message: str) -> None:
        super().__init__(message, lambda: None)


def folder_and_path() -> tuple[str, list[str]]:
    import sys

    print("a stray print must not get among the answers")
    return os.getcwd(), sys.path


def wait_for_ever(told: str) -> None:
    Path(told).touch()
    while True:
        signal.pause()


def total(numbers: list[int], more: int) -> tuple[int, int]:
    return sum(numbers) + more, os.getpid()


def joined(numbers: list[int], before: list[int] | None) -> list[int]:
    return [*(before or []), *numbers]


def doubled(numbers: list[int], _: object = None) -> list[int]:
    return [2 * each for each in numbers]


def scan(*_: object) -> None:
    meet("deadly.py")


class Slow:
    """A worker that reads it never gets to work: as if what the work needs took for ever to be imported."""

    def __init__(self, told: str) -> None:
        self.told = told

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return wait_for_ever, (self.told,)


def be_a_parent(told: str) -> None:
    """Waits for a worker that never gets to its work."""
    Workers(1, gentle=True).submit(doubled, Slow(told)).result()
