"""The functions that a function leads to, the nearest first: what it calls, and the checks of classes that it makes."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.project.call_graph import Bodies, Body, CallGraph
from offpath.facts.project.project import Project

_MAX_FUNCTIONS = 40
_MAX_DEPTH = 4
_CHECKING = ("__init__", "validate", "clean", "is_valid", "save", "__call__")
"""Methods by which forms, serializers and the like check what they are handed when they are made and asked."""


def reached(project: Project, start: str, depth: int = _MAX_DEPTH, *, for_results: bool = False) -> Bodies:
    """A function and those that it leads to; `for_results`: those alone whose answers are taken."""
    graph = CallGraph(project)

    def following(body: Body) -> Iterator[str]:
        yield from graph.inside(body)
        for name, site, target in graph.calls(body):
            if for_results and not site.result_used:
                continue
            if target is not None and target.internal and target.kind == "class":
                yield from filter(None, (graph.method(target.name, each) for each in _CHECKING))
            elif name:
                yield name

    return graph.bodies(start, following, most=_MAX_FUNCTIONS, deepest=depth)
