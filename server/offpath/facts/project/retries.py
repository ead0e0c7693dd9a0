"""Functions that are run again when they fail."""

from __future__ import annotations

from offpath.catalogue.libraries.payments import RETRY_ARGUMENTS, RETRYING
from offpath.facts.project.calls import CALLERS
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import CallSite, FunctionSummary

_MAX_DEPTH = 2


def is_retried(project: Project, name: str) -> bool:
    """Whether a decorator or a task queue runs a function again, or one that calls it."""
    return _is_retried(project, name, 0)


def _is_retried(project: Project, name: str, depth: int) -> bool:
    facts, path = Resolver(project).locate(name)
    summary = project.body(facts, path) if facts is not None else None
    if summary is None or depth > _MAX_DEPTH:
        return False
    if retries(summary):
        return True
    callers: tuple[tuple[str, FunctionSummary, CallSite], ...] = project.answer(CALLERS, name)
    return any(
        _is_retried(project, ".".join((module, *caller.path)) if module else ".".join(caller.path), depth + 1)
        for module, caller, _ in callers
    )


def retries(summary: FunctionSummary) -> bool:
    """Whether a function's decorators, or a task's own call of `retry`, run it again."""
    for decoration in summary.decorators:
        if decoration.name.rpartition(".")[2] in RETRYING:
            return True
        if any(name in RETRY_ARGUMENTS and value not in (0, False) for name, value in decoration.keywords):
            return True
    return bool(summary.decorators) and any(site.name == "retry" for site in summary.calls)


IS_RETRIED = Question(is_retried)
