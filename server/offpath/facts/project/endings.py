"""Functions that never come back to their caller: they always raise, or end in a call that does."""

from __future__ import annotations

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import FunctionSummary

_MAX_DEPTH = 4


def never_returns(project: Project, name: str) -> bool:
    """Whether a function of the project never comes back, itself or by the call that it ends in."""
    resolver = Resolver(project)
    for _ in range(_MAX_DEPTH):
        facts, path = resolver.locate(name)
        summary = project.body(facts, path) if facts is not None else None
        if facts is None or summary is None or _may_be_another(summary):
            return False
        if summary.never_returns:
            return True
        target = resolver.resolve(facts.name, summary.ends_in) if summary.ends_in is not None else None
        if target is None:
            return False
        if not target.internal:
            return target.name in project.catalogue.effects.ending
        name = target.name
    return False


def _may_be_another(summary: FunctionSummary) -> bool:
    """Whether what runs is not the body: of a generator, of what others fill in, of what a decorator makes of it."""
    decorated = any(each.name not in ("staticmethod", "classmethod") for each in summary.decorators)
    return summary.is_generator or summary.is_stub or decorated


NEVER_RETURNS = Question(never_returns)
