"""What becomes a unit: where it stands, and what is parsed with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

LineRange: TypeAlias = tuple[int, int]
"""The first line, and the one behind the last one."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands in a unit's text and belongs to another unit."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A unit to be: kind, qualified path, line ranges (absolute), and what is parsed around it."""

    kind: str
    path: tuple[str, ...]
    segments: tuple[LineRange, ...]
    """The lines that it is about."""
    prefix: str = ""
    suffix: str = ""
    around: Around | None = None
    begins: int = 0
    """Where its own lines begin in the text around them."""
    lines_around: tuple[LineRange, ...] = ()


def completing(last: str, opening: str, written: str) -> str:
    """A statement to stand behind the last line of a rest, which may have lost its whole body; indented like `opening`."""
    whitespace = opening[: len(opening) - len(opening.lstrip(" \t\f"))].replace("\f", "")
    line_end = "" if last.endswith(("\n", "\r")) else "\n"
    return f"{line_end}{whitespace}{written}\n"
