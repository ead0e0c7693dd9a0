"""Places in other files: where a step of a finding leads, in the text as it is now."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from offpath.engine.files import read_file
from offpath.engine.reporting.located import Range, range_in
from offpath.facts.code.reading import read_unit
from offpath.facts.summaries.steps import node_of
from offpath.syntax import tree as t
from offpath.syntax.nesting import TooDeep
from offpath.syntax.structure import Structure
from offpath.text.decode import UnreadableText
from offpath.text.document import Document
from offpath.text.span import Span

if TYPE_CHECKING:
    from offpath.engine.projects import ProjectState
    from offpath.facts.summaries.steps import Step
    from offpath.syntax.structure import Unit

_MOST_FILES = 16
_MOST_STEPS = 512
_Stamp: TypeAlias = "tuple[int, int] | None"


class FileLocator:
    """Finds places in files on disk; remembers the units of a few of them, as long as those files are what they were."""

    def __init__(self, project: ProjectState) -> None:
        self._project = project
        self._units: dict[str, tuple[_Stamp, Sequence[Unit]]] = {}

    def __call__(self, step: Step) -> tuple[str, Range] | None:
        """The file and the range; None when the file has changed so that they are gone."""
        path = self._project.path_of(step.module)
        if path is None:
            return None
        place = place_among(self._units_of(path), step)
        return None if place is None else (path, place)

    def _units_of(self, path: str) -> Sequence[Unit]:
        stamp, known = _stamp(path), self._units.get(path)
        if known is None or known[0] != stamp:
            if len(self._units) >= _MOST_FILES:
                self._units.clear()
            known = self._units[path] = stamp, _read(path)
        return known[1]


def _read(path: str) -> Sequence[Unit]:
    try:
        return tuple(Structure.of(Document.from_text(read_file(path).text)).units)
    except UnreadableText:
        return ()


def _stamp(path: str) -> _Stamp:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def place_among(units: Sequence[Unit], step: Step) -> Range | None:
    """Where a step leads in one of these units; of several functions of one name the last is meant, as in Python."""
    paths = {step.function[:length] for length in range(len(step.function) + 1)}
    around = [unit for unit in units if unit.path in paths]
    for unit in sorted(around, key=lambda each: len(each.path), reverse=True):
        span = _span_in(unit.kind, unit.path, unit.text, unit.prefix, unit.suffix, unit.own, step)
        if span is not None:
            return range_in(unit, span)
    return None


@lru_cache(maxsize=_MOST_STEPS)
def _span_in(
    kind: str, path: tuple[str, ...], text: str, prefix: str, suffix: str, own: Span | None, step: Step
) -> Span | None:
    """Remembered: every keystroke tells all findings of its file anew, and most lead into texts that it has not touched."""
    try:
        reading = read_unit(kind, path, text, prefix, suffix, own)
    except TooDeep:
        return None
    functions = [
        each for each in reading.parsed.nodes(t.FunctionDef) if (*reading.enclosing, *_names(each)) == step.function
    ]
    for function in reversed(functions):
        node = node_of(step, function)
        if node is not None:
            return Span(node.start, _head_end(text, node))
    return None


def _names(function: t.FunctionDef) -> list[str]:
    around = (each for each in function.ancestors() if isinstance(each, (t.FunctionDef, t.ClassDef)))
    return [each.name for each in reversed((function, *around))]


def _head_end(text: str, node: t.Node) -> int:
    """A function is shown by its first line."""
    end = text.find("\n", node.start) if isinstance(node, t.FunctionDef) else node.end
    return end if end > 0 else node.end
