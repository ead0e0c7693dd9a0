"""Columns as editors count them, and as Python counts characters.

A protocol column counts code units of the negotiated encoding; everything inside offpath counts code points. A column that
points into the middle of a character means that character's start, one beyond the line's end means the end.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Encoding = Literal["utf-8", "utf-16", "utf-32"]
"""The encodings that a client and a server can agree on."""

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Position(NamedTuple):
    """A place between two characters: line and column both count from 0."""

    line: int
    column: int


def content_length(line: str) -> int:
    r"""The length of ``line`` without its line end (``\n``, ``\r\n`` or a lone ``\r``)."""
    if line.endswith("\r\n"):
        return len(line) - 2
    return len(line) - 1 if line.endswith(("\n", "\r")) else len(line)


def to_characters(line: str, units: int, encoding: Encoding) -> int:
    """The number of characters that the first ``units`` code units of ``line`` make up, line end left out.

    >>> to_characters("😀 = 1", 2, "utf-16")
    1
    """
    if units <= 0:
        return 0
    length = content_length(line)
    if encoding == "utf-32" or line.isascii():
        return min(units, length)
    if encoding == "utf-16":
        return min(_characters_of_utf16(line, units), length)
    return min(_characters_of_utf8(line, units), length)


def from_characters(line: str, column: int, encoding: Encoding) -> int:
    """The number of code units that the first ``column`` characters of ``line`` take.

    >>> from_characters("😀 = 1", 1, "utf-8")
    4
    """
    if encoding == "utf-32" or line.isascii():
        return column
    if encoding == "utf-16":
        return column + len(_ASTRAL.findall(line, 0, column))
    return len(line[:column].encode("utf-8", "surrogatepass"))


def _characters_of_utf16(line: str, units: int) -> int:
    wide = 0
    for match in _ASTRAL.finditer(line):
        unit = match.start() + wide
        if unit + 1 >= units:
            return units - wide if unit >= units else match.start()
        wide += 1
    return units - wide


def _characters_of_utf8(line: str, units: int) -> int:
    data = line.encode("utf-8", "surrogatepass")
    while 0 < units < len(data) and data[units] & 0xC0 == 0x80:
        units -= 1
    return len(data[:units].decode("utf-8", "surrogatepass"))
