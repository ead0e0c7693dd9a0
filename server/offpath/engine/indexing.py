"""What closed files contribute: read in worker processes, or a file at a time where there are none."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from offpath.engine import cache
from offpath.engine.analysis import read
from offpath.engine.cache import CachedFile, Stamp
from offpath.engine.files import read_file
from offpath.engine.selection import Role, Selection, is_generated
from offpath.facts.contribution import Contribution
from offpath.syntax.structure import Structure
from offpath.text.decode import UnreadableText
from offpath.text.document import Document

if TYPE_CHECKING:
    from offpath.engine.settings import SettingsFinder

_CHUNK_BYTES = 200_000
_MOST_FILES = 20_000
"""A project with more files is indexed in part: the first ones, in order."""


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """What one file of a project contributes."""

    path: str
    file: CachedFile | None
    """None when the file is gone or cannot be read."""
    problem: str = ""
    """Why it cannot be read, in words for the user."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of a project, those of them that the cache knows, and those that have to be read."""

    root: str
    known: tuple[IndexedFile, ...]
    missing: tuple[str, ...]


def contributions_in(text: str) -> tuple[Contribution, ...]:
    """What the units of a text contribute, in order."""
    return tuple(read(unit).contribution for unit in Structure.of(Document.from_text(text)).units)


def index_file(path: str) -> IndexedFile:
    """Reads one file. A generated one contributes nothing."""
    stamp = Stamp.of(path)
    if stamp is None:
        return IndexedFile(path, None)
    try:
        decoded = read_file(path)
    except UnreadableText as error:
        return IndexedFile(path, None, str(error))
    found = () if is_generated(decoded.text) else contributions_in(decoded.text)
    return IndexedFile(path, CachedFile(stamp, cache.digest_of(decoded.encoded()), cache.packed(found)))


def index_files(paths: Sequence[str]) -> list[IndexedFile]:
    """Reads several files."""
    return [index_file(path) for path in paths]


def scan(root: str, settings: SettingsFinder, is_project: bool, cached: Path | None) -> Scan:
    """Lists a project's files; what the cache has of unchanged ones is taken from there."""
    selection = Selection(root, settings)
    remembered = cache.load(cached) if cached is not None else {}
    known: list[IndexedFile] = []
    missing: list[str] = []
    for path in _listed(selection, root, is_project):
        file = remembered.get(path)
        if file is not None and file.stamp == Stamp.of(path):
            known.append(IndexedFile(path, file))
        else:
            missing.append(path)
        if len(known) + len(missing) >= _MOST_FILES:
            break
    return Scan(root, tuple(known), tuple(missing))


def chunks(paths: Iterable[str], most: int = _CHUNK_BYTES) -> list[list[str]]:
    """The paths in portions of about equal work."""
    found: list[list[str]] = []
    size = most
    for path in paths:
        try:
            own = os.path.getsize(path)
        except OSError:
            own = 0
        if not found or size + own > most:
            found.append([])
            size = 0
        found[-1].append(path)
        size += own
    return found


def imported_names(contributions: Iterable[Contribution]) -> set[str]:
    """What absolute imports begin with: `app` of `from app.models import User`."""
    found: set[str] = set()
    for contribution in contributions:
        symbols = [symbol for _, symbol in contribution.bindings]
        for symbol in (*symbols, *contribution.star_imports):
            if symbol and symbol[0] == "import" and symbol[1] == "0":
                found.add(str(symbol[2]).partition(".")[0])
    return found


def _listed(selection: Selection, root: str, is_project: bool) -> Iterable[str]:
    if is_project:
        return selection.files()
    names = sorted(os.listdir(root)) if os.path.isdir(root) else []
    paths = [os.path.join(root, name) for name in names]
    return [path for path in paths if os.path.isfile(path) and selection.role_of(path) is not Role.SKIPPED]


class Indexer:
    """Runs the reading of closed files; results are fetched with `arrived`, in the caller's own time."""

    def __init__(self, jobs: int, on_arrival: Callable[[], None] | None = None) -> None:
        self._jobs = jobs
        self._on_arrival = on_arrival
        self._pool: ProcessPoolExecutor | None = None
        self._done: SimpleQueue[Scan | IndexedFile] = SimpleQueue()
        self._waiting: deque[Callable[[], Scan | list[IndexedFile]]] = deque()
        self._running: set[Future[Scan] | Future[list[IndexedFile]]] = set()

    @property
    def is_busy(self) -> bool:
        """Whether anything is still to come."""
        return bool(self._waiting or self._running) or not self._done.empty()

    def scan(self, root: str, settings: SettingsFinder, is_project: bool, cached: Path | None) -> None:
        """Asks for a project's files."""
        if self._jobs:
            self._expect(self._workers().submit(scan, root, settings, is_project, cached))
        else:
            self._waiting.append(lambda: scan(root, settings, is_project, cached))

    def index(self, paths: Iterable[str]) -> None:
        """Asks for what files contribute."""
        if self._jobs:
            for chunk in chunks(paths):
                self._expect(self._workers().submit(index_files, chunk))
        else:
            self._waiting.extend(_Later(path) for path in paths)

    def store(self, file: Path, files: Mapping[str, CachedFile]) -> None:
        """Writes a project's cache."""
        if self._jobs:
            self._workers().submit(cache.store, file, dict(files))
        else:
            cache.store(file, files)

    def arrived(self) -> Scan | IndexedFile | None:
        """One result, if there is one; without workers this is where a file is read."""
        if self._waiting and self._done.empty():
            self._deliver(self._waiting.popleft()())
        try:
            return self._done.get_nowait()
        except Empty:
            return None

    def shutdown(self) -> None:
        """Ends the workers."""
        self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = worker_pool(self._jobs)
        return self._pool

    def _expect(self, future: Future[Scan] | Future[list[IndexedFile]]) -> None:
        self._running.add(future)
        future.add_done_callback(self._finished)

    def _finished(self, future: Future[Scan] | Future[list[IndexedFile]]) -> None:
        """Called on a thread of the pool."""
        if not future.cancelled() and future.exception() is None:
            self._deliver(future.result())
        self._running.discard(future)
        if self._on_arrival is not None:
            self._on_arrival()

    def _deliver(self, result: Scan | list[IndexedFile]) -> None:
        if isinstance(result, Scan):
            self._done.put(result)
        else:
            for each in result:
                self._done.put(each)


@dataclass(frozen=True, slots=True)
class _Later:
    path: str

    def __call__(self) -> list[IndexedFile]:
        return [index_file(self.path)]


def worker_pool(jobs: int, *, gentle: bool = True) -> ProcessPoolExecutor:
    """Worker processes that behave the same on every system."""
    from multiprocessing import get_context

    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_be_gentle if gentle else None)


def _be_gentle() -> None:
    """Leaves the processor to the editor."""
    if hasattr(os, "nice"):
        os.nice(10)
