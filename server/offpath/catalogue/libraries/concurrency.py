"""What starts work beside other work, and what limits how much of it there is, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

LIMITERS = frozenset(
    {
        "asyncio.Semaphore", "asyncio.BoundedSemaphore", "threading.Semaphore", "threading.BoundedSemaphore",
        "anyio.CapacityLimiter", "anyio.Semaphore", "trio.CapacityLimiter", "aiolimiter.AsyncLimiter",
        "multiprocessing.Semaphore",
    }
)  # fmt: skip

GATHERING = frozenset({"asyncio.gather", "asyncio.wait", "asyncio.as_completed"})

SPAWNING = frozenset(
    {
        "asyncio.create_task", "asyncio.ensure_future", "asyncio.TaskGroup.create_task", "threading.Thread",
        "multiprocessing.Process", "asyncio.get_running_loop().create_task", "asyncio.get_event_loop().create_task",
        "multiprocessing.context.Process",
    }
)  # fmt: skip

EXECUTORS = frozenset({"concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor"})

SHORTENING = frozenset({"islice", "limit", "batched", "sample", "fetchmany", "nlargest", "nsmallest", "most_common"})
"""Calls whose result has a length that is chosen."""

LIMITING = frozenset(
    {"limit", "max_results", "max_items", "count", "size", "page_size", "top_k", "k", "n", "first", "batch_size"}
)
"""Arguments by which a caller says how many it wants."""

ENDING = frozenset(
    {
        "stop", "close", "aclose", "shutdown", "cancel", "terminate", "join", "disconnect", "wait_closed", "cleanup", "dispose", "teardown", "kill", "quit",
        "wait", "drain",
    }
)  # fmt: skip
"""Methods by which what runs comes to its end, or is waited for until it has."""

WAITING = frozenset({"wrap_future", "shield", "wait_for", "as_future", "wait_until"})
"""Calls that wait for what they are handed, and start nothing where that runs already."""

RECEIVING = frozenset(
    {
        "accept", "recv", "receive", "receive_text", "receive_json", "recvfrom", "brpop", "blpop", "get_message", "receive_message", "basic_get",
        "recv_json", "recv_multipart",
    }
)  # fmt: skip
"""Methods that wait for what others send, one after the other."""

STARTING = frozenset(
    {
        "Thread", "Timer", "Process", "submit", "run_in_executor", "create_task", "ensure_future", "start_soon", "add_job", "start_new_thread",
        "to_thread", "apply_async", "map",
    }
)  # fmt: skip
"""Names of calls that start a function beside what runs."""

TASK_DECORATORS = frozenset(
    {
        "task", "shared_task", "job", "periodic_task", "actor", "scheduled_job", "background", "cron", "db_task", "repeat_every",
    }
)  # fmt: skip
"""Last parts of decorators of functions that a worker runs."""

LOCK_WORDS = frozenset(
    {
        "lock", "locks", "locked", "locking", "mutex", "semaphore", "synchronized", "synchronised", "exclusive", "serialized", "condition", "cond",
        "rlock",
    }
)  # fmt: skip
"""Words of names of what keeps others away."""

UNLOCKING = frozenset({"unlock", "release", "released", "free", "without", "unlocked", "is", "has", "check"})
"""Words beside those by which no lock is held."""

TAKING_LONG = (
    "pytesseract.", "easyocr.", "zipfile.", "tarfile.", "shutil.", "cv2.", "pandas.read_", "fitz.", "pymupdf.", "PyPDF2.", "pypdf.", "pdfplumber.", "pdf2image.",
    "openpyxl.", "whisper.", "bcrypt.", "weasyprint.", "librosa.", "hashlib.pbkdf2_hmac", "hashlib.scrypt", "subprocess.", "face_recognition.",
)  # fmt: skip
"""What the names of functions begin with that work, or wait, so long that a loop should not wait for them."""

ONE_LOOP_FRAMEWORKS = frozenset({"tornado"})
"""Frameworks whose handlers run in one loop of one process, unless the program starts more."""

CACHE_WORDS = frozenset({"cache", "cached", "caches", "memo", "memoized", "lru"})
"""Words of names of what may be lost, for it can be worked out again."""

LOCK_TYPES = frozenset(
    {
        "threading.Lock", "threading.RLock", "threading.Semaphore", "threading.Condition", "asyncio.Lock", "asyncio.Semaphore", "asyncio.Condition",
        "multiprocessing.Lock", "multiprocessing.RLock", "multiprocessing.Condition", "anyio.Lock", "anyio.Condition", "filelock.FileLock", "trio.Lock",
        "redis.lock.Lock", "fasteners.InterProcessLock", "portalocker.Lock", "aioredlock.Lock", "pottery.Redlock",
    }
)  # fmt: skip

LOCKING_SQL = re.compile(
    r"advisory_(xact_)?lock|GET_LOCK\s*\(|BEGIN\s+(IMMEDIATE|EXCLUSIVE)|LOCK\s+TABLES?\b|SERIALIZABLE|FOR\s+UPDATE|WITH\s*\(\s*UPDLOCK|sp_getapplock",
    re.IGNORECASE,
)
"""Statements that keep others away until they are done."""

SHARED_CONTAINERS = frozenset(
    {
        "builtins.dict", "builtins.list", "builtins.set", "collections.defaultdict", "collections.Counter", "collections.OrderedDict",
        "collections.deque",
    }
)  # fmt: skip

Runs: TypeAlias = Literal["here", "task", "waited", "started", "bound"]
"""How work runs: in the caller itself; as a task made of a coroutine; handed over elsewhere, while the caller may wait for its result; handed over with
nobody waiting; or later, when what was bound is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Where a call that has a function run takes it and what it is called with."""

    runs: Runs
    position: int = 0
    keyword: str = ""
    """The argument that names the function."""
    packed: str = ""
    """The argument that holds all of the function's own in one tuple or list; empty: they follow one by one."""
    skipped: int = 0
    """Arguments between the function and what is packed."""
    own: frozenset[str] = frozenset()
    """Keywords that say how it is to be run, where its own follow."""


