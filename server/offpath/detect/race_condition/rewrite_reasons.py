"""How much a lost update matters: what is changed, and who runs it."""

from __future__ import annotations

from enum import Enum

from offpath.catalogue.words.amounts import is_scarce
from offpath.facts.code.symbols import last_name
from offpath.facts.running.attended import IS_ATTENDED
from offpath.facts.transactions.one_step import is_one_step
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.changes import Change
from offpath.facts.updates.rewrites import Rewrite
from offpath.syntax import tree as t


class Reason(Enum):
    """The kinds of evidence, in the words in which verdicts are counted."""

    NUMBER = "number that is relied on"
    """Money, stock, a quota, or a number that a test looks at: what is lost is spent twice."""
    COUNT = "count"
    """A number that only tells how often: what is lost is one."""
    TOGGLE = "toggle"
    PARTS = "parts of a value"
    """A list, a dictionary or a text: what is lost is what somebody else put in."""
    VALUE = "single value"
    """What a cache or a key-value store keeps under a key."""
    NAMES = "told by names"
    HANDED = "handed relation"
    BY_HAND = "run by hand"
    ONE_LOOP = "one loop"
    """The program is one loop in one process, and nothing is waited for between read and write."""


def reason_of(function: FunctionFacts, found: Rewrite) -> Reason:
    """What a finding rests on."""
    if function.unit.asking.ask(IS_ATTENDED, function.qualified_name):
        return Reason.BY_HAND
    if not found.is_handed and is_one_step(function, found.read, found.at):
        return Reason.ONE_LOOP
    if found.is_handed:
        return Reason.HANDED
    if found.read.certainty == "by-name" and found.read.store == "repository":
        return Reason.NAMES
    if all(isinstance(each.value, t.UnaryOp) and each.value.op == "not" for each in found.changes):
        return Reason.TOGGLE
    if any(_is_number(function, each) for each in found.changes):
        relied = found.decision is not None or is_scarce(found.read.target, *(each.written for each in found.changes))
        return Reason.NUMBER if relied or not all(_is_step(each) for each in found.changes) else Reason.COUNT
    return Reason.VALUE if found.read.store in ("redis", "cache") else Reason.PARTS


def _is_number(function: FunctionFacts, change: Change) -> bool:
    """Whether a number is changed: by arithmetic, and not with a text or a list."""
    if change.operator:
        return change.operator in _ARITHMETIC and not _is_made(change.value)
    return change.value is not None and _computes(function, change.value, 0)


def _computes(function: FunctionFacts, value: t.Expr, steps: int) -> bool:
    if isinstance(value, t.BinOp):
        return value.op in _ARITHMETIC and not any(_is_made(side) for side in (value.left, value.right))
    if isinstance(value, t.Call) and value.args and last_name(value.func) in _OF_NUMBERS:
        return any(_computes(function, each, steps + 1) for each in value.args) or last_name(value.func) in (
            "max",
            "min",
        )
    if isinstance(value, t.Name) and steps < _MOST_STEPS:
        bound = function.unit.definitions(value)
        return any(
            each.kind == "augment"
            or (each.value is not None and not each.path and _computes(function, each.value, steps + 1))
            for each in bound
        )
    return False


def _is_step(change: Change) -> bool:
    """Whether it is counted by a fixed number: `+= 1`, `int(value) + 1`."""
    if change.operator:
        return isinstance(change.value, t.Constant)
    return change.value is not None and any(
        isinstance(node, t.BinOp) and any(isinstance(side, t.Constant) for side in (node.left, node.right))
        for node in change.value.walk()
    )


def _is_made(value: t.Expr | None) -> bool:
    is_text = isinstance(value, t.Constant) and isinstance(value.value, (str, bytes))
    return is_text or isinstance(value, (t.List, t.Dict, t.Tuple, t.Set, t.Comp, t.JoinedStr))


_ARITHMETIC = frozenset({"+", "-", "*", "/", "//"})
_OF_NUMBERS = frozenset({"max", "min", "int", "float", "round", "Decimal", "abs", "str"})
_MOST_STEPS = 3
