"""Whether what a function answers, or raises as an answer, reaches a client through the handlers that call it."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.project.call_graph import Caller, CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.solver import Spread
from offpath.facts.routes.routes import HANDLER
from offpath.facts.summaries.answered import WHOLE
from offpath.facts.summaries.steps import Step, step_to

_MAX_DEPTH = 3
_MAX_CALLERS = 24


def sent_on(project: Project, name: str) -> tuple[int, ...]:
    """The items of a function's result that a handler sends on, by their position; -1: all of it; empty: none that can be seen."""
    graph = CallGraph(project)
    found: set[int] = set()
    for each in _callers(graph, name):
        if each.site.answered and _answers(graph, each.name):
            found.update(each.site.answered)
    return tuple(sorted(found))


def _answers(graph: CallGraph, name: str) -> bool:
    """Whether a function is a handler that answers somebody, or one whose result such a handler sends on as it is."""

    def sending_on(current: str) -> Iterator[str]:
        if graph.project.answer(HANDLER, current) is None:
            yield from (each.name for each in _callers(graph, current) if WHOLE in each.site.answered)

    return any(_is_handler(graph.project, each) for each, _ in Spread([name], sending_on, deepest=_MAX_DEPTH))


def _is_handler(project: Project, name: str) -> bool:
    handler = project.answer(HANDLER, name)
    return handler is not None and handler.is_written_for


def sent_as_it_is(project: Project, name: str) -> bool:
    """Whether a handler of requests answers with a function's result and looks at nothing of it: `return save(upload)`."""
    for each in _callers(CallGraph(project), name):
        handler = project.answer(HANDLER, each.name)
        if handler is not None and handler.has_status and WHOLE in each.site.answered and not each.site.bound:
            return True
    return False


def is_run_for_clients(project: Project, name: str) -> bool:
    """Whether a handler that answers somebody calls a function, itself or through others."""
    graph = CallGraph(project)
    above = Spread([name], lambda current: (each.name for each in _callers(graph, current)), deepest=_MAX_DEPTH + 1)
    return any(depth and _is_handler(project, each) for each, depth in above)


def sending(project: Project, name: str) -> tuple[Step, ...]:
    """The calls of a function by which its result, or what it raises, gets to clients."""
    graph = CallGraph(project)
    return tuple(
        step_to(each.module, each.function, each.site)
        for each in _callers(graph, name)
        if _is_handler(project, each.name) or project.answer(IS_RUN_FOR_CLIENTS, each.name)
    )


def _callers(graph: CallGraph, name: str) -> tuple[Caller, ...]:
    return graph.callers(name)[:_MAX_CALLERS]


SENT_ON = Question(sent_on)
SENDING = Question(sending)
SENT_AS_IT_IS = Question(sent_as_it_is)
IS_RUN_FOR_CLIENTS = Question(is_run_for_clients)
