"""What starts work beside other work, and what limits how much of it there is, as data."""

from __future__ import annotations

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
