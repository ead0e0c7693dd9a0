"""Functions that tell of each of their failures themselves: the trait `TELLS`. Whoever catches what they raise hides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries.exceptions import BROAD
from offpath.catalogue.words.outside import HARMLESS
from offpath.catalogue.words.verbs import first_word
from offpath.facts.code.log_calls import is_log_call
from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t

TELLS = "tells of its failures"

_LOUD = frozenset({"warning", "warn", "error", "exception", "critical", "fatal", "capture_exception", "log"})
"""Levels that production keeps."""


def telling_traits(node: t.FunctionDef, body: list[t.Node]) -> Iterator[str]:
    """`TELLS`, where all that can fail stands in a `try` whose branch for everything logs it."""
    calls = [each for each in body if isinstance(each, t.Call)]
    guarded = [call for call in calls if _is_guarded(call, node)]
    if guarded and all(call in guarded or _is_harmless(call) or _is_in_branch(call, node) for call in calls):
        yield TELLS


def _is_guarded(call: t.Call, function: t.FunctionDef) -> bool:
    child: t.Node = call
    for outer in call.ancestors():
        if outer is function:
            return False
        if isinstance(outer, t.Try) and child in outer.body and any(_logs_all(each) for each in outer.handlers):
            return True
        child = outer
    return False


def _is_in_branch(call: t.Call, function: t.FunctionDef) -> bool:
    """Whether a call stands in such a branch itself, where the failure is told already."""
    for outer in call.ancestors():
        if outer is function:
            return False
        if isinstance(outer, t.ExceptHandler):
            return _logs_all(outer)
    return False


def _logs_all(handler: t.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, (t.Tuple, t.List)) else [handler.type]
    is_broad = any(kind is None or last_name(kind) in BROAD for kind in kinds)
    return is_broad and any(
        isinstance(n, t.Call) and is_log_call(n) and last_name(n.func) in _LOUD for n in handler.walk()
    )


def _is_harmless(call: t.Call) -> bool:
    return is_log_call(call) or first_word(last_name(call.func)) in HARMLESS
