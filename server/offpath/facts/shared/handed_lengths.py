"""What decides how many items a parameter or an attribute holds, by what callers hand over."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from offpath.facts.project.call_graph import Caller, CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.solver import least
from offpath.facts.routes.routes import HANDLER
from offpath.facts.summaries.binding import slots_of
from offpath.facts.summaries.contribution import Parameter
from offpath.facts.values.lengths import Length, combined

_Place = tuple[str, str]
"""A function and one of its parameters."""
_Told = frozenset["Length | None"]
"""What callers tell of it; None: one of them tells nothing."""


def length_handed(project: Project, name: str, parameter: str) -> Length | None:
    """What decides how long a list is that a function's parameter is handed; None: cannot tell, or callers differ.

    `name` may be a class: then its objects are made with it.
    """
    lengths = _Lengths(project)
    nothing: _Told = frozenset()
    told: _Told = least((name, parameter), lengths.above, lengths.told, nothing)
    return combined(list(told))


class _Lengths:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._graph = CallGraph(project)

    def above(self, place: _Place) -> Iterator[_Place]:
        """The parameters of callers that reach a parameter."""
        return (way for way in self._ways(place) if isinstance(way, tuple))

    def told(self, place: _Place, of: Callable[[_Place], _Told]) -> _Told:
        """What decides how long the list in a parameter is, by all who call the function."""
        found: set[Length | None] = set()
        for way in self._ways(place):
            found |= of(way) if isinstance(way, tuple) else {way}
        return frozenset(found)

    def _ways(self, place: _Place) -> Iterator[_Place | Length | None]:
        name, parameter = place
        parameters = self._parameters(name)
        callers = self._graph.callers_at_work(name)
        if not callers or not any(each.name == parameter for each in parameters):
            yield None
            return
        for each in callers:
            yield from self._way(each, slots_of(parameters, parameter))

    def _parameters(self, name: str) -> tuple[Parameter, ...]:
        facts, path = self._graph.resolver.locate(name)
        is_class = facts is not None and path in facts.classes
        body = self._graph.body(self._graph.method(name, "__init__") if is_class else name)
        return body.summary.parameters if body is not None else ()

    def _way(self, caller: Caller, slots: frozenset[int | str]) -> Iterator[_Place | Length | None]:
        site = caller.site
        if not slots.isdisjoint(site.requested):
            yield Length.GROWS
            return
        written = [length for slot, length in site.lengths if slot in slots]
        if written:
            yield from written
            return
        flowing = [each for each in site.arguments if each.slot in slots]
        if not flowing or len(flowing[0].parameters) != 1:
            yield None
            return
        route = self._project.answer(HANDLER, caller.name)
        if route is not None and route.caller != "person":
            yield Length.GROWS
        else:
            yield caller.name, flowing[0].parameters[0]


LENGTH_HANDED = Question(length_handed)
