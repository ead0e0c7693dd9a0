"""Functions of a project that commit what they write, by themselves or by what they call."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import called_by
from offpath.facts.project.call_graph import Body, CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question

_MAX_DEPTH = 3


def commits_itself(project: Project, name: str) -> bool:
    """Whether whatever the function of this dotted name has written lasts when it returns; no, where a parameter decides that."""
    graph = CallGraph(project)
    return any(_commits(body) for body in graph.bodies(name, lambda body: _led_to(graph, body), deepest=_MAX_DEPTH))


def _commits(body: Body) -> bool:
    is_waited_for = (site.name == "commit" and site.is_waited_for for site in body.summary.calls)
    return not _is_asked_to(body) and any(is_waited_for)


def _is_asked_to(body: Body) -> bool:
    """Whether a parameter decides it."""
    return any("commit" in words(each.name) for each in body.summary.parameters)


def _led_to(graph: CallGraph, body: Body) -> Iterator[str]:
    """The project's functions that one calls and waits for, and those that its `with` statements enter."""
    if _is_asked_to(body):
        return
    yield from (each.name for each in graph.waited_for(body))
    for symbol in body.summary.entered:
        call = called_by(symbol)
        entered = graph.resolver.resolve(body.facts.name, call[1] if call is not None else symbol)
        if entered is not None and entered.internal and entered.kind == "function":
            yield entered.name


COMMITS_ITSELF = Question(commits_itself)
