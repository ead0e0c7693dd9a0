"""A project given as text, and questions about it."""

from __future__ import annotations

from offpath.engine.layout import is_package, module_names
from offpath.facts.code.reading import read_unit
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Asking, FactSettings, Project
from offpath.facts.summaries.units import contribution_of
from offpath.facts.unit import FileFacts, UnitFacts
from offpath.syntax import tree as t
from support.checking import python_among, starts_beside, units_of
from support.samples import parse_sample


class TextProject:
    """The files of one sample, read as whole-file units so that a test can point at any expression."""

    def __init__(self, text: str, settings: FactSettings | None = None) -> None:
        files = parse_sample(text).files
        self.files = python_among(files)
        self.project = Project(settings or FactSettings(), starts_beside(files))
        self._names = module_names(self.files)
        for path, content in self.files.items():
            units = units_of(content)
            readings = [
                read_unit(each.kind, each.path, each.text, each.prefix, each.suffix, each.own) for each in units
            ]
            contributions = tuple(map(contribution_of, readings))
            self.project.set_module(ModuleFacts(self._names[path], path, is_package(path), contributions))

    def facts(self, path: str = "app.py") -> UnitFacts:
        """The facts of one file, read as one unit."""
        module = self._names[path]
        reading = read_unit("statements", (), self.files[path])
        return UnitFacts(reading, contribution_of(reading), Asking(self.project, module), FileFacts(path, module))

    def facts_at(self, path: str, line: int) -> tuple[UnitFacts, int]:
        """The facts of the unit that holds a line (from 1), as the engine cuts them, and where in its text the line begins."""
        module = self._names[path]
        for unit in units_of(self.files[path]):
            offset = unit.offset_of(line - 1)
            if offset is not None:
                reading = read_unit(unit.kind, unit.path, unit.text, unit.prefix, unit.suffix, unit.own)
                asking = Asking(self.project, module)
                return UnitFacts(reading, contribution_of(reading), asking, FileFacts(path, module)), offset
        raise LookupError(f"{path} has no line {line}")

    def callee(self, call: str, path: str = "app.py") -> str:
        """The canonical name of what the call that begins so calls; of several the shortest one is meant."""
        facts = self.facts(path)
        found = [c for c in facts.nodes(t.Call) if facts.text(c).startswith(call)]
        return facts.callee(min(found, key=lambda c: c.end - c.start))
