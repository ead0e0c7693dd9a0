"""Which functions of a project answer with what a model says."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import called_by
from offpath.facts.project.call_graph import Body, CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref

_MAX_DEPTH = 3


def asks_model(project: Project, name: str) -> bool:
    """Whether a function answers with a model's words as they come: it asks one itself, or returns what such a function answers."""
    graph = CallGraph(project)

    def answered(body: Body) -> Iterator[str]:
        """What a function calls to answer with."""
        for call in map(called_by, body.summary.returns):
            found = graph.resolver.resolve(body.facts.name, call[1]) if call is not None else None
            if found is not None and found.internal and found.kind == "function":
                yield found.name

    return any(_asks_itself(graph, each) for each in graph.bodies(name, answered, deepest=_MAX_DEPTH))


def _asks_itself(graph: CallGraph, body: Body) -> bool:
    found = (graph.resolver.resolve(body.facts.name, each) for each in body.summary.may_ask)
    return body.summary.asks_model or any(_is_of_library(graph.project, each) for each in found)


def _is_of_library(project: Project, found: Ref | None) -> bool:
    """Whether a library's call asks a model and answers with a text."""
    model = project.catalogue.model(found.name) if found is not None and not found.internal else None
    return model is not None and not model.structured and not model.typed


ASKS_MODEL = Question(asks_model)
