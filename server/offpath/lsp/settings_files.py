"""Looks at settings files itself, for clients that do not tell when files change."""

from __future__ import annotations

import os
from pathlib import Path

_NAMES = ("offpath.toml", "pyproject.toml")


class SettingsFiles:
    """The settings files above the files that were looked at, as they were then."""

    def __init__(self) -> None:
        self._stamps: dict[Path, int] = {}

    def have_changed(self, path: str) -> bool:
        """Whether a settings file above this file is another than when it was last looked at."""
        changed = False
        for folder in Path(path).parents:
            for file in (folder / name for name in _NAMES):
                stamp = _stamp(file)
                changed = changed or self._stamps.get(file, stamp) != stamp
                self._stamps[file] = stamp
        return changed


def _stamp(file: Path) -> int:
    try:
        return os.stat(file).st_mtime_ns
    except OSError:
        return 0
