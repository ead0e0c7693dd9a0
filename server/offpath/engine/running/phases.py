"""The two phases of a run: what every file contributes, then work on portions of files that knows all of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.memory import cache
from offpath.engine.memory.cache import CachedFile
from offpath.engine.projects import ProjectState, Root
from offpath.engine.reporting.locating import FileLocator
from offpath.engine.running.collecting import Collected
from offpath.engine.running.garbage import seldom_collected
from offpath.engine.running.indexing import IndexedFile, chunks, imported_names, index_files, lost_file
from offpath.engine.running.readings import Readings
from offpath.engine.running.workers import Keep, Task, Workers, answers

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
    readings: Readings


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
    readers: Mapping[str, int]
    """The workers that have read files, and keep them read, by path."""
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
    readers: dict[str, int] = {}
    found = _indexed(chunks(missing), workers if _is_worth_it(missing) else None, readings, readers)
    fresh = {each.path: each.file for result in found for each in result if each.file is not None}
    known = [(path, fresh.get(path) or cached.get(path)) for path in collected.known]
    indexed = {path: file for path, file in known if file is not None}
    facts = _Facts(collected.root, settings, tuple((path, file.contributions) for path, file in indexed.items()))
    return Gathered(collected, indexed, workers, readings, facts, readers)


def in_portions(
    gathered: Gathered, paths: Sequence[str], work: Callable[[Portion], list[T]], lost: Callable[[str], list[T]]
) -> Iterator[tuple[Sequence[str], list[T]]]:
    """Phase two: the results of ``work`` for portions of these files, in their order.

    ``lost`` tells what stands for a file at which the process was ended whenever it was tried.
    """
    workers = gathered.workers if _is_worth_it(paths) else None
    if workers is None:
        for portion in chunks(paths, _PORTION_BYTES):
            yield portion, _perform(gathered.known(), portion, work)
        return
    by_reader: dict[int, list[str]] = {}
    for path in paths:
        by_reader.setdefault(gathered.readers.get(path, 0), []).append(path)
    portions = [portion for read in by_reader.values() for portion in chunks(read, _PORTION_BYTES)]
    kept = Keep(_prepared_there, gathered.facts)
    results = answers(
        portions,
        lambda each: workers.submit(_perform, each, work, kept=kept, wanted=gathered.readers.get(each[0], 0)),
        lambda each: _perform(gathered.known(), each, work),
        lost,
    )
    yield from zip(portions, results, strict=True)


def _perform(known: _Known, paths: Sequence[str], work: Callable[[Portion], list[T]]) -> list[T]:
    return work(Portion(known.project, known.settings, known.locator, tuple(paths), known.readings))


def _prepared_there(facts: _Facts, before: Readings | _Known | None) -> _Known:
    """In a worker, which has read some of the files itself."""
    return _prepared(facts, before if isinstance(before, Readings) else Readings())


def _prepared(facts: _Facts, readings: Readings) -> _Known:
    project = ProjectState(facts.root, facts.settings)
    contributions = [
        (path, readings.contributions_of(path) or cache.unpacked(data)) for path, data in facts.contributions
    ]
    imported = imported_names(each for _, found in contributions for each in found)
    project.files_found([path for path, _ in contributions], imported)
    for path, found in contributions:
        project.publish(path, found)
    return _Known(project, facts.settings, FileLocator(project), readings)


def _indexed(
    portions: Sequence[Sequence[str]], workers: Workers | None, readings: Readings, readers: dict[str, int]
) -> Iterator[list[IndexedFile]]:
    """What the files of each portion contribute; the workers that read them are entered among the ``readers``."""
    if workers is None:
        yield from (index_files(portion, readings) for portion in portions)
        return
    kept = Keep(_empty_readings, None)
    tasks: list[tuple[Sequence[str], Task]] = []

    def ask(paths: Sequence[str]) -> Task:
        tasks.append((paths, workers.submit(_read, paths, index_files, kept=kept)))
        return tasks[-1][1]

    yield from answers(portions, ask, index_files, lost_file)
    readers.update((path, task.by) for paths, task in tasks for path in paths if task.by)


def _empty_readings(_: None, before: object) -> Readings:
    return Readings()


def _read(
    readings: Readings, paths: Sequence[str], work: Callable[[Sequence[str], Readings], list[IndexedFile]]
) -> list[IndexedFile]:
    return work(paths, readings)


def _is_worth_it(paths: Iterable[str]) -> bool:
    """Whether there is so much to do that processes are started for it."""
    return sum(map(_size, paths)) >= _ALONE_BYTES


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0
