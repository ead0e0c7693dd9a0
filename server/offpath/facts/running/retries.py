"""Functions that are run again when they fail."""

from __future__ import annotations

from offpath.catalogue.libraries.concurrency import TASK_DECORATORS
from offpath.catalogue.libraries.payments import RETRY_ARGUMENTS, RETRYING
from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.solver import Spread
from offpath.facts.running.working import WORKS
from offpath.facts.summaries.contribution import Decoration, FunctionSummary

_MAX_DEPTH = 2


def is_retried(project: Project, name: str) -> bool:
    """Whether a decorator or a task queue runs a function again, or one that calls it."""
    graph = CallGraph(project)
    above = Spread([name], lambda current: (each.name for each in graph.callers(current)), deepest=_MAX_DEPTH)
    return any(_is_retried(graph, each) for each, _ in above)


def _is_retried(graph: CallGraph, name: str) -> bool:
    body = graph.body(name)
    if body is None:
        return False
    project = graph.project
    return _retries(project, body.facts.name, name, body.summary) or name in project.answer(QUEUED_WITH_RETRIES)


def _retries(project: Project, module: str, name: str, summary: FunctionSummary) -> bool:
    """Whether a function's decorators, the worker that runs it, or a task's own call of `retry`, run it again."""
    work = project.answer(WORKS).get(name)
    if work is not None and (work.again or _asks_itself(summary, work.calling)):
        return True
    return any(_runs_again(project, module, decoration) for decoration in summary.decorators)


def _asks_itself(summary: FunctionSummary, calling: frozenset[str]) -> bool:
    """Whether a function calls or raises what makes its worker run it again."""
    raised = {each.rpartition(".")[2] for each in summary.raises}
    return not calling.isdisjoint(raised) or any(site.name in calling for site in summary.calls)


def _runs_again(project: Project, module: str, decoration: Decoration) -> bool:
    last = decoration.name.rpartition(".")[2]
    if last in RETRYING:
        return True
    found = Resolver(project).resolve(module, decoration.symbol)
    if found is not None and found.name in project.catalogue.retrying:
        return True
    is_worker = last in TASK_DECORATORS or (found is not None and project.catalogue.worker(found.name) is not None)
    return not is_worker and any(n in RETRY_ARGUMENTS and value not in (0, False) for n, value in decoration.keywords)


def queued_with_retries(project: Project) -> frozenset[str]:
    """The functions that are handed to a worker with the wish to be tried again, dotted."""
    resolver = Resolver(project)
    found = set()
    for module, registration in project.registrations():
        named = {name for name, _ in (*registration.keywords, *registration.keyword_arguments)}
        for form in project.catalogue.asking_to_retry.get(registration.kind, ()):
            if named.isdisjoint(form.asking):
                continue
            handed = registration.arguments[form.argument : form.argument + 1]
            symbol = handed[0] if handed else dict(registration.keyword_arguments).get(form.keyword)
            target = resolver.resolve(module.name, symbol) if symbol is not None else None
            if target is not None and target.internal and target.kind == "function":
                found.add(target.name)
    return frozenset(found)


QUEUED_WITH_RETRIES = Question(queued_with_retries, on_outline=True)
IS_RETRIED = Question(is_retried)
