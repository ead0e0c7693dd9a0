"""Requests to end that come from the system rather than from the client."""

from __future__ import annotations

import asyncio
import signal

_REQUESTS = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Those that there are on one system or another."""


def end_on_signals() -> None:
    """From now on such a request ends the task that calls this, as a client does that leaves."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None
    for name in _REQUESTS:
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) is signal.SIG_IGN:  # `nohup` wants it ignored
            continue
        try:
            loop.add_signal_handler(number, task.cancel)
        except NotImplementedError:  # Windows' loop
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(task.cancel))
