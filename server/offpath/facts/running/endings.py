"""Functions that never come back to their caller: they always raise, or end in a call that does."""

from __future__ import annotations

from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.summaries.contribution import FunctionSummary


def never_returns(project: Project, name: str) -> bool:
    """Whether a function of the project never comes back, itself or by the call that it ends in."""
    graph = CallGraph(project)
    bodies = graph.bodies(name)
    for body in bodies:
        if _may_be_another(body.summary):
            return False
        if body.summary.never_returns:
            return True
        target = graph.resolver.resolve(body.facts.name, body.summary.ends_in)
        if target is None:
            return False
        if not target.internal:
            return target.name in project.catalogue.effects.ending
        bodies.follow([target.name])
    return False


def _may_be_another(summary: FunctionSummary) -> bool:
    """Whether what runs is not the body: of a generator, of what others fill in, of what a decorator makes of it."""
    decorated = any(each.name not in ("staticmethod", "classmethod") for each in summary.decorators)
    return summary.is_generator or summary.is_stub or decorated


NEVER_RETURNS = Question(never_returns)
