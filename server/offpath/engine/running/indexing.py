"""What closed files contribute: read in worker processes, or a file at a time where there are none."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from offpath.engine.analysis import read
from offpath.engine.configuration.selection import Selection, is_generated
from offpath.engine.files import read_bytes
from offpath.engine.memory import cache
from offpath.engine.memory.cache import CachedFile, Stamp
from offpath.engine.memory.keeping import digest_of, keep_bounded
from offpath.engine.reporting.notes import mistake_over
from offpath.engine.running.readings import Readings
from offpath.engine.running.workers import NoWorker, WorkerDied, Workers
from offpath.facts.summaries.contribution import Contribution
from offpath.syntax.structure import Structure
from offpath.text.decode import MAX_BYTES, UnreadableText, decode
from offpath.text.document import Document

if TYPE_CHECKING:
    from offpath.engine.configuration.settings import SettingsFinder

_CHUNK_BYTES = 200_000
_MOST_FILES = 20_000
"""A project with more files is indexed in part: the first ones, in order."""

_log = logging.getLogger(__name__)

ENDED = "the process that read the file was ended twice, perhaps for want of memory"


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


def index_file(path: str, readings: Readings | None = None) -> IndexedFile:
    """Reads one file. A generated one contributes nothing. What is read is kept with the ``readings``, if any are given."""
    stamp = Stamp.of(path)
    if stamp is None:
        return IndexedFile(path, None)
    try:
        data = read_bytes(path, MAX_BYTES)
        text = decode(data).text
    except UnreadableText as error:
        return IndexedFile(path, None, str(error))
    try:
        found = () if is_generated(text) else _contributions(path, text, readings)
    except Exception as error:  # a mistake of ours over one file must not cost the user the others
        return IndexedFile(path, None, mistake_over(path, error).about)
    return IndexedFile(path, CachedFile(stamp, digest_of(data), cache.packed(found)))


def _contributions(path: str, text: str, readings: Readings | None) -> tuple[Contribution, ...]:
    if readings is None:
        return contributions_in(text)
    return tuple(each.contribution for _, each in readings.of(path, text))


def index_files(paths: Sequence[str], readings: Readings | None = None) -> list[IndexedFile]:
    """Reads several files."""
    return [index_file(path, readings) for path in paths]


def lost_file(path: str) -> list[IndexedFile]:
    """What stands for a file that cannot be read without the process being ended."""
    return [IndexedFile(path, None, ENDED)]


def scan(
    root: str, settings: SettingsFinder, is_project: bool, cached: Path | None, entered: Sequence[str] = ()
) -> Scan:
    """Lists a project's files, also those in the ``entered`` folders; what the cache has of unchanged ones is taken from
    there.
    """
    selection = Selection(root, settings, entered)
    remembered = cache.load(cached) if cached is not None else cache.Remembered()
    known: list[IndexedFile] = []
    missing: list[str] = []
    for path in _listed(selection, is_project):
        file = remembered.files.get(path)
        if file is not None and file.stamp == Stamp.of(path):
            known.append(IndexedFile(path, file))
        else:
            missing.append(path)
        if len(known) + len(missing) >= _MOST_FILES:
            break
    if cached is not None and remembered.needs_tidying(len(known)):
        cache.store(cached, {each.path: each.file for each in known if each.file is not None})
    if cached is not None:
        keep_bounded(cached.parent)
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


def _listed(selection: Selection, is_project: bool) -> Iterable[str]:
    return selection.files() if is_project else selection.files_beside()


@dataclass(frozen=True, slots=True, eq=False)
class _Order:
    """What is asked of a worker: a project's files, or what files contribute."""

    work: Callable[..., Scan | list[IndexedFile]]
    arguments: tuple[object, ...]
    root: str = ""
    """Of the project whose files are asked for."""
    paths: tuple[str, ...] = ()
    is_last: bool = False
    """Whether this very order has failed before."""

    def again(self) -> tuple[_Order, ...]:
        """What is asked when it has failed: each file alone, which may be asked for once more."""
        if len(self.paths) < 2:
            return (replace(self, is_last=True),)
        return tuple(_reading((path,)) for path in self.paths)

    def given_up(self, problem: str) -> Scan | list[IndexedFile]:
        """What stands for the answer."""
        if not self.paths:
            return Scan(self.root, (), ())
        return [IndexedFile(path, None, problem) for path in self.paths]


