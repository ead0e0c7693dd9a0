"""The two phases of a run: what every file contributes, then work on portions of files that knows all of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from offpath.engine import cache
from offpath.engine.cache import CachedFile
from offpath.engine.collecting import Collected
from offpath.engine.garbage import seldom_collected
from offpath.engine.indexing import IndexedFile, chunks, imported_names, index_files, lost_file
from offpath.engine.locating import FileLocator
from offpath.engine.projects import ProjectState, Root
from offpath.engine.readings import Readings
from offpath.engine.settings import SettingsFinder
from offpath.engine.workers import Keep, Workers, answers

T = TypeVar("T")

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
    """What phase one found of one project, and the processes for phase two."""

    collected: Collected
    indexed: Mapping[str, CachedFile]
    """What its files contribute, by path."""
    workers: Workers | None
    readings: Readings
    """What was read in this process."""
    facts: _Facts
    prepared: list[_Known] = field(default_factory=list)

    def known(self) -> _Known:
        """The facts, ready for use in this process."""
        if not self.prepared:
            self.prepared.append(_prepared(self.facts, self.readings))
        return self.prepared[0]

    @property
    def project(self) -> ProjectState:
        """All that is known of the project, in this process."""
        return self.known().project


@contextmanager
def at_work(jobs: int | None) -> Iterator[Workers | None]:
    """The processes of a run. ``jobs`` of None means one for each processor."""
    wanted = (os.cpu_count() or 1) if jobs is None else jobs
    workers = None if wanted <= 1 else Workers(wanted, gentle=False)
    try:
        with seldom_collected():
            yield workers
    finally:
        if workers is not None:
            workers.close()


def gathered(
    collected: Collected, settings: SettingsFinder, workers: Workers | None, cached: Mapping[str, CachedFile]
) -> Gathered:
    """Phase one. What is ``cached`` of files is not read again."""
    readings = Readings()
    missing = [path for path in collected.known if path not in cached]
    portions = chunks(missing)
    found = _indexed(portions, workers if _is_worth_it(missing) else None, readings)
    fresh = {each.path: each.file for result in found for each in result if each.file is not None}
    known = [(path, fresh.get(path) or cached.get(path)) for path in collected.known]
    indexed = {path: file for path, file in known if file is not None}
    facts = _Facts(collected.root, settings, tuple((path, file.contributions) for path, file in indexed.items()))
    return Gathered(collected, indexed, workers, readings, facts)


def in_portions(
    gathered: Gathered, paths: Sequence[str], work: Callable[[Portion], list[T]], lost: Callable[[str], list[T]]
) -> Iterator[tuple[Sequence[str], list[T]]]:
    """Phase two: the results of ``work`` for portions of these files, in their order.

    ``lost`` tells what stands for a file at which the process was ended whenever it was tried.
    """
    portions = chunks(paths, _PORTION_BYTES)
    workers = gathered.workers if _is_worth_it(paths) else None
    if workers is None:
        for portion in portions:
            yield portion, _perform(gathered.known(), portion, work, gathered.readings)
        return
    kept = Keep(_prepared, gathered.facts)
    results = answers(
        portions,
        lambda paths: workers.submit(_perform, paths, work, kept=kept),
        lambda paths: _perform(gathered.known(), paths, work, gathered.readings),
        lost,
    )
    yield from zip(portions, results, strict=True)


def _perform(
    known: _Known, paths: Sequence[str], work: Callable[[Portion], list[T]], readings: Readings | None = None
) -> list[T]:
    return work(Portion(known.project, known.settings, known.locator, tuple(paths), readings or Readings()))


def _prepared(facts: _Facts, readings: Readings | None = None) -> _Known:
    project = ProjectState(facts.root, facts.settings)
    read = readings or Readings()
    contributions = [(path, read.contributions_of(path) or cache.unpacked(data)) for path, data in facts.contributions]
    imported = imported_names(each for _, found in contributions for each in found)
    project.files_found([path for path, _ in contributions], imported)
    for path, found in contributions:
        project.publish(path, found)
    return _Known(project, facts.settings, FileLocator(project))


def _indexed(
    portions: Sequence[Sequence[str]], workers: Workers | None, readings: Readings
) -> Iterable[list[IndexedFile]]:
    if workers is None:
        return (index_files(portion, readings) for portion in portions)
    return answers(portions, lambda paths: workers.submit(index_files, paths), index_files, lost_file)


def _is_worth_it(paths: Iterable[str]) -> bool:
    """Whether there is so much to do that processes are started for it."""
    return sum(map(_size, paths)) >= _ALONE_BYTES


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0
