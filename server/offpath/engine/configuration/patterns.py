"""File patterns as git reads them in .gitignore: each matched in time that grows with the pattern times the path, whatever
is written, and found by what is literal in it, so that many patterns cost little more than few.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MOST_UNINDEXED = 1_000
"""So many patterns of one file may both begin and end with wildcards: each of them is tried on every path."""

_CLASSES = {
    "alnum": r"^\W_", "alpha": r"^\W\d_", "blank": r" \t", "cntrl": r"\x00-\x1f\x7f", "digit": r"0-9", "lower": r"a-z",
    "graph": r"\x21-\x7e", "print": r"\x20-\x7e", "punct": r"!-/:-@\[-`{-~", "space": r"\s", "upper": r"A-Z",
    "xdigit": r"0-9A-Fa-f",
}  # fmt: skip


class BadPattern(ValueError):
    """A pattern that can match nothing; the message says why."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters of a name that stand side by side: a text, or an expression for just so many."""

    text: str
    length: int
    expression: re.Pattern[str] | None = None

    def stands(self, name: str, at: int) -> bool:
        """Whether it stands at a place of a name."""
        if self.expression is None:
            return name.startswith(self.text, at)
        return self.expression.match(name, at) is not None

    def end_from(self, name: str, at: int) -> int:
        """Where it ends that stands at or behind a place, the first time; -1 when it does not."""
        start = name.find(self.text, at) if self.expression is None else -1
        if self.expression is not None and (found := self.expression.search(name, at)):
            start = found.start()
        return start + self.length if start >= 0 else -1


@dataclass(frozen=True, slots=True)
class _Name:
    """What one name of a path must look like: pieces, with anything between them."""

    pieces: tuple[_Piece, ...]

    @property
    def literal(self) -> str | None:
        """The only name that matches, if there is only one."""
        return self.pieces[0].text if len(self.pieces) == 1 and self.pieces[0].expression is None else None

    @property
    def ending(self) -> str:
        """What every name that matches ends with."""
        return self.pieces[-1].text

    def matches(self, name: str) -> bool:
        """Whether a name looks like this: each piece is taken at the first place where it fits."""
        first, last = self.pieces[0], self.pieces[-1]
        if not first.stands(name, 0):
            return False
        at = first.length
        if len(self.pieces) == 1:
            return at == len(name)
        for piece in self.pieces[1:-1]:
            at = piece.end_from(name, at)
            if at < 0:
                return False
        return len(name) - last.length >= at and last.stands(name, len(name) - last.length)


_ANY_FOLDERS = None
"""In a path of names: any number of folders."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line's pattern."""

    names: tuple[_Name | None, ...]
    """From the first; None stands for any number of folders."""
    takes_out: bool
    """Whether it is no exception (`!`)."""
    folders_only: bool

    def matches(self, path: tuple[str, ...], *, is_folder: bool) -> bool:
        """Whether it means exactly this path, and not only something around it."""
        return (is_folder or not self.folders_only) and _matches(self.names, path)


def parsed(line: str) -> Pattern | None:
    """The pattern of a line; None for an empty line and a comment. Raises `BadPattern`."""
    written = _without_trailing_spaces(line)
    if not written or written.startswith("#"):
        return None
    if "\0" in written:
        raise BadPattern("no path holds a NUL byte")
    takes_out = not written.startswith("!")
    written = written if takes_out else written[1:]
    folders_only = written.endswith("/") and not written.endswith("\\/")
    body = written[:-1] if folders_only else written
    anchored = "/" in body
    parts = body.removeprefix("/").split("/")
    if not body or not all(parts):
        raise BadPattern("it names nothing")
    names: list[_Name | None] = [] if anchored else [_ANY_FOLDERS]
    for part in parts:
        if part != "**" or not anchored:
            names.append(_name(part))
        elif not names or names[-1] is not _ANY_FOLDERS:
            names.append(_ANY_FOLDERS)
    if names[-1] is _ANY_FOLDERS:
        names.append(_name("*"))
    return Pattern(tuple(names), takes_out, folders_only)


