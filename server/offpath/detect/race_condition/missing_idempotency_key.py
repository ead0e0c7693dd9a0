"""Payments and orders that may be made twice, for what makes them is run again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import payments as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import reaches_end
from offpath.facts.routes.routes import ROUTE
from offpath.facts.running.retries import IS_RETRIED
from offpath.facts.stores.reading import queries_of
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.trails import unpacked
from offpath.facts.web.entry_points import ENTRY_POINTS
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
    if not found:
        return
    around = _runs_again(function)
    for call, certain in found:
        in_loop = _in_retry_loop(function, call)
        why = "loop" if in_loop else around
        if why and not _has_key(function, call, in_loop and not around):
            yield RepeatedPayment(call, why, certain)


def _moves(function: FunctionFacts, call: t.Call) -> bool | None:
    """Whether a call moves money or goods: for certain, by its names, or (None) not."""
    if not isinstance(call.func, t.Attribute):
        return None
    parts = tuple((t.dotted(call.func) or "").split("."))
    if _is_of_record(function, call.func.value):
        return None
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


def _is_of_record(function: FunctionFacts, manager: t.Expr) -> bool:
    """Whether a call is on what a record of the project's own refers to: `order.payments.create(…)` makes a row."""
    if not isinstance(manager, t.Attribute):
        return False
    facts, owner = function.unit, manager.value
    found = facts.resolve(owner)
    if found is not None and found.kind == "instance" and found.internal:
        return facts.asking.ask(SCHEMA, found.name) is not None
    records = queries_of(facts).records
    return isinstance(owner, t.Name) and any(
        d.value is not None and d.value in records for d in facts.definitions(owner)
    )


def _has_key(function: FunctionFacts, call: t.Call, in_loop: bool) -> bool:
    """Whether an argument is a key by which the other side knows a repetition: named so, and the same in every run."""
    inputs = [*((k.arg or "", k.value) for k in call.keywords), *(("", each) for each in call.args)]
    return any(
        _is_key(name) and not _is_drawn_anew(function, value, call, in_loop)
        for written, given in inputs
        for name, value in _named(function, written, given, 0)
    )


def _is_key(name: str) -> bool:
    spelled = name.lower().replace("-", "_")
    return any(key in spelled for key in catalogue.KEYS) and not any(each in spelled for each in catalogue.TRACING)


def _named(function: FunctionFacts, name: str, value: t.Expr, depth: int) -> Iterator[tuple[str, t.Expr]]:
    """The names under which values are handed over: keywords, keys of dictionaries, and what the values themselves are called."""
    if name in catalogue.DESCRIBING or depth > _MAX_DEPTH:
        return
    yield name, value
    if not name and isinstance(value, (t.Name, t.Attribute)):
        yield last_name(value), value
    if isinstance(value, t.Name):
        for definition in function.unit.definitions(value):
            if definition.value is not None and definition.kind == "assign":
                yield from _named(function, "", unpacked(definition)[0], depth + 1)
        yield from _put_in(function, value)
    elif isinstance(value, t.Dict):
        for item in value.items:
            key = str(item.key.value) if isinstance(item.key, t.Constant) else ""
            yield from _named(function, key, item.value, depth + 1)
    elif isinstance(value, t.Call):
        for keyword in value.keywords:
            yield from _named(function, keyword.arg or "", keyword.value, depth + 1)
        for argument in value.args:
            yield from _named(function, "", argument, depth + 1)


def _put_in(function: FunctionFacts, name: t.Name) -> Iterator[tuple[str, t.Expr]]:
    """`headers["Idempotency-Key"] = key`."""
    for node in function.own_nodes(t.Assign):
        for target in node.targets:
            if isinstance(target, t.Subscript) and isinstance(target.value, t.Name) and target.value.id == name.id:
                if isinstance(target.index, t.Constant):
                    yield str(target.index.value), node.value


_MAX_DEPTH = 3


def _is_drawn_anew(function: FunctionFacts, value: t.Expr, call: t.Call, in_loop: bool) -> bool:
    """Whether a value is another one in every run of what is run again."""
    if isinstance(value, t.Name):
        made = function.unit.definitions(value)
        values = [unpacked(each)[0] for each in made if each.value is not None]
        if not made or len(values) != len(made):
            return False
        if in_loop and not any(_loop_of(call) is outer for d in made for outer in d.node.ancestors()):
            return False
        return all(_is_drawn_anew(function, each, call, in_loop) for each in values)
    if isinstance(value, t.IfExp):
        return all(_is_drawn_anew(function, each, call, in_loop) for each in (value.body, value.orelse))
    if isinstance(value, t.BoolOp):
        return False
    return any(isinstance(node, t.Call) and last_name(node.func) in catalogue.DRAWN for node in value.walk())


def _loop_of(call: t.Call) -> t.Node | None:
    return next((each for each in call.ancestors() if isinstance(each, (t.For, t.While))), None)


def _runs_again(function: FunctionFacts) -> str:
    ask = function.unit.asking.ask
    if ask(IS_RETRIED, function.qualified_name):
        return "retried"
    route = ask(ROUTE, function.qualified_name)
    if route is not None:
        return "webhook" if is_webhook(route) else ""
    return "webhook" if _serves_webhooks_alone(function) else ""


def _serves_webhooks_alone(function: FunctionFacts) -> bool:
    """Whether every handler that leads to a function is one that another service calls, again and again until it is answered."""
    ask = function.unit.asking.ask
    handlers = [ask(ROUTE, each.handler) for each in ask(ENTRY_POINTS, function.qualified_name)]
    return bool(handlers) and all(each is not None and is_webhook(each) for each in handlers)


def _in_retry_loop(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a loop tries a call again after it failed: `for attempt in range(3): try: … except: continue`."""
    child: t.Node = call
    caught = False
    for outer in call.ancestors():
        if isinstance(outer, t.Try) and any(child is each for each in outer.body):
            caught = any(reaches_end(h.body) or isinstance(h.body[-1], t.Continue) for h in outer.handlers)
        if isinstance(outer, t.For) and _tries_again(function, outer):
            return True
        if isinstance(outer, (t.For, t.While)) and caught:
            return isinstance(outer, t.While) or _counts_attempts(outer)
        if isinstance(outer, t.FunctionDef):
            return False
        child = outer
    return False


def _tries_again(function: FunctionFacts, loop: t.For) -> bool:
    """Whether a loop goes through what tries its body again: `for attempt in Retrying(stop=stop_after_attempt(3)): with attempt: …`."""
    known = function.unit.asking.catalogue.retrying_loops
    return isinstance(loop.iter, t.Call) and function.unit.callee(loop.iter) in known


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
