"""Whether what a function answers, or raises as an answer, reaches a client through the handlers that call it."""

from __future__ import annotations

from offpath.facts.project.calls import CALLERS
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.summaries.answered import WHOLE
from offpath.facts.summaries.contribution import CallSite, FunctionSummary
from offpath.facts.web.route import Route
from offpath.facts.web.routes import HANDLER

_MAX_DEPTH = 3
_MAX_CALLERS = 24


def sent_on(project: Project, name: str) -> tuple[int, ...]:
    """The items of a function's result that a handler sends on, by their position; -1: all of it; empty: none that can be seen."""
    found: set[int] = set()
    for dotted, site in _callers(project, name):
        if site.answered and _answers(project, dotted, 0):
            found.update(site.answered)
    return tuple(sorted(found))


def _answers(project: Project, name: str, depth: int) -> bool:
    """Whether a function is a handler that answers somebody, or one whose result such a handler sends on as it is."""
    handler: Route | None = project.answer(HANDLER, name)
    if handler is not None:
        return handler.is_written_for
    return depth < _MAX_DEPTH and any(
        WHOLE in site.answered and _answers(project, dotted, depth + 1) for dotted, site in _callers(project, name)
    )


def sent_as_it_is(project: Project, name: str) -> bool:
    """Whether a handler of requests answers with a function's result and looks at nothing of it: `return save(upload)`."""
    for dotted, site in _callers(project, name):
        handler: Route | None = project.answer(HANDLER, dotted)
        if handler is not None and handler.has_status and WHOLE in site.answered and not site.bound:
            return True
    return False


def is_run_for_clients(project: Project, name: str) -> bool:
    """Whether a handler that answers somebody calls a function, itself or through others."""
    pending, seen = [(name, 0)], {name}
    while pending:
        current, depth = pending.pop()
        for dotted, _ in _callers(project, current):
            handler: Route | None = project.answer(HANDLER, dotted)
            if handler is not None and handler.is_written_for:
                return True
            if dotted not in seen and depth < _MAX_DEPTH:
                seen.add(dotted)
                pending.append((dotted, depth + 1))
    return False


def _callers(project: Project, name: str) -> list[tuple[str, CallSite]]:
    found: tuple[tuple[str, FunctionSummary, CallSite], ...] = project.answer(CALLERS, name)
    return [
        (".".join((module, *caller.path)) if module else ".".join(caller.path), site)
        for module, caller, site in found[:_MAX_CALLERS]
    ]


SENT_ON = Question(sent_on)
SENT_AS_IT_IS = Question(sent_as_it_is)
IS_RUN_FOR_CLIENTS = Question(is_run_for_clients)
