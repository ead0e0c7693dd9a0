"""Whether what a function answers, with all it calls, depends on who is calling without an argument that says so."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.catalogue.libraries.requests import REQUEST_TYPES, SESSIONS
from offpath.facts.code.symbols import Symbol
from offpath.facts.functions.ambient import BY_NAME, DEPENDS_ON_CALLER, DEPENDS_ON_REQUEST, PLACES
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.reached_functions import reached
from offpath.facts.project.resolver import Resolver

_MAX_DEPTH = 3
_TYPES = SESSIONS | REQUEST_TYPES | {"contextvars.ContextVar"}
"""Types of what is another one for each caller."""


@dataclass(frozen=True, slots=True)
class AmbientCaller:
    """By what an answer depends on who is calling."""

    around: bool = False
    """By something around the function."""
    request: bool = False
    """By the request that it is handed."""
    near: bool = False
    """Whether the function or what it calls itself shows that; what is further away may be for other callers."""


def ambient_caller(project: Project, name: str) -> AmbientCaller:
    """By what the answer of the function of this dotted name depends on its caller."""
    near = _reached(project, name, 1)
    return near if near.around or near.request else _reached(project, name, _MAX_DEPTH)


def _reached(project: Project, name: str, depth: int) -> AmbientCaller:
    around = request = False
    for _, facts, _, summary in reached(project, name, depth, for_results=True):
        for trait in summary.traits:
            request = request or trait == DEPENDS_ON_REQUEST
            if trait.startswith(f"{DEPENDS_ON_CALLER} "):
                around = around or is_place(project, facts.name, trait.removeprefix(f"{DEPENDS_ON_CALLER} "))
    return AmbientCaller(around, request, depth <= 1)


def is_place(project: Project, module: str, dotted: str) -> bool:
    """Whether what a module calls so is something that says who is calling."""
    if dotted == BY_NAME:
        return True
    first, *rest = dotted.split(".")
    symbol: Symbol = ("global", first)
    for part in rest:
        symbol = ("attr", symbol, part)
    found = Resolver(project).resolve(module, symbol)
    if found is None:
        return False
    if found.name.removesuffix("()") in PLACES:
        return True
    return found.kind == "instance" and found.name.removesuffix("()") in _TYPES


AMBIENT_CALLER = Question(ambient_caller)
