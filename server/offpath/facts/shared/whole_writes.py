"""Which parameters of a function end in a record with every field that is in them: by itself, or by what it hands them to."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.solver import Spread
from offpath.facts.summaries.binding import parameter_of

_MAX_DEPTH = 4
_MAX_PLACES = 40


def writes_whole(project: Project, name: str) -> tuple[str, ...]:
    """The parameters of a function that are written as a whole, whoever does it in the end."""
    graph = CallGraph(project)
    body = graph.body(name)
    parameters = body.summary.parameters if body is not None else ()
    return tuple(each.name for each in parameters if _ends_in_record(graph, name, each.name))


def _ends_in_record(graph: CallGraph, name: str, parameter: str) -> bool:
    places = Spread([(name, parameter)], lambda place: _handed_on(graph, *place), most=_MAX_PLACES, deepest=_MAX_DEPTH)
    bodies = ((graph.body(current), held) for (current, held), _ in places)
    return any(body is not None and held in body.summary.whole_parameters for body, held in bodies)


def _handed_on(graph: CallGraph, name: str, held: str) -> Iterator[tuple[str, str]]:
    """The functions that one hands a parameter with all its fields, each with what it calls that."""
    body = graph.body(name)
    for symbol, slot, handed in body.summary.handed_whole if body is not None else ():
        target = graph.resolver.resolve(body.facts.name, symbol) if body is not None and handed == held else None
        callee = graph.body(graph.run_by(target))
        if callee is not None and (taken := parameter_of(callee.summary.parameters, slot)):
            yield callee.name, taken


WRITES_WHOLE = Question(writes_whole)
