"""How much code a project is: the same evidence is right twice as often in a small one as in one that many have kept for years."""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import Enum

from offpath.engine.configuration.selection import relative_path
from offpath.facts.code.kinds_of_files import is_test

_LARGE_BYTES = 400_000
"""Some ten thousand lines, tests not counted. None of 30 applications that AI has written is larger, and 60 of 71 well-kept ones are."""


class Extent(Enum):
    """How large a project is."""

    SMALL = "small"
    LARGE = "large"


def extent_of(root: str, paths: Iterable[str]) -> Extent:
    """The extent of the project at a folder that has these files, told by their sizes on disk."""
    size = 0
    for path in paths:
        if not is_test(relative_path(path, root)):
            size += _size_of(path)
            if size > _LARGE_BYTES:
                return Extent.LARGE
    return Extent.SMALL


def _size_of(path: str) -> int:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0
