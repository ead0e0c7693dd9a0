"""Parameters that are bound anew before anybody reads what the caller gave."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.flow.flow import Definition
from offpath.facts.functions.promises import has_fixed_signature, is_declaration, is_only_handed_on, is_override
from offpath.facts.project.calls import HANDED_ON
from offpath.facts.routes.routes import ROUTE
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.constants import fold
from offpath.facts.values.influence import PLUMBING, reads_namespace
from offpath.syntax import tree as t

_REBINDING = frozenset({"assign", "loop", "with", "import"})


def overwritten_parameters(function: FunctionFacts) -> Iterator[Definition]:
    """The first new binding of each parameter that nothing reads before it."""
    found = list(_candidates(function))
    if not found or function.summary.is_stub or is_declaration(function) or is_override(function):
        return
    if reads_namespace(function) or is_only_handed_on(function):
        return
    if _is_registered(function) or any(param.name == "environ" for param in function.params):
        return
    given_by_path = _given_by_path(function)
    optional = _optional_where_handed_on(function)
    injected = {each.name for each in function.summary.parameters if each.dependency is not None}
    for first in found:
        is_plumbing = first.name in PLUMBING and has_fixed_signature(function)
        is_worked_out = first.kind != "assign" or fold(function.unit, first.value) is None
        if (
            first.name not in {*injected, *optional}
            and not is_plumbing
            and not (first.name in given_by_path and is_worked_out)
        ):
            yield first


def _is_registered(function: FunctionFacts) -> bool:
    """Whether a decorator hands the function to something that calls it its own way: `@register.tag`, `@receiver(post_save)`."""
    return any(d.name.rpartition(".")[2] in _REGISTERING for d in function.summary.decorators)


_REGISTERING = frozenset(
    {
        "tag",
        "simple_tag",
        "inclusion_tag",
        "filter",
        "receiver",
        "connect",
        "listens_for",
        "hookimpl",
        "hook",
        "impl",
        "register",
    }
)


def _optional_where_handed_on(function: FunctionFacts) -> frozenset[str]:
    """The parameters that a function has for the sake of whoever it is handed to: those that its own callers may leave out."""
    if not function.unit.asking.ask(HANDED_ON, function.name):
        return frozenset()
    return frozenset(param.name for param in function.params if param.default is not None)


def _given_by_path(function: FunctionFacts) -> tuple[str, ...]:
    """The parameters that a handler has to take because paths name them, its own or those of what it is mounted under."""
    route = function.unit.asking.ask(ROUTE, function.qualified_name)
    if route is None:
        return ()
    if route.framework in _FROM_PATH_ALONE:
        return tuple(p.name for p in function.params if p.default is None)
    return route.parameters


_FROM_PATH_ALONE = frozenset({"flask", "quart", "django", "bottle", "sanic", "pyramid", "tornado"})
"""Frameworks that hand over what paths name and nothing else."""


def _candidates(function: FunctionFacts) -> Iterator[Definition]:
    for param in function.params:
        if (
            param.name.startswith("_")
            or param.kind in ("var-positional", "var-keyword")
            or param.name in ("self", "cls")
        ):
            continue
        bindings = function.flow.named(param.name)
        given = next((each for each in bindings if each.kind == "parameter"), None)
        anew = [each for each in bindings if each.kind in _REBINDING and each.scope is function.node]
        if given is None or given.uses or not anew or param.name in function.flow.declared_global:
            continue
        first = min(anew, key=lambda each: each.node.start)
        if not _is_in_comprehension(first.node):
            yield first


def _is_in_comprehension(node: t.Node) -> bool:
    return any(isinstance(each, t.Comprehension) for each in node.ancestors())