class PathPatterns:
    """PathPatterns in order; the last one that means a path decides."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.left_out = 0
        """How many did not find room (`MOST_UNINDEXED`)."""
        self._by_last: dict[str, list[tuple[int, Pattern]]] = defaultdict(list)
        self._by_suffix: dict[str, list[tuple[int, Pattern]]] = defaultdict(list)
        self._by_first: dict[str, list[tuple[int, Pattern]]] = defaultdict(list)
        self._others: list[tuple[int, Pattern]] = []
        self._folders: dict[tuple[str, ...], bool | None] = {}
        for number, pattern in enumerate(patterns):
            self._keep(number, pattern)

    def takes_out(self, path: str, *, is_folder: bool = False, granted: int = 0) -> bool | None:
        """Whether a path is taken out, or kept by an exception; None when no pattern means it.

        The path has `/`, is relative to where the patterns stand, and what lies in a folder that is taken out is, too;
        the first ``granted`` folders are kept whatever the patterns say.
        """
        names = tuple(path.split("/"))
        for depth in range(granted + 1, len(names)):
            if self._of_folder(names[:depth]):
                return True
        return self._of_folder(names) if is_folder else self._decided(names, is_folder=False)

    def _keep(self, number: int, pattern: Pattern) -> None:
        first, last = pattern.names[0], pattern.names[-1]
        assert last is not None, "a pattern ends with a name"
        if last.literal is not None:
            self._by_last[last.literal].append((number, pattern))
        elif "." in last.ending:
            self._by_suffix[last.ending.rpartition(".")[2]].append((number, pattern))
        elif first is not None and first.literal is not None:
            self._by_first[first.literal].append((number, pattern))
        elif len(self._others) < MOST_UNINDEXED:
            self._others.append((number, pattern))
        else:
            self.left_out += 1

    def _of_folder(self, names: tuple[str, ...]) -> bool | None:
        if names not in self._folders:
            self._folders[names] = self._decided(names, is_folder=True)
        return self._folders[names]

    def _decided(self, names: tuple[str, ...], *, is_folder: bool) -> bool | None:
        found: tuple[int, Pattern] | None = None
        kept = (
            self._by_last.get(names[-1], ()),
            self._by_suffix.get(names[-1].rpartition(".")[2], ()),
            self._by_first.get(names[0], ()),
            self._others,
        )
        for candidates in kept:
            for number, pattern in reversed(candidates):
                if found is not None and number < found[0]:
                    break
                if pattern.matches(names, is_folder=is_folder):
                    found = (number, pattern)
                    break
        return None if found is None else found[1].takes_out


def _matches(names: tuple[_Name | None, ...], path: tuple[str, ...]) -> bool:
    """Whether names of a pattern cover a path; goes back to the last `**` only, which is enough."""
    at, place, after, resumed = 0, 0, -1, 0
    while place < len(path):
        name = names[at] if at < len(names) else None
        if at < len(names) and name is _ANY_FOLDERS:
            at, after, resumed = at + 1, at + 1, place
        elif name is not None and name.matches(path[place]):
            at, place = at + 1, place + 1
        elif after >= 0:
            resumed += 1
            at, place = after, resumed
        else:
            return False
    return at == len(names)


@lru_cache(maxsize=4096)
def _name(written: str) -> _Name:
    return _Name(tuple(map(_piece, _between_stars(written))))


def _piece(characters: list[str]) -> _Piece:
    if all(len(each) == 1 for each in characters):
        return _Piece("".join(characters), len(characters))
    expression = "".join(re.escape(each) if len(each) == 1 else each for each in characters)
    return _Piece("", len(characters), re.compile(expression, re.DOTALL))


def _between_stars(written: str) -> list[list[str]]:
    """The characters between stars: each itself, or the expression for one that may be many."""
    pieces: list[list[str]] = [[]]
    at = 0
    while at < len(written):
        character = written[at]
        at += 1
        if character == "*":
            if pieces[-1] or len(pieces) == 1:
                pieces.append([])
        elif character == "?":
            pieces[-1].append("[^/]")
        elif character == "[":
            expression, at = _choice(written, at)
            pieces[-1].append(expression)
        elif character == "\\":
            if at == len(written):
                raise BadPattern("it ends with a lone backslash")
            pieces[-1].append(written[at])
            at += 1
        else:
            pieces[-1].append(character)
    return pieces


def _choice(written: str, at: int) -> tuple[str, int]:
    """The expression for what stands between brackets, and where it ends."""
    negated = written[at : at + 1] in ("!", "^")
    at += negated
    begun = at
    parts: list[str] = []
    while written[at : at + 1] != "]" or at == begun:
        named = re.compile(r"\[:(\w+):\]").match(written, at)
        if named is not None:
            if named[1] not in _CLASSES:
                raise BadPattern(f"there are no characters called {named[1]}")
            parts.append(f"[{_CLASSES[named[1]]}]")
            at = named.end()
            continue
        low, at = _character(written, at)
        high = low
        if written[at : at + 1] == "-" and written[at + 1 : at + 2] not in ("", "]"):
            high, at = _character(written, at + 1)
        if high < low:
            raise BadPattern(f"the range `{low}-{high}` is empty")
        parts.append(f"[{re.escape(low)}-{re.escape(high)}]")
    either = "|".join(parts)
    return (f"(?!{either}|/)." if negated else f"(?!/)(?:{either})"), at + 1


def _character(written: str, at: int) -> tuple[str, int]:
    at += written[at : at + 1] == "\\"
    if at >= len(written):
        raise BadPattern("a `[` is not closed")
    return written[at], at + 1


def _without_trailing_spaces(line: str) -> str:
    written = line.rstrip("\r\n")
    while written.endswith(" ") and not written.endswith("\\ "):
        written = written[:-1]
    return written
