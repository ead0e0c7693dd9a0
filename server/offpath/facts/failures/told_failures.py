"""Functions that tell of each of their failures themselves: the trait `TELLS`. Whoever catches what they raise hides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.exceptions import BROAD
from offpath.catalogue.words.outside import HARMLESS
from offpath.catalogue.words.verbs import first_word
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

TELLS = "tells of its failures"

_LOUD = frozenset({"warning", "warn", "error", "exception", "critical", "fatal", "capture_exception", "log"})
"""Levels that production keeps."""


def telling_traits(own: Nodes) -> Iterator[str]:
    """`TELLS`, where all that can fail stands in a `try` whose branch for everything logs it."""
    guarded = _guarded(own)
    if guarded:
        in_branch = _in_branches(own)
        if all(call in guarded or _is_harmless(call) or call in in_branch for call in own.of(t.Call)):
            yield TELLS


def _guarded(own: Nodes) -> set[t.Node]:
    """What stands in a `try` whose branch for everything logs it."""
    tried = (each for each in own.of(t.Try) if any(map(_logs_all, each.handlers)))
    return {node for each in tried for node in _calls_in(each.body)}


def _in_branches(own: Nodes) -> set[t.Node]:
    """What stands in such a branch itself, where the failure is told already: the innermost branch decides."""
    found: set[t.Node] = set()
    for each in own.of(t.ExceptHandler):
        change = found.update if _logs_all(each) else found.difference_update
        change(_calls_in(each.body))
    return found


def _calls_in(block: list[t.Stmt]) -> Iterator[t.Node]:
    return (node for node in t.walked(block, (t.FunctionDef, t.ClassDef)) if isinstance(node, t.Call))


def _logs_all(handler: t.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, (t.Tuple, t.List)) else [handler.type]
    is_broad = any(kind is None or last_name(kind) in BROAD for kind in kinds)
    return is_broad and any(
        isinstance(n, t.Call) and is_log_call(n) and last_name(n.func) in _LOUD for n in handler.walk()
    )


def _is_harmless(call: t.Call) -> bool:
    return is_log_call(call) or first_word(last_name(call.func)) in HARMLESS
