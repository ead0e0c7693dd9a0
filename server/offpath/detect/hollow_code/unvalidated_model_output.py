"""What language models answer, and where it is parsed, executed, stored or shown unchecked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import models as catalogue
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.code.symbols import last_name
from offpath.facts.code.values import Use, Values
from offpath.facts.models.calls import asks_by_shape
from offpath.facts.stores.model import DataAccess
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_MAX_STEPS = 3


@dataclass(frozen=True, slots=True, eq=False)
class ModelSink:
    """One place where a model's answer is believed."""

    call: t.Call
    asked: t.Call
    """Where the model is asked, or the helper that asks it."""
    kind: str
    """`parsed`, `executed`, `stored` or `shown`."""


def model_sinks(function: FunctionFacts) -> Iterator[ModelSink]:
    """Every such place in a function."""
    seen: set[t.Call] = set()
    for asked in function.calls:
        if not _asks_model(function, asked):
            continue
        for call, kind in _sinks(function, asked, 0):
            if call not in seen:
                seen.add(call)
                yield ModelSink(call, asked, kind)


def _asks_model(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a call asks a model: a client's method by its library or shape, or a helper that answers with such a call's result."""
    facts = function.unit
    name = last_name(call.func)
    if not isinstance(call.func, t.Attribute):
        return _is_asking_helper(function, call)
    if asks_by_shape(call):
        return True
    callee = facts.callee(call)
    if callee in catalogue.FUNCTIONS or (catalogue.ASKING.match(callee) and name in catalogue.CLIENT_METHODS):
        return True
    return _is_asking_helper(function, call)


def _is_asking_helper(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a function of the project answers with what a model says: it asks one itself, and its name says so."""
    found = function.unit.resolve(call.func)
    if found is None or not found.internal:
        return False
    summary = function.unit.summary(found.name)
    return summary is not None and summary.asks_model


def _sinks(function: FunctionFacts, node: t.Call, step: int) -> Iterator[tuple[t.Call, str]]:
    facts = function.unit
    uses = list(Values(facts.reading.symbols).uses(node))
    if any(_is_check(function, use) for use in uses):
        return
    for use in uses:
        call = use.node
        if use.kind != "argument" or not isinstance(call, t.Call):
            continue
        callee = facts.callee(call)
        if callee in catalogue.PARSING:
            if not _is_validated(function, call):
                yield call, "parsed"
        elif callee in catalogue.EXECUTING:
            yield call, "executed"
        elif callee in catalogue.SHOWING:
            yield call, "shown"
        elif callee.startswith("re.") and step < _MAX_STEPS:
            yield from _sinks(function, call, step + 1)
        elif _runs_as_statement(function, use):
            yield call, "executed"
        elif step == 0 and use.derived:
            stored = _stored(function, use)
            if stored is not None:
                yield stored, "stored"


def _is_check(function: FunctionFacts, use: Use) -> bool:
    """Whether somebody looks at the value, not only whether there is one."""
    if use.kind == "condition":
        test = getattr(use.node, "test", None)
        return any(isinstance(n, (t.Compare, t.Call)) for n in test.walk()) if isinstance(test, t.Expr) else True
    if use.kind == "argument" and isinstance(use.node, t.Call):
        name = last_name(use.node.func)
        return first_word(name) in catalogue.VALIDATING and not function.unit.callee(use.node).startswith("re.")
    return False


def _is_validated(function: FunctionFacts, parsed: t.Call) -> bool:
    """Whether what was parsed is looked at, or made to fit a class that checks."""
    for use in Values(function.unit.reading.symbols).uses(parsed):
        if _is_check(function, use):
            return True
        if use.kind == "argument" and isinstance(use.node, t.Call) and last_name(use.node.func)[:1].isupper():
            if isinstance(use.value.parent, t.Keyword) and use.value.parent.arg is None:
                return True
    spread = parsed.parent
    return isinstance(spread, t.Keyword) and spread.arg is None


def _runs_as_statement(function: FunctionFacts, use: Use) -> bool:
    call = use.node
    return (
        isinstance(call, t.Call)
        and last_name(call.func) in ("execute", "executescript")
        and call.args[:1] == [use.value]
    )


def _stored(function: FunctionFacts, use: Use) -> t.Call | None:
    """The write that takes a model's words into a store, but for one that keeps what was said."""
    call = use.node
    if not isinstance(call, t.Call):
        return None
    for access in accesses_in(function):
        if not access.writes or access.through or access.store in ("redis", "cache"):
            continue
        inside = access.call is call or any(outer is access.call for outer in call.ancestors())
        recorded = access.record is not None and any(node is call for node in _made(function, access.record))
        if (inside or recorded) and not _keeps_talk(access, use.value):
            return access.call
    return None


def _keeps_talk(access: DataAccess, value: t.Expr) -> bool:
    """Whether a write keeps what was said, as it was said: by its table, or by the class that is filled with it."""
    filled = [last_name(outer.func) for outer in (value, *value.ancestors()) if isinstance(outer, t.Call)]
    return any(not catalogue.KEEPING_TALK.isdisjoint(words(name)) for name in (access.target, *filled))


def _made(function: FunctionFacts, record: t.Expr) -> Iterator[t.Expr]:
    """The constructions that a record may come from."""
    yield record
    if isinstance(record, t.Name):
        for definition in function.unit.definitions(record):
            if definition.value is not None:
                yield definition.value
