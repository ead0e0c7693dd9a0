"""The two phases of a run: what every file contributes, then work on portions of files that knows all of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from offpath.engine import cache
from offpath.engine.collecting import Collected
from offpath.engine.garbage import seldom_collected
from offpath.engine.indexing import IndexedFile, chunks, imported_names, index_files, lost_file
from offpath.engine.locating import FileLocator
from offpath.engine.projects import ProjectState, Root
from offpath.engine.readings import Readings
from offpath.engine.settings import SettingsFinder
from offpath.engine.workers import Keep, Workers, answers

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Told how many files of how many are done."""

_ALONE_BYTES = 150_000
"""A run over less is done before worker processes would have started."""

_PORTION_BYTES = 120_000


@dataclass(frozen=True, slots=True)
class Portion:
    """Some files of one project, and all that is known of it."""

    project: ProjectState
    settings: SettingsFinder
    locator: FileLocator
    paths: tuple[str, ...]
    readings: Readings


@dataclass(frozen=True, slots=True)
class _Facts:
    """One project's facts, as they travel to a process."""

    root: Root
    settings: SettingsFinder
    contributions: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """The same, ready for use."""

    project: ProjectState
    settings: SettingsFinder
    locator: FileLocator


@dataclass(frozen=True, slots=True)
class Gathered:
    """What phase one found, and the processes for phase two."""

    collected: tuple[Collected, ...]
    facts: tuple[_Facts, ...]
    """For each project."""
    workers: Workers | None
    readings: Readings
    """What was read in this process."""


@contextmanager
def gather(collected: Sequence[Collected], settings: SettingsFinder, jobs: int | None) -> Iterator[Gathered]:
    """Phase one. ``jobs`` of None means one for each processor."""
    known = [path for each in collected for path in each.known]
    wanted = (os.cpu_count() or 1) if jobs is None else jobs
    alone = wanted <= 1 or sum(map(_size, known)) < _ALONE_BYTES
    workers = None if alone else Workers(wanted, gentle=False)
    readings = Readings()
    try:
        with seldom_collected():
            facts = tuple(_Facts(each.root, settings, _contributions(each, workers, readings)) for each in collected)
            yield Gathered(tuple(collected), facts, workers, readings)
    finally:
        if workers is not None:
            workers.close()


def in_portions(
    gathered: Gathered,
    work: Callable[[Portion], list[T]],
    lost: Callable[[str], list[T]],
    progress: Progress | None,
) -> Iterator[list[T]]:
    """Phase two: the results of ``work`` for portions of the files to check, in their order.

    ``lost`` tells what stands for a file at which the process was ended whenever it was tried.
    """
    total = sum(len(each.checked) for each in gathered.collected)
    done = 0
    for facts, each in zip(gathered.facts, gathered.collected, strict=True):
        portions = chunks(each.checked, _PORTION_BYTES)
        for paths, result in zip(portions, _performed(gathered, facts, portions, work, lost), strict=True):
            done += len(paths)
            if progress is not None:
                progress(done, total)
            yield result


def _performed(
    gathered: Gathered,
    facts: _Facts,
    portions: Sequence[Sequence[str]],
    work: Callable[[Portion], list[T]],
    lost: Callable[[str], list[T]],
) -> Iterable[list[T]]:
    workers = gathered.workers
    if workers is None:
        known = _prepared(facts) if portions else None
        return (_perform(known, paths, work, gathered.readings) for paths in portions if known is not None)
    kept = Keep(_prepared, facts)
    return answers(
        portions,
        lambda paths: workers.submit(_perform, paths, work, kept=kept),
        lambda paths: _perform(_prepared(facts), paths, work),
        lost,
    )


def _perform(
    known: _Known, paths: Sequence[str], work: Callable[[Portion], list[T]], readings: Readings | None = None
) -> list[T]:
    return work(Portion(known.project, known.settings, known.locator, tuple(paths), readings or Readings()))


def _prepared(facts: _Facts) -> _Known:
    project = ProjectState(facts.root, facts.settings)
    contributions = [(path, cache.unpacked(data)) for path, data in facts.contributions]
    imported = imported_names(each for _, found in contributions for each in found)
    project.files_found([path for path, _ in contributions], imported)
    for path, found in contributions:
        project.publish(path, found)
    return _Known(project, facts.settings, FileLocator(project))


def _contributions(collected: Collected, workers: Workers | None, readings: Readings) -> tuple[tuple[str, bytes], ...]:
    portions = chunks(collected.known)
    indexed = [each for result in _indexed(portions, workers, readings) for each in result]
    return tuple((each.path, each.file.contributions) for each in indexed if each.file is not None)


def _indexed(
    portions: Sequence[Sequence[str]], workers: Workers | None, readings: Readings
) -> Iterable[list[IndexedFile]]:
    if workers is None:
        return (index_files(portion, readings) for portion in portions)
    return answers(portions, lambda paths: workers.submit(index_files, paths), index_files, lost_file)


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0
