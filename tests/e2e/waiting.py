"""Waiting for a condition, never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 30.0
"""Seconds after which something that should come will not come."""


def until(condition: Callable[[], Any], what: Callable[[], str] | str) -> Any:
    """Waits for a condition, and returns what it said."""
    end = time.monotonic() + PATIENCE
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"timeout: {what if isinstance(what, str) else what()}"
        time.sleep(0.1)
