"""The functions that a function leads to, the nearest first: what it calls, and the checks of classes that it makes."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import FunctionSummary

_MAX_FUNCTIONS = 40
_MAX_DEPTH = 4
_CHECKING = ("__init__", "validate", "clean", "is_valid", "save", "__call__")
"""Methods by which forms, serializers and the like check what they are handed when they are made and asked."""


def reached(
    project: Project, start: str, depth: int = _MAX_DEPTH, *, for_results: bool = False
) -> Iterator[tuple[ModuleFacts, FunctionSummary]]:
    """A function and those that it leads to, each once, with their modules; `for_results`: those alone whose answers are taken."""
    resolver = Resolver(project)
    queue, seen = [(start, 0)], {start}
    while queue and len(seen) < _MAX_FUNCTIONS:
        name, level = queue.pop(0)
        facts, path = resolver.locate(name)
        summary = project.body(facts, path) if facts is not None else None
        if facts is None or summary is None:
            continue
        yield facts, summary
        if level >= depth:
            continue
        inner = [f"{facts.name}.{each}" if facts.name else each for each in facts.nested_functions.get(path, ())]
        for target in (*inner, *_called(resolver, facts, summary, for_results)):
            if target not in seen:
                seen.add(target)
                queue.append((target, level + 1))


def _called(resolver: Resolver, facts: ModuleFacts, summary: FunctionSummary, for_results: bool) -> Iterator[str]:
    for site in summary.calls:
        if for_results and not site.result_used:
            continue
        target = resolver.resolve(facts.name, site.target)
        if target is None or not target.internal:
            continue
        if target.kind == "class":
            yield from (f"{target.name}.{method}" for method in _CHECKING)
        elif target.kind in ("function", "instance"):
            yield target.name
