"""Who calls a function of the project, and what it waits for."""

from __future__ import annotations

from offpath.catalogue.libraries.concurrency import LIMITERS
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.classes import deriving_from
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import CallSite, FunctionSummary


def callers(project: Project, name: str) -> tuple[tuple[str, FunctionSummary, CallSite], ...]:
    """The call sites in functions that reach a function of the project: caller's module, its summary, the call."""
    last = name.rpartition(".")[2]
    resolver = Resolver(project)
    return tuple(
        (module, caller, site)
        for module, caller, site in project.calls_named(last)
        for target in [resolver.resolve(module, site.target)]
        if target is not None and target.name == name
    )


def is_called_by_name(project: Project, name: str) -> bool:
    """Whether anything in the project is called by this (undotted) name, whatever it belongs to."""
    return next(iter(project.calls_named(name)), None) is not None


def is_limited(project: Project, name: str) -> bool:
    """Whether a function waits for a semaphore or a limiter before it works: itself, or in what it waits for."""
    resolver = Resolver(project)
    queue, seen = [(name, 0)], {name}
    while queue:
        current, depth = queue.pop(0)
        facts, path = resolver.locate(current)
        summary = project.body(facts, path) if facts is not None else None
        if facts is None or summary is None:
            continue
        if _waits_for_turn(resolver, facts.name, summary):
            return True
        inner = facts.nested_functions.get(path, ())
        following = [f"{facts.name}.{each}" if facts.name else each for each in inner]
        for site in (each for each in summary.calls if each.is_waited_for):
            target = resolver.resolve(facts.name, site.target)
            if target is not None and target.internal and target.kind == "function":
                following += [target.name, *_replacing(project, target.name)]
        if depth < _MAX_DEPTH:
            queue += ((each, depth + 1) for each in following if each not in seen)
            seen.update(following)
    return False


_MAX_DEPTH = 3


def _waits_for_turn(resolver: Resolver, module: str, summary: FunctionSummary) -> bool:
    entered = [resolver.resolve(module, symbol) for symbol in summary.entered]
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


def _replacing(project: Project, name: str) -> list[str]:
    """The methods of derived classes that are run in a method's place."""
    owner, _, method = name.rpartition(".")
    found = (
        f"{module}.{path}.{method}" if module else f"{path}.{method}" for module, path in deriving_from(project, owner)
    )
    return sorted(found)[:_MOST_REPLACING]  # whatever order modules have come in


_MOST_REPLACING = 4


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


CALLERS = Question(callers)
IS_CALLED_BY_NAME = Question(is_called_by_name)
IS_LIMITED = Question(is_limited)
HANDED_ON = Question(handed_on)
IS_CALLED_ABOVE = Question(is_called_above)
SIBLINGS_ASK = Question(siblings_ask)