_QUEUEING = frozenset({"job_timeout", "result_ttl", "ttl", "failure_ttl", "depends_on", "job_id", "at_front", "meta", "retry", "on_success", "on_failure"})  # fmt: skip

_DJANGO_Q = frozenset(
    {"hook", "group", "timeout", "save", "sync", "cached", "broker", "q_options", "task_name", "cluster"}
)

RUNNING: dict[str, tuple[Form, ...]] = {
    "to_thread": (Form(runs="waited", keyword="func"),),
    "to_process": (Form(runs="waited"),),
    "run_in_threadpool": (Form(runs="waited", keyword="func"),),
    "run_in_executor": (Form(runs="waited", position=1, keyword="func"),),
    "run_sync": (Form(runs="waited", keyword="func", own=frozenset({"cancellable", "limiter", "abandon_on_cancel"})),),
    "submit": (Form(runs="waited", keyword="fn"),),
    "map": (Form(runs="waited", own=frozenset({"timeout", "chunksize"})),),
    "add_task": (Form(runs="started", keyword="func"),),
    "call_soon": (Form(runs="started", keyword="callback", own=frozenset({"context"})),),
    "call_soon_threadsafe": (Form(runs="started", keyword="callback", own=frozenset({"context"})),),
    "call_later": (Form(runs="started", position=1, keyword="callback", own=frozenset({"context"})),),
    "call_at": (Form(runs="started", position=1, keyword="callback", own=frozenset({"context"})),),
    "start_soon": (Form(runs="started", own=frozenset({"name"})),),
    "start_background_task": (Form(runs="started", keyword="target"),),
    "spawn": (Form(runs="started"),),
    "spawn_later": (Form(runs="started", position=1),),
    "on_commit": (Form(runs="started", keyword="func", own=frozenset({"using", "robust"})),),
    "enqueue": (Form(runs="started", keyword="f", own=_QUEUEING),),
    "enqueue_in": (Form(runs="started", position=1, keyword="func", own=_QUEUEING),),
    "enqueue_at": (Form(runs="started", position=1, keyword="f", own=_QUEUEING),),
    "enqueue_call": (Form(runs="started", keyword="func", packed="args"),),
    "async_task": (Form(runs="started", keyword="func", own=_DJANGO_Q),),
    "Thread": (Form(runs="started", position=1, keyword="target", packed="args", skipped=1),),
    "Process": (Form(runs="started", position=1, keyword="target", packed="args", skipped=1),),
    "Timer": (Form(runs="started", position=1, keyword="function", packed="args"),),
    "start_new_thread": (Form(runs="started", packed="args"),),
    "add_job": (Form(runs="started", keyword="func", packed="args", skipped=1),),
    "apply_async": (Form(runs="started", keyword="func", packed="args"),),
    "partial": (Form(runs="bound"),),
}  # fmt: skip
"""Calls that have a function run, by their names, and where they take it; only what the project knows as a function of its own counts."""

RUN_BY_METHOD: dict[str, Form] = {
    "delay": Form(runs="started", position=-1),
    "delay_on_commit": Form(runs="started", position=-1),
    "apply_async": Form(runs="started", position=-1, packed="args"),
    "apply_async_on_commit": Form(runs="started", position=-1, packed="args"),
    "send": Form(runs="started", position=-1),
    "send_with_options": Form(runs="started", position=-1, packed="args"),
    "kiq": Form(runs="started", position=-1),
    "defer": Form(runs="started", position=-1),
    "defer_async": Form(runs="started", position=-1),
    "enqueue": Form(runs="started", position=-1),
    "aenqueue": Form(runs="started", position=-1),
    "s": Form(runs="started", position=-1),
    "si": Form(runs="started", position=-1),
    "signature": Form(runs="started", position=-1, packed="args"),
}
"""What is called on a function itself, made a task by a decorator, to have it run by a worker."""

MAKING_RUNNABLE = frozenset({"sync_to_async", "async_to_sync", "database_sync_to_async", "syncify", "asyncify"})
"""Calls that make of a function one that is called in its place: `await sync_to_async(f)(x)`."""

STARTING_COROUTINES = frozenset(
    {"create_task", "ensure_future", "run_coroutine_threadsafe", "start_soon", "spawn", "create_background_task"}
)
"""Calls that take a coroutine and do not wait for it."""

POOLED = frozenset({"to_thread", "run_in_executor", "run_in_threadpool", "run_sync"})
"""Calls whose work runs in an executor, which has a limit of its own."""
