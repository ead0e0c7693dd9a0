"""Which stage of a program's life a test asks about, by its words: `settings.DEBUG`, `ENV != "production"`, `case "development":`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from offpath.catalogue.pass_through import FUNCTIONS, METHODS, Done
from offpath.catalogue.words.debugging import (
    ASKED_IN_DEVELOPMENT,
    BESIDE_STAGES,
    DEVELOPMENT_ALONE,
    PRODUCTION_WORDS,
    TURNING,
    WHERE_STAGES_STAND,
)
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbols, last_name
from offpath.facts.flow.passed import Condition
from offpath.syntax import tree as t
from offpath.syntax.budget import spend
from offpath.syntax.nodes import Nodes

_SWITCHED = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
_SAYING_SAME = {"==": True, "is": True, "in": True, "!=": False, "is not": False, "not in": False}
_UNCHANGED = frozenset({Done.TEXT, Done.CONVERTED, Done.SAME})
_MOST_STEPS = 6


class StageTests:
    """What tests of a unit tell of the stage. `told` says what something that is asked tells by its body elsewhere, if it came out so."""

    def __init__(self, symbols: Symbols, told: Callable[[t.Expr, bool], bool] = lambda asked, holds: False) -> None:
        self._symbols = symbols
        self._told = told

    def is_development(self, condition: Condition) -> bool:
        """Whether a test that ended so tells that this is no production."""
        if isinstance(condition.test, t.MatchCase):
            return self._is_case(condition.test, condition.holds)
        return self.tells(condition.test, condition.holds)

    def tells(self, test: t.Expr, holds: bool, depth: int = 0) -> bool:
        """Whether an expression that came out so tells it."""
        spend()
        if isinstance(test, t.UnaryOp) and test.op == "not":
            return self.tells(test.operand, not holds, depth)
        if isinstance(test, t.BoolOp):
            together = any if (test.op == "and") is holds else all
            return together(self.tells(each, holds, depth) for each in test.values)
        if isinstance(test, t.Compare) and len(test.ops) == 1 and test.ops[0] in _SAYING_SAME:
            return self._is_compared(test.left, test.comparators[0], _SAYING_SAME[test.ops[0]] is holds, depth)
        return self._speaks_of(test, holds, depth)

    def _is_compared(self, left: t.Expr, right: t.Expr, is_same: bool, depth: int) -> bool:
        switches = {_SWITCHED.get(each.lower()) for each in _values(right)}
        if len(switches) == 1 and None not in switches:
            return self._speaks_of(left, is_same in switches, depth)
        for value, asked in ((right, left), (left, right)):
            spoken = [*_values(value)]
            if spoken:
                return self._is_stage(spoken, asked, is_same)
        return False

    def _is_case(self, case: t.MatchCase, holds: bool) -> bool:
        subject = case.parent.subject if isinstance(case.parent, t.Match) else None
        spoken = [each for value in case.values for each in _values(value)]
        if subject is None or len(spoken) != len(case.values) or case.captures:
            return False
        return bool(spoken) and self._is_stage(spoken, subject, holds)

    def _is_stage(self, spoken: list[str], asked: t.Expr, is_same: bool) -> bool:
        """Whether what is asked is one of the texts, or none of them, and that keeps production away."""
        found = {word for each in spoken for word in words(each)}
        meant, other = (ASKED_IN_DEVELOPMENT, PRODUCTION_WORDS) if is_same else (PRODUCTION_WORDS, ASKED_IN_DEVELOPMENT)
        if meant.isdisjoint(found) or not other.isdisjoint(found):
            return False
        is_clear = not (DEVELOPMENT_ALONE if is_same else PRODUCTION_WORDS).isdisjoint(found)
        return is_clear or any(not WHERE_STAGES_STAND.isdisjoint(words(name)) for name in self._names(asked))

    def _speaks_of(self, asked: t.Expr, holds: bool, depth: int) -> bool:
        """Whether something that is asked for by its name alone is so in development: `DEBUG`, `config("DEBUG")`, `is_production()`."""
        if any(is_switch_of(name, holds) for name in self._names(asked)):
            return True
        if depth >= _MOST_STEPS:
            return False
        values = [*self._values_of(asked)]
        if values and all(self.tells(each, holds, depth + 1) for each in values):
            return True
        return self._told(asked, holds)

    def _values_of(self, asked: t.Expr) -> Iterator[t.Expr]:
        """What a name was given; nothing where one of its values cannot be told."""
        if isinstance(asked, t.NamedExpr):
            yield asked.value
        elif isinstance(asked, t.Name):
            bound = self._symbols.definitions(asked)
            if all(each.kind == "assign" and not each.path and each.value is not None for each in bound):
                yield from (each.value for each in bound if each.value is not None)

    def _names(self, asked: t.Expr) -> Iterator[str]:
        """By which names something is asked: its own, and the keys under which it is looked up."""
        yield from _written_names(asked)
        for each in self._values_of(asked):
            if isinstance(each, (t.Call, t.Subscript, t.Attribute)):
                yield from _written_names(each)


def _written_names(asked: t.Expr) -> Iterator[str]:
    node = asked
    while True:
        spend()
        if isinstance(node, (t.Await, t.NamedExpr)):
            node = node.value
        elif isinstance(node, t.Subscript):
            if isinstance(node.index, t.Constant) and isinstance(node.index.value, str):
                yield node.index.value
                return
            node = node.value
        elif isinstance(node, t.Call):
            inner = _unchanged(node)
            if inner is None:
                yield last_name(node.func)
                yield from (a.value for a in node.args[:1] if isinstance(a, t.Constant) and isinstance(a.value, str))
                return
            node = inner
        else:
            yield last_name(node)
            return


def _unchanged(call: t.Call) -> t.Expr | None:
    """What a call only writes in another way: `value` of `value.lower()`, `bool(value)`."""
    name = last_name(call.func)
    if isinstance(call.func, t.Attribute) and not call.args and METHODS.get(name) in _UNCHANGED:
        return call.func.value
    passing = FUNCTIONS.get(name)
    is_first = passing is not None and passing.place == "first" and passing.done in _UNCHANGED
    return call.args[0] if is_first and len(call.args) == 1 and not isinstance(call.args[0], t.Constant) else None


def _values(node: t.Expr) -> Iterator[str]:
    """What is compared with, as far as it is written out: texts, members of enumerations, constants by their names."""
    if isinstance(node, (t.Tuple, t.List, t.Set)):
        for each in node.elts:
            yield from _values(each)
    elif isinstance(node, t.Constant) and isinstance(node.value, (str, bool, int)):
        yield str(node.value)
    elif isinstance(node, t.Attribute):
        owner = last_name(node.value)
        yield from _values(node.value) if node.attr == "value" else (node.attr,) if owner[:1].isupper() else ()
    elif isinstance(node, t.Name) and node.id.isupper():
        yield node.id


def is_switch_of(name: str, holds: bool = True) -> bool:
    """Whether what has this name, and came out so, keeps production away: `DEBUG`, `use_dev_server`, not `TEST_COVERAGE`."""
    spoken = words(name)
    if not TURNING.isdisjoint(spoken):
        holds = not holds
    found = frozenset(spoken)
    meant, other = (ASKED_IN_DEVELOPMENT, PRODUCTION_WORDS) if holds else (PRODUCTION_WORDS, ASKED_IN_DEVELOPMENT)
    if not other.isdisjoint(found):
        return False
    if holds and not DEVELOPMENT_ALONE.isdisjoint(found):
        return True
    last = next((word for word in reversed(spoken) if word not in BESIDE_STAGES), "")
    return last in meant


# -- what functions tell of the stage to whoever calls them

REFUSES_PRODUCTION = "refuses production"
"""The trait of a function that does not come back in production."""
IN_DEVELOPMENT, IN_PRODUCTION = "true in development", "true in production"
"""The traits of functions whose answer tells the stage."""


def stage_traits(function: t.FunctionDef, own: Nodes, symbols: Symbols) -> Iterator[str]:
    """What a function's own nodes show."""
    tests = StageTests(symbols)
    for statement in function.body:
        if isinstance(statement, t.Assert) and tests.tells(statement.test, True):
            yield REFUSES_PRODUCTION
        elif isinstance(statement, t.If) and isinstance(statement.body[-1], t.Raise):
            if tests.tells(statement.test, False):
                yield REFUSES_PRODUCTION
    returned = [each.value for each in own.of(t.Return)]
    value = returned[0] if len(returned) == 1 else None
    if value is not None:
        if tests.tells(value, True):
            yield IN_DEVELOPMENT
        if tests.tells(value, False):
            yield IN_PRODUCTION
