"""Limits and lockouts that count by an address which the client writes itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.forwarded import SAYS_FORWARDED, Fronts, forwarded_reads
from offpath.facts.web.limit_keys import IS_LIMIT_KEY
from offpath.syntax import tree as t

_LIMITING = frozenset(
    {"limit", "limits", "limiter", "ratelimit", "throttle", "throttled", "lockout", "lockouts", "attempt", "attempts", "failures", "banned", "bruteforce"}
)  # fmt: skip
"""Words of what counts how often somebody tries."""


_TELLING = frozenset({"info", "status", "remaining", "stats", "usage"})
"""Words of what only tells how much is left."""


@dataclass(frozen=True, slots=True, eq=False)
class ForwardedLimit:
    """One limit, and where its address is read."""

    read: t.Expr
    used_at: t.Expr


def forwarded_limit(function: FunctionFacts) -> ForwardedLimit | None:
    """The first limit of a function that counts by a forwarded address."""
    own = forwarded_reads(function.own)
    reads = own + [call for call in function.calls if _says_forwarded(function, call)]
    if not reads:
        return None
    fronts = Fronts(function.unit.reading.symbols, reads)
    for node in function.own_nodes(t.Expr):
        if _counts(node, lambda each: bool(fronts.held_by(each))):
            return ForwardedLimit(reads[0], node)
    answers = (each.value for each in function.returns if each.value is not None)
    answer = next((each for each in answers if fronts.held_by(each)), None)
    if answer is not None and function.unit.asking.ask(IS_LIMIT_KEY, function.qualified_name):
        held = [each for each in fronts.held_by(answer) if each in own]
        return ForwardedLimit(held[0], answer) if held else None
    return None


def _says_forwarded(function: FunctionFacts, call: t.Call) -> bool:
    found = function.unit.resolve(call.func)
    summary = function.unit.summary(found.name) if found is not None and found.internal else None
    return summary is not None and SAYS_FORWARDED in summary.traits


def _counts(node: t.Expr, held: Callable[[t.Expr], bool]) -> bool:
    """Whether an expression counts by what is held: hands it to a limiter, looks it up in a table of attempts, makes a key of it."""
    if isinstance(node, t.Call):
        if is_log_call(node):
            return False
        receiver = node.func.value if isinstance(node.func, t.Attribute) else None
        named = {*words(last_name(node.func)), *(words(last_name(receiver)) if receiver is not None else ())}
        given = (*node.args, *(keyword.value for keyword in node.keywords))
        if _LIMITING.isdisjoint(named) or not _TELLING.isdisjoint(named):
            return False
        return any(held(each) for each in given)
    if isinstance(node, t.Subscript):
        return not _LIMITING.isdisjoint(words(last_name(node.value))) and held(node.index)
    if isinstance(node, t.JoinedStr) and not _is_told(node):
        said = {word for each in node.values if isinstance(each, t.Constant) for word in words(str(each.value))}
        return not _LIMITING.isdisjoint(said) and held(node)
    return False


def _is_told(node: t.JoinedStr) -> bool:
    """Whether a text is only written down, or raised."""
    for outer in node.ancestors():
        if isinstance(outer, t.Call) and (is_log_call(outer) or last_name(outer.func)[:1].isupper()):
            return True
        if isinstance(outer, t.Stmt):
            return isinstance(outer, (t.Raise, t.Return))
    return False
