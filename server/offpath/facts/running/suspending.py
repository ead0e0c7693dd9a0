"""Whether others have their turn while a coroutine of the project is awaited.

A coroutine that waits for nothing itself, and for none that does, runs to its end as a plain function does.
"""

from __future__ import annotations

from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.names import OVERRIDDEN
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.summaries.contribution import FunctionSummary

_MOST_FUNCTIONS = 60
_KEEPING = frozenset({"staticmethod", "classmethod", "override", "final"})
"""Decorators under which a coroutine stays what is written."""


def suspends(project: Project, name: str) -> bool:
    """Whether others may run while the coroutine of this dotted name does; also where that cannot be told."""
    graph = CallGraph(project)
    bodies = graph.bodies(name, most=_MOST_FUNCTIONS)
    is_seen = False
    for body in bodies:
        is_seen = True
        if not _is_plain(project, body.facts, body.summary):
            return True
        following = []
        for symbol in body.summary.awaits:
            target = graph.resolver.resolve(body.facts.name, symbol)
            if target is None or not target.internal or graph.body(target.name) is None:
                return True
            following.append(target.name)
        bodies.follow(following)
    return not is_seen or bodies.is_cut


def _is_plain(project: Project, facts: ModuleFacts, summary: FunctionSummary) -> bool:
    """Whether a function is a coroutine whose text is what runs: not left to subclasses, not wrapped."""
    if not summary.is_async or summary.is_stub or summary.is_generator:
        return False
    if any(each.name.rpartition(".")[2] not in _KEEPING for each in summary.decorators):
        return False
    owner = ".".join(summary.path[:-1])
    if owner not in facts.classes:
        return True
    dotted = facts.dotted(owner)
    return not project.answer(OVERRIDDEN, dotted, summary.path[-1])


SUSPENDS = Question(suspends)
