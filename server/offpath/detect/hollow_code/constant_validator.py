"""Functions that are asked whether something holds, and always say that it does."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.functions.promises import has_fixed_signature, is_declaration
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.constants import fold, is_constant
from offpath.syntax import tree as t

_ASKING = frozenset(
    {"is", "has", "can", "validate", "verify", "authenticate", "authorize", "authorise", "should", "check"}
)
_HARMLESS = frozenset(
    {
        "print", "str", "len", "repr", "bool", "type", "isinstance", "strip", "lower", "upper", "get", "split", "format", "time", "now", "utcnow",
        "sleep", "getLogger",
        "hasattr", "getattr", "dict", "list", "set", "tuple", "sorted", "any", "all", "startswith",
        "endswith", "join", "keys", "items", "values", "copy", "append", "add",
    }
)  # fmt: skip
"""Calls that neither refuse anything nor do it by raising."""


@dataclass(frozen=True, slots=True)
class ConstantCheck:
    """One such function."""

    answer: str
    """What it always answers, as written."""
    certain: bool


def constant_check(function: FunctionFacts) -> ConstantCheck | None:
    """What a check always answers; None where it can say something else, raises, or only serves an interface."""
    asks = words(function.name)
    if not asks or asks[0] not in _ASKING or (asks[0] == "check" and len(asks) < 2):
        return None
    given = [p for p in function.params if p.name not in ("self", "cls", "_", "request") and not p.name.startswith("_")]
    returns = [each for each in function.returns if each.value is not None]
    if (
        not given
        or not returns
        or len(returns) < len(function.returns)
        or is_declaration(function)
        or function.flow.falls_through
    ):
        return None
    answers = [_truthy(function, each.value) for each in returns if each.value is not None]
    if any(each is None for each in answers) or len(set(answers)) > 1 or _may_refuse(function):
        return None
    is_hook = any(p.kind == "var-keyword" for p in function.params)
    if is_hook or has_fixed_signature(function):
        return None
    return ConstantCheck(str(answers[0]), asks[0] != "check" or answers[0] == "True")


def _truthy(function: FunctionFacts, node: t.Expr) -> str | None:
    """The constant that an answer is, where it says yes."""
    facts = function.unit
    if isinstance(node, t.Tuple) and node.elts:
        return _truthy(function, node.elts[0])
    if isinstance(node, t.Dict):
        for item in node.items:
            if isinstance(item.key, t.Constant) and item.key.value in (
                "valid",
                "is_valid",
                "ok",
                "success",
                "authenticated",
                "allowed",
                "verified",
            ):
                return "True" if is_constant(facts, item.value, True) else None
        return None
    folded = fold(facts, node)
    if folded is None or not folded.value or not isinstance(folded.value, (bool, int)):
        return None
    return facts.text(node) if isinstance(node, t.Constant) else "True"


def _may_refuse(function: FunctionFacts) -> bool:
    """Whether a function can say no by raising: itself, or in what it calls."""
    for node in function.own_nodes(t.Raise, t.Assert, t.Yield, t.Subscript, t.Await):
        if isinstance(node, t.Subscript) and not isinstance(node.parent, (t.Call, t.Compare, t.Assign)):
            continue
        return True
    return any(not is_log_call(call) and last_name(call.func) not in _HARMLESS for call in function.calls)
