"""What stands around every run of a function: what it wears, or what everybody who calls it has entered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from offpath.facts.project.calls import CALLERS
from offpath.facts.project.project import Project
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import CallSite, FunctionSummary

_MAX_DEPTH = 3
"""Through so many callers it is looked for."""


@dataclass(frozen=True, slots=True)
class Within:
    """What is looked for, asked of functions by their module and summary."""

    wears: Callable[[str, FunctionSummary], bool]
    enters: Callable[[str, FunctionSummary], bool]
    reaches: Callable[[CallSite], bool]
    """Whether what a caller has entered still stands while a call runs."""
    comes_with: Callable[[CallSite], bool] = lambda site: False
    """Whether what a function is handed to brings it along."""

    def around(self, project: Project, name: str, depth: int = 0) -> bool:
        """Whether it stands around every run of the function of this dotted name."""
        facts, path = Resolver(project).locate(name)
        summary = project.body(facts, path) if facts is not None else None
        if facts is None or summary is None or depth > _MAX_DEPTH:
            return False
        if self.wears(facts.name, summary):
            return True
        callers = project.answer(CALLERS, name)
        return bool(callers) and all(
            self.comes_with(site)
            or (
                self.reaches(site)
                and (self.enters(module, caller) or self.around(project, _dotted(module, caller), depth + 1))
            )
            for module, caller, site in callers
        )


def _dotted(module: str, function: FunctionSummary) -> str:
    return ".".join((*((module,) if module else ()), *function.path))
