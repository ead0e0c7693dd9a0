"""What git ignores: the patterns of every `.gitignore` around a path, and of the repository's own list."""

from __future__ import annotations

import os
from functools import cached_property

from offpath.engine.configuration.patterns import MOST_UNINDEXED, BadPattern, PathPatterns, Pattern, parsed
from offpath.engine.files import read_bytes
from offpath.engine.reporting.notes import Note
from offpath.text.decode import SAVE_AS_UTF8, UnreadableText, marked_as

_MOST_BYTES = 4_000_000
_SHOWN = 40
_MOST_TOLD = 3
"""So many bad lines of one file are told each."""
_CORRECT = "correct or remove the line"


class IgnoreFiles:
    """The ignore files that count in one project. Remembers what it read."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._known: dict[str, PathPatterns | None] = {}
        self._notes: list[Note] = []

    @property
    def notes(self) -> tuple[Note, ...]:
        """What of the files read so far could not be understood."""
        return tuple(self._notes)

    def ignores(self, path: str, *, is_folder: bool, home: str = "") -> bool:
        """Whether git ignores an absolute path: the nearest ignore file that has a word on it decides.

        What they say of the folder ``home`` itself, and of those around it, does not count.
        """
        folder = os.path.dirname(path)
        while True:
            patterns = self._patterns_of(folder)
            if patterns is not None:
                granted = names_between(folder, home)
                decided = patterns.takes_out(_below(path, folder), is_folder=is_folder, granted=granted)
                if decided is not None:
                    return decided
            if folder == self._git_root or folder == os.path.dirname(folder):
                return False
            folder = os.path.dirname(folder)

    def _patterns_of(self, folder: str) -> PathPatterns | None:
        if folder not in self._known:
            patterns = self._read(os.path.join(folder, ".git", "info", "exclude")) if folder == self._git_root else []
            source = os.path.join(folder, ".gitignore")
            patterns += self._read(source)
            self._known[folder] = known = PathPatterns(patterns) if patterns else None
            if known is not None and known.left_out:
                cause = (
                    f"{known.left_out} patterns beyond {MOST_UNINDEXED:,} that hold wildcards throughout do not count"
                )
                self._notes.append(Note(source, cause, "ignore", remedy="use fewer such patterns"))
        return self._known[folder]

    def _read(self, path: str) -> list[Pattern]:
        if not os.path.lexists(path):
            return []
        try:
            data = read_bytes(path, _MOST_BYTES)
        except UnreadableText as error:
            self._notes.append(
                Note(
                    path,
                    f"{error}; none of its patterns counts",
                    "ignore",
                    remedy="make it a file that can be read, or remove it",
                )
            )
            return []
        if name := marked_as(data):
            cause = f"it is {name} text, which git does not read; none of its patterns counts"
            self._notes.append(Note(path, cause, "ignore", remedy=SAVE_AS_UTF8))
            return []
        found, bad = [], []
        for number, line in enumerate(data.decode("utf-8-sig", "surrogateescape").split("\n"), 1):
            try:
                pattern = parsed(line)
            except BadPattern as error:
                shown = line.strip() if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
                cause = f"`{shown}` is no pattern: {error}; it does not count"
                bad.append(Note(path, cause, "ignore", number, remedy=_CORRECT))
            else:
                found += [pattern] if pattern is not None else []
        self._notes += bad[:_MOST_TOLD]
        if len(bad) > _MOST_TOLD:
            cause = f"{len(bad) - _MOST_TOLD} more lines are no patterns; they do not count"
            self._notes.append(Note(path, cause, "ignore", remedy="correct or remove the lines"))
        return found

    @cached_property
    def _git_root(self) -> str:
        """The folder up to which ignore files count: the repository's, or the project's where there is none."""
        folder = self._root
        while not os.path.exists(os.path.join(folder, ".git")):
            above = os.path.dirname(folder)
            if above == folder:
                return self._root
            folder = above
        return folder


def _below(path: str, folder: str) -> str:
    base = folder if folder.endswith(os.sep) else folder + os.sep
    return path.removeprefix(base).replace(os.sep, "/")


def names_between(folder: str, inner: str) -> int:
    """How many names lead from a folder to one in it; 0 where it is not in it."""
    below = _below(inner, folder)
    return below.count("/") + 1 if below != inner.replace(os.sep, "/") else 0
