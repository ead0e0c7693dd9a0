"""Answers of other services whose body is used without a look at their status."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.members import BODIES, CHECKING_RESPONSES
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import is_caught
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.functions.answer_hooks import HOOKS_ANSWERS
from offpath.facts.stores.chain import awaited
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.values import Values
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class UncheckedResponse:
    """One such use."""

    body: t.Expr
    """`response.json()`, `response.text`."""
    call: t.Call
    """What sent the request."""
    name: str
    """The name that the answer is bound to; empty in a chain."""
    bound_by: t.Node | None
    """The assignment or `with` that binds it."""


def sends_request(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a call sends a request to another service."""
    known = function.unit.asking.catalogue.effects
    if last_name(call.func) not in known.sending_names or not isinstance(call.func, t.Attribute):
        return False
    return function.unit.callee(call) in known.sending


def unchecked_responses(function: FunctionFacts) -> Iterator[UncheckedResponse]:
    """The first unchecked use of each answer in a function."""
    for call in function.calls:
        if not sends_request(function, call) or _raises_by_itself(function, call):
            continue
        found = _unchecked(function, call)
        if found is not None and not _looks_into_body(function, found) and not is_caught(found.body, _OF_BODY):
            yield found


def _raises_by_itself(function: FunctionFacts, call: t.Call) -> bool:
    """Whether the client was told to raise: `ClientSession(raise_for_status=True)`, hooks of the client."""
    if any(keyword.arg in ("raise_for_status", "hooks") for keyword in call.keywords):
        return True
    client = call.func.value if isinstance(call.func, t.Attribute) else None
    if not isinstance(client, t.Name):
        return isinstance(client, t.Attribute)
    for definition in function.unit.definitions(client):
        made = definition.value
        if any(isinstance(each.parent, t.Attribute) and each.parent.attr in _KEEPING_WATCH for each in definition.uses):
            return True
        if isinstance(made, t.Call) and not _KEEPING_WATCH.isdisjoint(_told_when_made(function, made)):
            return True
        if definition.kind == "parameter":
            return False
    return False


_KEEPING_WATCH = frozenset({"raise_for_status", "hooks", "event_hooks", "transport", HOOKS_ANSWERS})
"""Keywords and attributes by which a client is told to look at every answer."""


def _told_when_made(function: FunctionFacts, making: t.Call) -> set[str]:
    """What a client is told where it is made: there, or in the function of the project that is called for it."""
    summary = function.unit.summary(function.unit.callee(making))
    inside = () if summary is None else (*(name for site in summary.calls for name in site.keywords), *summary.traits)
    return {*(each.arg or "**" for each in making.keywords), *inside}


def _unchecked(function: FunctionFacts, call: t.Call) -> UncheckedResponse | None:
    outer = awaited(call)
    parent = outer.parent
    if isinstance(parent, t.Attribute):
        return UncheckedResponse(_whole(parent), call, "", None) if parent.attr in BODIES else None
    target = parent.targets[0] if isinstance(parent, t.Assign) and len(parent.targets) == 1 else None
    if isinstance(parent, t.WithItem):
        target = parent.target
    if not isinstance(target, t.Name):
        return None
    definition = next(
        (d for d in function.unit.reading.symbols.flow_at(target).named(target.id) if d.node is target), None
    )
    if definition is None:
        return None
    bodies: list[t.Expr] = []
    for use in definition.uses:
        member = use.parent
        if isinstance(member, t.Attribute) and member.value is use:
            if member.attr in CHECKING_RESPONSES:
                return None
            if member.attr in BODIES:
                bodies.append(_whole(member))
            continue
        return None
    bodies = [each for each in bodies if not _is_logged(each)]
    return UncheckedResponse(bodies[0], call, target.id, parent) if bodies else None


def _whole(member: t.Attribute) -> t.Expr:
    return member.parent if isinstance(member.parent, t.Call) and member.parent.func is member else member


def _is_logged(node: t.Expr) -> bool:
    return any(isinstance(outer, t.Call) and is_log_call(outer) for outer in node.ancestors())


def _looks_into_body(function: FunctionFacts, found: UncheckedResponse) -> bool:
    """Whether the body itself is asked whether it is an answer: `if "error" in data`, a schema, a default for each key."""
    for use in Values(function.unit.reading.symbols).uses(found.body):
        if use.kind == "condition":
            return True
        if use.kind == "argument" and isinstance(use.node, t.Call):
            name = last_name(use.node.func)
            if (name[:1].isupper() and _is_parsed(found.body)) or name in (
                "model_validate",
                "parse_obj",
                "validate",
                "model_validate_json",
                "validate_python",
            ):
                return True
    return False


def _is_parsed(body: t.Expr) -> bool:
    """Whether a body is read as data, so that a class it is handed to may check it; bytes and text fit every class."""
    return isinstance(body, t.Call) and last_name(body.func) == "json"


_OF_BODY = frozenset({"ValueError", "KeyError", "JSONDecodeError", "TypeError", "LookupError"})
