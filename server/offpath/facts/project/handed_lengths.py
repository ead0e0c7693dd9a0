"""What decides how many items a parameter or an attribute holds, by what callers hand over."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.kinds_of_files import is_test
from offpath.facts.code.lengths import Length, combined
from offpath.facts.project.calls import callers
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import CallSite, FunctionSummary, Parameter, slot_name
from offpath.facts.web.routes import HANDLER

_MAX_DEPTH = 4


def length_handed(project: Project, name: str, parameter: str) -> Length | None:
    """What decides how long a list is that a function's parameter is handed; None: cannot tell, or callers differ.

    `name` may be a class: then its objects are made with it.
    """
    return combined(list(_lengths(project, name, parameter, frozenset({(name, parameter)}))))


def _lengths(project: Project, name: str, parameter: str, seen: frozenset[tuple[str, str]]) -> Iterator[Length | None]:
    parameters = _parameters(project, name)
    if len(seen) > _MAX_DEPTH or not any(each.name == parameter for each in parameters):
        yield None
        return
    for module, caller, site in callers(project, name):
        if module in project.modules and is_test(project.modules[module].path):
            continue
        yield from _of_site(project, module, caller, site, _slots(parameters, site, parameter), seen)


def _parameters(project: Project, name: str) -> tuple[Parameter, ...]:
    facts, path = Resolver(project).locate(name)
    if facts is None:
        return ()
    summary = facts.functions.get(f"{path}.__init__" if path in facts.classes else path)
    return summary.parameters if summary is not None else ()


def _slots(parameters: tuple[Parameter, ...], site: CallSite, parameter: str) -> frozenset[int | str]:
    """The slots of a call that may fill a parameter."""
    positions = (position for position in range(len(parameters)) if slot_name(parameters, position) == parameter)
    return frozenset({parameter, *positions})


def _of_site(
    project: Project,
    module: str,
    caller: FunctionSummary,
    site: CallSite,
    slots: frozenset[int | str],
    seen: frozenset[tuple[str, str]],
) -> Iterator[Length | None]:
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
    around = ".".join((module, *caller.path)) if module else ".".join(caller.path)
    handed = flowing[0].parameters[0]
    route = project.answer(HANDLER, around)
    if route is not None and route.caller != "person":
        yield Length.GROWS
    elif (around, handed) in seen:
        return
    else:
        above = list(_lengths(project, around, handed, seen | {(around, handed)}))
        yield from above or [None]


LENGTH_HANDED = Question(length_handed)
