"""Whole persons in what logs and prints write down: the event of a webhook that speaks of them, the dictionary that holds all that is known of one."""

from __future__ import annotations

from offpath.catalogue.words import private as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.web.webhooks import is_webhook
from offpath.syntax import tree as t

_QUIET = frozenset({"debug", "adebug", "trace"})
"""Levels that production leaves out."""


def is_person(facts: UnitFacts, call: t.Call, node: t.Expr) -> bool:
    """Whether an argument of a log call is all that is known of a person, or all that a webhook says of one."""
    if last_name(call.func) in _QUIET or not isinstance(node, t.Name) or isinstance(node.parent, t.Subscript):
        return False
    found = facts.resolve(node)
    if found is not None and found.kind == "instance" and not found.name.startswith(("builtins.dict", "typing.")):
        return False
    function = facts.function_of(node)
    if last_name(call.func) == "print" and not _serves(function):
        return False
    spoken = words(node.id)
    if len(spoken) > 1 and spoken[-1] in catalogue.WHOLES and not catalogue.PERSONS.isdisjoint(spoken[:-1]):
        return True
    return function is not None and _is_event(function, node)


def _serves(function: FunctionFacts | None) -> bool:
    """Whether a function answers requests; elsewhere a print may be for whoever sits before it."""
    return function is not None and function.unit.asking.ask(ROUTE, function.qualified_name) is not None


def _is_event(function: FunctionFacts, node: t.Name) -> bool:
    """Whether a name holds the whole body of a webhook that speaks of persons."""
    values = [stripped(each.value) for each in function.unit.definitions(node) if each.value is not None]
    if not values or not all(_is_body(each) for each in values):
        return False
    route = function.unit.asking.ask(ROUTE, function.qualified_name)
    if route is None or not is_webhook(route):
        return False
    told = {*words(route.handler.rpartition(".")[2]), *(word for part in route.path.split("/") for word in words(part))}
    return not catalogue.SPEAKING_OF_PERSONS.isdisjoint(told)


def _is_body(value: t.Expr) -> bool:
    target = value.func if isinstance(value, t.Call) else value
    return (
        isinstance(target, t.Attribute)
        and target.attr in catalogue.WHOLE_BODIES
        and last_name(target.value) in ("request", "req")
    )
