"""Forms that were asked before they are asked again: what is done with the answer is decided there, and here they only fill what was cleaned."""

from __future__ import annotations

from offpath.facts.code.symbols import last_name
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.calls import SIBLINGS_ASK
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_FILLING = frozenset({"is_valid", "validate", "validate_on_submit", "full_clean"})
"""Methods by which a form fills what was cleaned."""


def is_asked_beside(function: FunctionFacts, call: t.Call) -> bool:
    """Whether another method of the class asks its form, or everybody who hands one over has asked it, and what was cleaned is used here."""
    name = last_name(call.func)
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    if receiver is None or name not in _FILLING or not _takes_cleaned(function, receiver):
        return False
    ask = function.unit.asking.ask
    if isinstance(receiver, t.Name) and any(each.name == receiver.id for each in function.params):
        callers = ask(CALLERS, function.qualified_name)
        return bool(callers) and all(
            any(site.name == name and site.result_used for site in caller.calls) for _, caller, _ in callers
        )
    return bool(function.class_name) and ask(SIBLINGS_ASK, function.class_name, function.name, name)


def _takes_cleaned(function: FunctionFacts, receiver: t.Expr) -> bool:
    text = function.unit.text(receiver)
    return any(
        each.attr in ("cleaned_data", "validated_data", "save") and function.unit.text(each.value) == text
        for each in function.own_nodes(t.Attribute)
    )
