"""Files that a run has read, kept from its first phase, which tells what they contribute, to its second, which checks them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from offpath.engine.analysis import ReadUnit, read
from offpath.facts.summaries.contribution import Contribution
from offpath.syntax.structure import Structure, Unit
from offpath.text.document import Document

ReadUnits: TypeAlias = "Sequence[tuple[Unit, ReadUnit]]"
"""The units of a text, in order, as they were read."""

_ROOM = 6_000_000
"""So many characters of text are kept read: trees take some thirty times as much memory."""


def read_units(text: str) -> ReadUnits:
    """The units of a text, read."""
    return [(unit, read(unit)) for unit in Structure.of(Document.from_text(text)).units]


class Readings:
    """Read files, by path: as many as there is room for."""

    def __init__(self) -> None:
        self._room = _ROOM
        self._kept: dict[str, tuple[str, ReadUnits]] = {}

    def of(self, path: str, text: str) -> ReadUnits:
        """The units of a file's text, kept for the second phase where there is room."""
        units = read_units(text)
        if len(text) <= self._room:
            self._room -= len(text)
            self._kept[path] = text, units
        return units

    def contributions_of(self, path: str) -> tuple[Contribution, ...] | None:
        """What a file contributes whose units are kept."""
        kept = self._kept.get(path)
        return None if kept is None else tuple(each.contribution for _, each in kept[1])

    def taken(self, path: str, text: str) -> ReadUnits:
        """The units of a file's text, kept no longer; read again where they were not kept or the file has changed."""
        kept_text, units = self._kept.pop(path, ("", ()))
        self._room += len(kept_text)
        return units if kept_text == text else read_units(text)
