"""Payments and orders that may be made twice, for what makes them is run again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import payments as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.except_branches import reaches_end
from offpath.facts.code.symbols import last_name
from offpath.facts.project.retries import IS_RETRIED
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.routes import ROUTE
from offpath.facts.web.webhooks import is_webhook
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class RepeatedPayment:
    """One such call."""

    call: t.Call
    why: str
    """`retried`, `loop` or `webhook`."""
    certain: bool


def repeated_payments(function: FunctionFacts) -> Iterator[RepeatedPayment]:
    """Every call of a function that moves money or goods, may run again, and carries nothing that makes that harmless."""
    found = [(call, certain) for call in function.calls for certain in [_moves(function, call)] if certain is not None]
    found = [(call, certain) for call, certain in found if not _has_key(function, call)]
    if not found:
        return
    around = _runs_again(function)
    for call, certain in found:
        why = "loop" if _in_retry_loop(call) else around
        if why:
            yield RepeatedPayment(call, why, certain)


def _moves(function: FunctionFacts, call: t.Call) -> bool | None:
    """Whether a call moves money or goods: for certain, by its names, or (None) not."""
    if not isinstance(call.func, t.Attribute):
        return None
    parts = tuple((t.dotted(call.func) or "").split("."))
    if any(parts[-len(chain) :] == chain for chain in catalogue.CHAINS):
        return True
    resolved = function.unit.resolve(call.func)
    if resolved is not None and resolved.internal:
        return None
    if call.func.attr in catalogue.METHODS and not catalogue.RECEIVERS.isdisjoint(words(last_name(call.func.value))):
        return False
    if call.func.attr == "post" and call.args:
        address = function.unit.text(call.args[0]).lower()
        return False if any(part in address for part in catalogue.PATHS) else None
    return None


def _has_key(function: FunctionFacts, call: t.Call) -> bool:
    """Whether an argument, or what it stands for, names a key by which the other side knows a repetition."""
    texts = [function.unit.text(call).lower()]
    for name in call.walk():
        if isinstance(name, t.Name):
            texts += [
                function.unit.text(d.value).lower() for d in function.unit.definitions(name) if d.value is not None
            ]
    return any(key in text for key in catalogue.KEYS for text in texts)


def _runs_again(function: FunctionFacts) -> str:
    ask = function.unit.asking.ask
    if ask(IS_RETRIED, function.qualified_name):
        return "retried"
    route = ask(ROUTE, function.qualified_name)
    return "webhook" if route is not None and is_webhook(route) else ""


def _in_retry_loop(call: t.Call) -> bool:
    """Whether a loop tries a call again after it failed: `for attempt in range(3): try: … except: continue`."""
    child: t.Node = call
    caught = False
    for outer in call.ancestors():
        if isinstance(outer, t.Try) and any(child is each for each in outer.body):
            caught = any(reaches_end(h.body) or isinstance(h.body[-1], t.Continue) for h in outer.handlers)
        if isinstance(outer, (t.For, t.While)) and caught:
            return isinstance(outer, t.While) or _counts_attempts(outer)
        if isinstance(outer, t.FunctionDef):
            return False
        child = outer
    return False


def _counts_attempts(loop: t.For) -> bool:
    spoken = {word for node in loop.target.walk() if isinstance(node, t.Name) for word in words(node.id)}
    is_range = isinstance(loop.iter, t.Call) and last_name(loop.iter.func) == "range"
    few = is_range and isinstance(loop.iter, t.Call) and _is_few(loop.iter)
    if few and not any(
        isinstance(n, t.Name) and n.id in _names(loop) for s in loop.body for n in s.walk() if _in_call(n)
    ):
        return True
    return is_range and (
        not spoken.isdisjoint({"attempt", "attempts", "retry", "retries", "try", "tries"}) or "_" in _names(loop)
    )


_MOST_ATTEMPTS = 10


def _is_few(count: t.Call) -> bool:
    """Whether a `range` counts a few attempts rather than items."""
    last = count.args[-1] if len(count.args) < 3 and count.args else None
    return isinstance(last, t.Constant) and isinstance(last.value, int) and 1 < last.value <= _MOST_ATTEMPTS


def _in_call(node: t.Node) -> bool:
    """Whether a node is an argument of a payment, not of a wait."""
    outer = next((each for each in node.ancestors() if isinstance(each, t.Call)), None)
    return outer is not None and last_name(outer.func) not in ("sleep", "info", "warning", "debug", "print", "error")


def _names(loop: t.For) -> set[str]:
    return {node.id for node in loop.target.walk() if isinstance(node, t.Name)}
