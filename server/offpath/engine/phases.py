"""The two phases of a run: what every file contributes, then work on portions of files that knows all of it."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from offpath.engine import cache
from offpath.engine.collecting import Collected
from offpath.engine.indexing import chunks, imported_names, index_files, worker_pool
from offpath.engine.locating import FileLocator
from offpath.engine.projects import ProjectState, Root
from offpath.engine.settings import SettingsFinder

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


@dataclass(frozen=True, slots=True)
class _Facts:
    """One project's facts, as they travel to a process."""

    root: Root
    settings: SettingsFinder
    contributions: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What phase one found, and the processes for phase two."""

    collected: tuple[Collected, ...]
    files: tuple[str, ...]
    """For each project the file that holds its facts."""
    pool: ProcessPoolExecutor | None


@contextmanager
def gather(collected: Sequence[Collected], settings: SettingsFinder, jobs: int | None) -> Iterator[Gathered]:
    """Phase one. ``jobs`` of None means one for each processor."""
    known = [path for each in collected for path in each.known]
    wanted = (os.cpu_count() or 1) if jobs is None else jobs
    alone = wanted <= 1 or sum(map(_size, known)) < _ALONE_BYTES
    pool = None if alone else worker_pool(wanted, gentle=False)
    try:
        with tempfile.TemporaryDirectory(prefix="offpath-") as folder:
            files = []
            for number, each in enumerate(collected):
                files.append(os.path.join(folder, str(number)))
                _write(files[-1], _Facts(each.root, settings, _contributions(each, pool)))
            yield Gathered(tuple(collected), tuple(files), pool)
    finally:
        _loaded.cache_clear()
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def in_portions(gathered: Gathered, work: Callable[[Portion], list[T]], progress: Progress | None) -> Iterator[list[T]]:
    """Phase two: the results of ``work`` for portions of the files to check, in their order."""
    tasks = [
        _Task(file, tuple(paths), work)
        for file, each in zip(gathered.files, gathered.collected, strict=True)
        for paths in chunks(each.checked, _PORTION_BYTES)
    ]
    total = sum(len(task.paths) for task in tasks)
    done = 0
    results = map(_perform, tasks) if gathered.pool is None else gathered.pool.map(_perform, tasks)
    for task, result in zip(tasks, results, strict=True):
        done += len(task.paths)
        if progress is not None:
            progress(done, total)
        yield result


@dataclass(frozen=True)
class _Task(Generic[T]):
    """A portion of work, as it travels to a process."""

    facts: str
    paths: tuple[str, ...]
    work: Callable[[Portion], list[T]]


def _perform(task: _Task[T]) -> list[T]:
    project, settings, locator = _loaded(task.facts)
    return task.work(Portion(project, settings, locator, task.paths))


@lru_cache(maxsize=4)
def _loaded(file: str) -> tuple[ProjectState, SettingsFinder, FileLocator]:
    """A project's facts, read once in each process."""
    with open(file, "rb") as stream:
        facts: _Facts = pickle.load(stream)
    project = ProjectState(facts.root, facts.settings)
    contributions = [(path, cache.unpacked(data)) for path, data in facts.contributions]
    imported = imported_names(each for _, found in contributions for each in found)
    project.files_found([path for path, _ in contributions], imported)
    for path, found in contributions:
        project.publish(path, found)
    return project, facts.settings, FileLocator(project)


def _contributions(collected: Collected, pool: ProcessPoolExecutor | None) -> tuple[tuple[str, bytes], ...]:
    portions = chunks(collected.known)
    results = map(index_files, portions) if pool is None else pool.map(index_files, portions)
    indexed = [each for result in results for each in result]
    return tuple((each.path, each.file.contributions) for each in indexed if each.file is not None)


def _write(file: str, facts: _Facts) -> None:
    with open(file, "wb") as stream:
        pickle.dump(facts, stream, protocol=5)


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0
