"""What starts work beside other work, and what limits how much of it there is, as data."""

from __future__ import annotations

import re

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
"""Last parts of decorators of functions that a worker runs, where nothing tells whose decorators they are."""

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

MAKING_RUNNABLE = frozenset({"sync_to_async", "async_to_sync", "database_sync_to_async", "syncify", "asyncify"})
"""Calls that make of a function one that is called in its place: `await sync_to_async(f)(x)`."""

STARTING_COROUTINES = frozenset(
    {"create_task", "ensure_future", "run_coroutine_threadsafe", "start_soon", "spawn", "create_background_task"}
)
"""Calls that take a coroutine and do not wait for it."""

POOLED = frozenset({"to_thread", "run_in_executor", "run_in_threadpool", "run_sync"})
"""Calls whose work runs in an executor, which has a limit of its own."""