def _reading(paths: tuple[str, ...]) -> _Order:
    return _Order(index_files, (paths,), "", paths)


class Indexer:
    """Runs the reading of closed files; results are fetched with `arrived`, in the caller's own time."""

    def __init__(self, jobs: int, on_arrival: Callable[[], None] | None = None) -> None:
        self._on_arrival = on_arrival
        self._workers = Workers(jobs, gentle=True) if jobs else None
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="offpath-cache") if jobs else None
        self._done: SimpleQueue[Scan | IndexedFile] = SimpleQueue()
        self._waiting: deque[_Order] = deque()
        """What is done in this process."""
        self._running: set[_Order] = set()

    @property
    def is_busy(self) -> bool:
        """Whether anything is still to come."""
        return bool(self._waiting or self._running) or not self._done.empty()

    def scan(
        self, root: str, settings: SettingsFinder, is_project: bool, cached: Path | None, entered: Sequence[str] = ()
    ) -> None:
        """Asks for a project's files."""
        self._ask(_Order(scan, (root, settings, is_project, cached, tuple(entered)), root))

    def index(self, paths: Iterable[str]) -> None:
        """Asks for what files contribute."""
        for chunk in chunks(paths) if self._workers is not None else ([path] for path in paths):
            self._ask(_reading(tuple(chunk)))

    def store(self, file: Path, files: Mapping[str, CachedFile]) -> None:
        """Adds to a project's cache."""
        if self._writer is None:
            cache.add(file, files)
        else:
            self._writer.submit(cache.add, file, dict(files))

    def arrived(self) -> Scan | IndexedFile | None:
        """One result, if there is one; without workers this is where a file is read."""
        if self._waiting and self._done.empty():
            order = self._waiting.popleft()
            self._deliver(order.work(*order.arguments))
        try:
            return self._done.get_nowait()
        except Empty:
            return None

    def shutdown(self) -> None:
        """Ends the workers; what is to be stored is stored."""
        self._waiting.clear()
        workers, self._workers = self._workers, None
        if workers is not None:
            workers.close()
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.shutdown()

    def _ask(self, order: _Order) -> None:
        workers = self._workers
        if workers is None:
            self._waiting.append(order)
            return
        self._running.add(order)
        workers.submit(order.work, *order.arguments).add_done_callback(partial(self._finished, order))

    def _finished(self, order: _Order, future: Future[Scan | list[IndexedFile]]) -> None:
        """Called on a thread of the pool."""
        if not future.cancelled() and self._workers is not None:
            self._take(order, future)
        self._running.discard(order)
        if self._on_arrival is not None:
            self._on_arrival()

    def _take(self, order: _Order, future: Future[Scan | list[IndexedFile]]) -> None:
        error = future.exception()
        if error is None:
            self._deliver(future.result())
        elif isinstance(error, NoWorker):
            self._waiting.append(order)
        elif order.is_last:
            told = ENDED if isinstance(error, WorkerDied) else f"it cannot be read ({type(error).__name__}: {error})"
            if told != ENDED or not order.paths:  # of a file that ends its process the workspace has a note
                _log.warning("%s: %s", ", ".join(order.paths) or order.root, told)
            self._deliver(order.given_up(told))
        else:
            for each in order.again():
                self._ask(each)

    def _deliver(self, result: Scan | list[IndexedFile]) -> None:
        if isinstance(result, Scan):
            self._done.put(result)
        else:
            for each in result:
                self._done.put(each)
