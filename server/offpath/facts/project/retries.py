"""Functions that are run again when they fail."""

from __future__ import annotations

from offpath.catalogue.libraries.payments import GIVING_UP, QUEUEING, RETRY_ARGUMENTS, RETRYING, UNASKED
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
    if retries(summary) or name in project.answer(QUEUED_WITH_RETRIES):
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
        if decoration.name in UNASKED and not any(n in GIVING_UP and value == 0 for n, value in decoration.keywords):
            return True
        if any(name in RETRY_ARGUMENTS and value not in (0, False) for name, value in decoration.keywords):
            return True
    return bool(summary.decorators) and any(site.name == "retry" for site in summary.calls)


def queued_with_retries(project: Project) -> frozenset[str]:
    """The functions that are handed to a worker with the wish to be tried again, dotted."""
    resolver = Resolver(project)
    found = set()
    for module, registration in project.registrations():
        if registration.kind in QUEUEING and registration.arguments:
            target = resolver.resolve(module.name, registration.arguments[0])
            if target is not None and target.internal and target.kind == "function":
                found.add(target.name)
    return frozenset(found)


QUEUED_WITH_RETRIES = Question(queued_with_retries, on_outline=True)
IS_RETRIED = Question(is_retried)
