"""From which handlers a function is reached, and which of its parameters the client chooses there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import requests as catalogue
from offpath.catalogue.words import people as identities
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.names import FUNCTION
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import ROUTE
from offpath.facts.summaries.binding import parameter_of, slots_of
from offpath.facts.summaries.contribution import CallSite, FunctionSummary
from offpath.facts.web.guarding import Guarding
from offpath.facts.web.guards import AUTHORITY, GUARDING

_MAX_DEPTH = 3
_MAX_CALLERS = 24


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """One way from a handler to a function."""

    handler: str
    """The handler, dotted."""
    chosen: tuple[str, ...]
    """The function's parameters that hold what the client says."""
    guarding: Guarding
    """What guards the handler, its own checks included."""
    checks: bool
    """Whether the handler, or what lies between, judges a record that it gets."""


def entry_points(project: Project, name: str) -> tuple[EntryPoint, ...]:
    """Every way, each handler once; for a handler itself none."""
    return tuple({each.handler: each for each in _entry_points(project, name, 0, frozenset({name}))}.values())


def _entry_points(project: Project, name: str, depth: int, seen: frozenset[str]) -> Iterator[EntryPoint]:
    callee: FunctionSummary | None = project.answer(FUNCTION, name)
    if callee is None or depth >= _MAX_DEPTH:
        return
    for each in project.answer(CALLERS, name)[:_MAX_CALLERS]:
        caller = each.function
        if each.name in seen:
            continue
        route: Route | None = project.answer(ROUTE, each.name)
        handed = dict(_handed(each.site, callee))
        if route is not None:
            chosen = tuple(
                p for p, (own, read) in handed.items() if read or any(_is_chosen(caller, route, o) for o in own)
            )
            own = frozenset(p for given, _ in handed.values() for p in given)
            checks = _judges(project, each.module, caller) or _has_judged(project, each.module, caller, own)
            yield EntryPoint(each.name, chosen, project.answer(GUARDING, each.name), checks)
            continue
        for outer in _entry_points(project, each.name, depth + 1, seen | {each.name}):
            chosen = tuple(p for p, (own, read) in handed.items() if read or not set(own).isdisjoint(outer.chosen))
            yield EntryPoint(
                outer.handler, chosen, outer.guarding, outer.checks or _judges(project, each.module, caller)
            )


def _handed(site: CallSite, callee: FunctionSummary) -> Iterator[tuple[str, tuple[tuple[str, ...], bool]]]:
    """For each parameter of the callee: the caller's parameters that reach it, and whether the request is read for it."""
    flowing = {each.slot: each.parameters for each in site.arguments}
    for slot in {*flowing, *site.requested}:
        name = parameter_of(callee.parameters, slot)
        if name:
            yield name, (flowing.get(slot, ()), slot in site.requested)


def _is_chosen(handler: FunctionSummary, route: Route, parameter: str) -> bool:
    """Whether a handler's parameter holds what the client says."""
    if parameter in catalogue.REQUEST_NAMES or parameter in ("self", "cls"):
        return False
    found = next((p for p in handler.parameters if p.name == parameter), None)
    return found is not None and found.dependency is None and not identities.is_caller_name(parameter)


def _judges(project: Project, module: str, caller: FunctionSummary) -> bool:
    """Whether a function compares an owner, or calls something that judges, by its name."""
    if "owner" in caller.guards:
        return True
    named = [site for site in caller.calls if identities.AUTHORISING.search(site.name)]
    return any(not _only_finds(project, module, site) for site in named)


def _only_finds(project: Project, module: str, site: CallSite) -> bool:
    """Whether what is called is the project's own and refuses what is not there, not what is somebody else's: `load_or_404`."""
    if not identities.FINDING.search(site.name) or site.target is None:
        return False
    target = Resolver(project).resolve(module, site.target)
    is_seen = target is not None and target.internal and target.kind == "function"
    return is_seen and target is not None and not project.answer(AUTHORITY, target.name).owned


def _has_judged(project: Project, module: str, caller: FunctionSummary, handed: frozenset[str]) -> bool:
    """Whether a function hands what it hands on to another first, which compares the owner and refuses."""
    resolver = Resolver(project)
    for site in caller.calls:
        if handed.isdisjoint(p for each in site.arguments for p in each.parameters):
            continue
        target = resolver.resolve(module, site.target)
        if target is not None and target.internal and target.kind == "function":
            if project.answer(AUTHORITY, target.name).owned:
                return True
    return False


def served_with(project: Project, name: str, flag: str) -> frozenset[bool]:
    """What a flag of a function is where those call it that serve requests; empty: one of them works it out, or nobody does."""
    callee: FunctionSummary | None = project.answer(FUNCTION, name)
    found: set[bool] = set()
    for each in project.answer(CALLERS, name) if callee is not None else ():
        if project.answer(ROUTE, each.name) is None and not project.answer(ENTRY_POINTS, each.name):
            continue
        given = _flag_given(each.site, callee, flag) if callee is not None else None
        if given is None:
            return frozenset()
        found.add(given)
    return frozenset(found)


def _flag_given(site: CallSite, callee: FunctionSummary, flag: str) -> bool | None:
    """What one call hands over for a flag, or leaves to its default; None: cannot tell."""
    slots = slots_of(callee.parameters, flag)
    for slot, value in site.flags:
        if slot in slots:
            return value
    if (
        "**" in site.keywords
        or flag in site.keywords
        or any(each.slot in slots | {"*", "**"} for each in site.arguments)
    ):
        return None
    return next((p.flag for p in callee.parameters if p.name == flag), None)


ENTRY_POINTS = Question(entry_points)
SERVED_WITH = Question(served_with)
