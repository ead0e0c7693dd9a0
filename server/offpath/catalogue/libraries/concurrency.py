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

RUNNING: dict[str, int] = {
    "to_thread": 0,
    "run_in_executor": 1,
    "run_sync": 0,
    "submit": 0,
    "run_in_threadpool": 0,
    "to_process": 0,
}
"""Calls that run a function for the caller, with the position of the function."""

POOLED = frozenset({"to_thread", "run_in_executor", "run_in_threadpool", "run_sync"})
"""Calls whose work runs in an executor, which has a limit of its own."""
