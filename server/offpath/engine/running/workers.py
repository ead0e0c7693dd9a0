"""Worker processes. They see nothing of the folder that offpath works in, end with their parent, and are replaced.

`multiprocessing` would put the working folder first on a worker's module path, run the main module once more in it, and
leave it alive when the parent is killed. A worker of ours is `python -I` with our own module path, and speaks through its
standard streams: their end is the parent's end, on every system.
"""

from __future__ import annotations

import itertools
import os
import pickle
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import IO, Any, TypeVar, cast

T = TypeVar("T")

_START = (
    "import sys; sys.path[:] = sys.argv[2:]; from offpath.engine.running.worker import main; main(int(sys.argv[1]))"
)
READY = b"ready\n"
"""What a worker says first."""
LENGTH = struct.Struct("<Q")
"""How long a message to a worker is, before it: what listens need not understand what it hears."""

_GENTLE = 10
"""As `nice` counts."""
_HEARING = 0.5
"""Seconds between two chances for Ctrl-C, where waiting cannot be interrupted."""


class WorkerDied(Exception):
    """The process that did the work was ended: by the system for want of memory, by somebody, or by a fault in a library."""


class NoWorker(Exception):
    """No process can be started here; what is to be done must be done in this one."""


@dataclass(frozen=True, slots=True)
class Call:
    """A piece of work, as it travels to a worker."""

    work: Callable[..., Any]
    arguments: tuple[Any, ...]
    with_kept: bool
    """Whether the first argument is what the worker keeps."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Something large that a worker prepares once, for many calls: from a value, and from what it has kept before."""

    prepare: Callable[[Any, Any], Any]
    value: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call."""

    value: Any
    error: Exception | None = None
    trace: str = ""


class Task(Future[Any]):
    """A call that a worker will answer, or has."""

    def __init__(self, call: bytes, kept: Keep | None, wanted: int) -> None:
        super().__init__()
        self.call = call
        self.kept = kept
        self.wanted = wanted
        """The number of the worker that would do it best; 0 where all are the same."""
        self.by = 0
        """The number of the worker that has answered."""


class Workers:
    """So many processes, started when there is work for them."""

    def __init__(self, count: int, *, gentle: bool) -> None:
        """Gentle ones leave the processor to the editor."""
        self._gentle = gentle
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="offpath-worker")
        self._lock = Lock()
        self._numbers = itertools.count(1)
        self._alive: set[_Worker] = set()
        self._idle: list[_Worker] = []
        self._waiting: list[Task] = []
        self._closed = False

    def submit(self, work: Callable[..., Any], *arguments: object, kept: Keep | None = None, wanted: int = 0) -> Task:
        """Calls ``work`` in a worker, with what is ``kept`` as first argument, if anything is. The ``wanted`` worker does it if
        it can; another that has nothing else to do may.

        The task ends with `WorkerDied` when its process does, and with `NoWorker` when none can be started.
        """
        call = pickle.dumps(Call(work, arguments, kept is not None), protocol=5)  # before anybody changes an argument
        task = Task(call, kept, wanted)
        with self._lock:
            self._waiting.append(task)
        try:
            self._threads.submit(self._perform_one)
        except RuntimeError as error:  # closed, or there are too many threads
            with self._lock:
                self._waiting.remove(task)
            task.set_exception(NoWorker(str(error)))
        return task

    def processes(self) -> list[int]:
        """The ids of those that run."""
        with self._lock:
            return sorted(worker.process.pid for worker in self._alive)

    def close(self) -> None:
        """Ends the workers, whatever they do."""
        with self._lock:
            self._closed = True
            alive = list(self._alive)
            waiting, self._waiting = self._waiting, []
        for task in waiting:
            task.cancel()
            task.set_running_or_notify_cancel()
        for worker in alive:
            worker.end()
        self._threads.shutdown(cancel_futures=True)

    def _perform_one(self) -> None:
        """What a thread does for each task that was submitted: one of those that wait, the one that suits its worker best."""
        try:
            worker = self._taken()
        except BaseException as error:
            task = self._next(0)
            if task is not None:
                task.set_exception(error)
            return
        task = self._next(worker.number)
        if task is not None:
            self._perform(task, worker)
        else:
            self._give_back(worker)

    def _perform(self, task: Task, worker: _Worker) -> None:
        try:
            answer = worker.answer(task.call, task.kept)
        except BaseException as error:
            self._remove(worker)
            task.set_exception(error)
            return
        self._give_back(worker)
        task.by = worker.number
        if answer.error is not None:
            answer.error.__cause__ = RuntimeError(f"in a worker process\n{answer.trace}")
            task.set_exception(answer.error)
        else:
            task.set_result(answer.value)

    def _next(self, number: int) -> Task | None:
        """The task that this worker is to do: one of its own, one that is nobody's, or the last of another's."""
        with self._lock:
            while self._waiting:
                at = next((n for n, task in enumerate(self._waiting) if task.wanted == number), None)
                if at is None:
                    at = next((n for n, task in enumerate(self._waiting) if not task.wanted), -1)
                task = self._waiting.pop(at)
                if task.set_running_or_notify_cancel():
                    return task
        return None

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            self._idle.append(worker)

    def _taken(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise WorkerDied
            while self._idle:
                worker = self._idle.pop()
                if worker.process.poll() is None:
                    return worker
                self._alive.discard(worker)
        return self._started()

    def _started(self) -> _Worker:
        started = _Worker(next(self._numbers), self._gentle)
        with self._lock:
            self._alive.add(started)
            closed = self._closed
        if closed:
            started.end()
        try:
            started.meet()
        except NoWorker:
            self._remove(started)
            raise
        return started

    def _remove(self, worker: _Worker) -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.end()


def answers(
    portions: Sequence[Sequence[str]],
    ask: Callable[[Sequence[str]], Future[list[T]]],
    here: Callable[[Sequence[str]], list[T]],
    lost: Callable[[str], list[T]],
) -> Iterator[list[T]]:
    """What is answered for portions of paths, in order; ``here``, where no worker can be started.

    Where a worker dies its paths are asked for each alone; one that workers die of twice is ``lost``.
    """
    asked = deque((portion, ask(portion)) for portion in portions)
    while asked:
        portion, future = asked.popleft()
        try:
            yield _result(future)
        except WorkerDied:
            tries = 2 if len(portion) > 1 else 1
            yield [each for path in portion for each in _asked_alone(path, ask, lost, tries)]
        except NoWorker:
            yield here(portion)


def _asked_alone(
    path: str, ask: Callable[[Sequence[str]], Future[list[T]]], lost: Callable[[str], list[T]], tries: int
) -> list[T]:
    for _ in range(tries):
        try:
            return _result(ask((path,)))
        except (WorkerDied, NoWorker):
            continue
    return lost(path)


def _result(future: Future[T]) -> T:
    while not wait((future,), _HEARING).done:
        pass
    return future.result()


class _Worker:
    """One process, and the talk with it."""

    def __init__(self, number: int, gentle: bool) -> None:
        self.number = number
        self.process = _started(gentle)
        self._kept: Keep | None = None

    def meet(self) -> None:
        """Waits until the process can take calls."""
        assert self.process.stdout is not None
        if self.process.stdout.read(len(READY)) != READY:
            raise NoWorker(f"the worker process ended while it started, with {self.process.wait()}")

    def answer(self, call: bytes, kept: Keep | None) -> Answer:
        incoming, outgoing = self.process.stdout, self.process.stdin
        assert incoming is not None
        assert outgoing is not None
        try:
            if kept is not None and kept is not self._kept:
                _send(outgoing, pickle.dumps(kept, protocol=5))
                self._kept = kept
            _send(outgoing, call)
            return cast("Answer", pickle.load(incoming))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
            raise WorkerDied from error

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def _send(outgoing: IO[bytes], message: bytes) -> None:
    outgoing.write(LENGTH.pack(len(message)))
    outgoing.write(message)
    outgoing.flush()


def _started(gentle: bool) -> subprocess.Popen[bytes]:
    program = (
        getattr(sys, "_base_executable", "") if os.name == "nt" else ""
    )  # a venv's `python.exe` only starts another
    path = [each for each in sys.path if os.path.isabs(each)]
    flags = ["-I", "-S", *(["-B"] if sys.flags.dont_write_bytecode else [])]
    command = [program or sys.executable or "", *flags, "-c", _START, str(_GENTLE if gentle else 0), *path]
    try:
        with _without_interrupts():
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=sys.base_prefix,
                creationflags=_creation_flags(gentle),
            )
    except OSError as error:
        raise NoWorker(f"{command[0]}: {error.strerror or error}") from error


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """A process inherits what the thread that starts it does not hear: Ctrl-C is the parent's alone.

    A session of its own would do as well, and be scheduled beside the editor as its equal, however gentle.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _creation_flags(gentle: bool) -> int:
    """Windows' own: no window, no Ctrl-C, and less of the processor."""
    names = ["CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP", *(["BELOW_NORMAL_PRIORITY_CLASS"] if gentle else [])]
    return sum(getattr(subprocess, name, 0) for name in names)
