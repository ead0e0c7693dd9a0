"""The garbage collector's part in a run: what is read stays for long, and looking through it again and again costs a tenth."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 500_000
"""Objects made between two looks at the youngest: trees hold cycles, so that some looks there must be. What a file's analysis
makes and drops again is gone by then, some 50 MB of it at most."""
_MIDDLE = 10
_OLD = 100


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Lets the collector look less often at what lives."""
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)


def collect_seldom() -> None:
    """The same until the process ends: a look at everything when the work is done is the dearest of all."""
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
