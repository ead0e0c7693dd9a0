"""What stands around every run of a function: what it wears, or what everybody who calls it has entered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.solver import on_every_way
from offpath.facts.summaries.contribution import CallSite, FunctionSummary


@dataclass(frozen=True, slots=True)
class Within:
    """What is looked for, asked of functions by their module and summary."""

    wears: Callable[[str, FunctionSummary], bool]
    enters: Callable[[str, FunctionSummary], bool]
    reaches: Callable[[CallSite], bool]
    """Whether what a caller has entered still stands while a call runs."""
    comes_with: Callable[[CallSite], bool] = lambda site: False
    """Whether what a function is handed to brings it along."""

    def around(self, project: Project, name: str) -> bool:
        """Whether it stands around every run of the function of this dotted name, but for those of tests."""
        graph = CallGraph(project)
        return on_every_way(name, lambda current: self._ways(graph, current))

    def _ways(self, graph: CallGraph, name: str) -> Iterator[str | bool]:
        body = graph.body(name)
        if body is None or self.wears(body.facts.name, body.summary):
            yield body is not None
            return
        for each in graph.callers_at_work(name):
            if self.comes_with(each.site):
                yield True
            elif self.reaches(each.site):
                yield self.enters(each.module, each.function) or each.name
            else:
                yield False
