"""What is said of functions where they are called, and what they wait for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from offpath.catalogue.libraries.concurrency import LIMITERS
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.call_graph import Body, CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver


def is_called_by_name(project: Project, name: str) -> bool:
    """Whether anything in the project is called by this (undotted) name, whatever it belongs to."""
    return next(iter(project.calls_named(name)), None) is not None


def is_limited(project: Project, name: str) -> bool:
    """Whether a function waits for a semaphore or a limiter before it works: itself, or in what it waits for."""
    graph = CallGraph(project)

    def following(body: Body) -> Iterator[str]:
        yield from graph.inside(body)
        for each in graph.waited_for(body):
            yield each.name
            yield from islice(graph.instead(each.name), _MOST_REPLACING)

    bodies = graph.bodies(name, following, deepest=_MAX_DEPTH)
    return any(_waits_for_turn(graph.resolver, each) for each in bodies)


_MAX_DEPTH = 3
_MOST_REPLACING = 4
"""Of more classes that may be meant, one that waits says nothing of the others."""


def _waits_for_turn(resolver: Resolver, body: Body) -> bool:
    summary = body.summary
    entered = [resolver.resolve(body.facts.name, symbol) for symbol in summary.entered]
    if any(site.name == "acquire" for site in summary.calls) or any(
        r is not None and r.name in LIMITERS for r in entered
    ):
        return True
    spoken = (word for symbol in summary.entered for word in words(_last_of(symbol)))
    return not _TURNS.isdisjoint(spoken)


_TURNS = frozenset({"semaphore", "limiter", "throttle", "throttler"})
"""Words of what lets so many in at a time."""


def _last_of(symbol: Symbol) -> str:
    while symbol and symbol[0] in ("call", "await"):
        symbol = symbol[1]
    return str(symbol[-1]) if symbol else ""


def handed_on(project: Project, name: str) -> bool:
    """Whether anything in the project passes, stores or returns a function of this (undotted) name instead of calling it."""
    return project.is_handed_on(name)


def is_called_above(project: Project, module: str, path: str, name: str) -> bool:
    """Whether a function of a module that stands above this one calls the function of this dotted name."""
    facts, resolver = project.modules.get(module), Resolver(project)
    last = name.rpartition(".")[2]
    for each in facts.functions if facts is not None else ():
        if each == path:
            return False
        summary = project.body(facts, each) if facts is not None else None
        for site in summary.calls if summary is not None else ():
            if site.name == last:
                target = resolver.resolve(module, site.target)
                if target is not None and target.name == name:
                    return True
    return False


def siblings_ask(project: Project, owner: str, method: str, called: str) -> bool:
    """Whether another method of a class, or of one that it derives from, takes the answer of what is called so: `return self.form().is_valid()`."""
    resolver = Resolver(project)
    for module, path in resolver.lineage(owner):
        facts = project.modules.get(module)
        for each in facts.functions if facts is not None and path in facts.classes else ():
            around, _, name = each.rpartition(".")
            summary = project.body(facts, each) if around == path and name != method and facts is not None else None
            if summary is not None and any(site.name == called and site.result_used for site in summary.calls):
                return True
    return False


IS_CALLED_BY_NAME = Question(is_called_by_name)
IS_LIMITED = Question(is_limited)
HANDED_ON = Question(handed_on)
IS_CALLED_ABOVE = Question(is_called_above)
SIBLINGS_ASK = Question(siblings_ask)
