"""Places in other files: where a span of another unit stands in its document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from offpath.engine.files import read_file
from offpath.engine.located import Range, range_in
from offpath.syntax.structure import Structure
from offpath.text.decode import UnreadableText
from offpath.text.document import Document

if TYPE_CHECKING:
    from offpath.engine.projects import ProjectState
    from offpath.rules.base import UnitRef
    from offpath.syntax.structure import Unit
    from offpath.text.span import Span

_MOST_FILES = 16


class FileLocator:
    """Finds places in files on disk; remembers the units of a few of them."""

    def __init__(self, project: ProjectState) -> None:
        self._project = project
        self._units: dict[str, Sequence[Unit]] = {}

    def __call__(self, ref: UnitRef, span: Span) -> tuple[str, Range] | None:
        """The file and the range; None when the file has changed so that they are gone."""
        path = self._project.path_of(ref.module)
        if path is None:
            return None
        place = place_among(self._units_of(path), ref, span)
        return None if place is None else (path, place)

    def _units_of(self, path: str) -> Sequence[Unit]:
        if path not in self._units:
            if len(self._units) >= _MOST_FILES:
                self._units.clear()
            try:
                self._units[path] = tuple(Structure.of(Document.from_text(read_file(path).text)).units)
            except UnreadableText:
                self._units[path] = ()
        return self._units[path]


def place_among(units: Sequence[Unit], ref: UnitRef, span: Span) -> Range | None:
    """Where a span of one of these units stands."""
    same = [unit for unit in units if unit.path == ref.path]
    if ref.ordinal >= len(same) or span.end > len(same[ref.ordinal].text):
        return None
    return range_in(same[ref.ordinal], span)
