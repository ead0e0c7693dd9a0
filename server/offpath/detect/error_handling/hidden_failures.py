"""Failures that are hidden and cost little: measuring, looking what is there, work that somebody watches, answers that are documented or only shown."""

from __future__ import annotations

from enum import Enum

from offpath.catalogue.words import hidden as catalogue
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.failures.branch_answers import BranchAnswer
from offpath.facts.failures.except_branches import own_nodes, try_of
from offpath.facts.failures.reasons import is_alternative
from offpath.facts.functions.outcomes import FAILURE, outcome_of
from offpath.facts.routes.routes import ROUTE
from offpath.facts.running.attended import IS_ATTENDED
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.constants import is_constant
from offpath.syntax import tree as t


class Excuse(Enum):
    """Why a hidden failure costs little; verdicts on findings are counted by it."""

    MEASURES = "telemetry"
    PROBES = "looks what is there"
    BY_HAND = "run by hand"
    DOCUMENTED = "documented answer"
    SHOWN = "only shown"


def excuse_of(
    function: FunctionFacts, handler: t.ExceptHandler, answers: tuple[BranchAnswer, ...] = ()
) -> Excuse | None:
    """Why a failure that a branch hides costs little; None: nothing says so."""
    if _measures(function):
        return Excuse.MEASURES
    if _looks_what_is_there(handler):
        return Excuse.PROBES
    if answers and all(is_alternative(function, each.value) for each in answers):
        return Excuse.DOCUMENTED
    if _describes(function) or (answers and all(_is_only_shown(function, each.value) for each in answers)):
        return Excuse.SHOWN
    ask = function.unit.asking.ask
    return Excuse.BY_HAND if ask(IS_ATTENDED, function.qualified_name) else None


def is_within_logging(function: FunctionFacts) -> bool:
    """Whether a function is part of what writes the log, where a failure that is logged comes round again."""
    bases = function.unit.lineage(function.class_name) if function.class_name else ()
    return not catalogue.WRITING_LOGS.isdisjoint(bases)


def asks_what_is_there(function: FunctionFacts, handler: t.ExceptHandler) -> bool:
    """Whether a function answers whether something of this machine is there, by trying: `detect_json1()`, `check_program(command)`."""
    facts, own = function.unit, words(function.name)
    answers = [each.value for each in function.returns]
    if not answers or not all(is_constant(facts, each, True) or is_constant(facts, each, False) for each in answers):
        return False
    if own[:1] and own[0] in catalogue.PROBING:
        return True
    called = [facts.callee(n) for n in own_nodes(try_of(handler).body) if isinstance(n, t.Call)]
    is_local = any(each.startswith(catalogue.OF_THIS_MACHINE) for each in called)
    return own[:1] in (("check",), ("test",)) and (is_local or own[-1] in catalogue.STATES)


def _measures(function: FunctionFacts) -> bool:
    """Whether a function only counts what others do: its module, its class or the function itself is named so.

    What answers a request shows the numbers, and a failure is a wrong number there.
    """
    if function.unit.asking.ask(ROUTE, function.qualified_name) is not None:
        return False
    spoken = {word for part in (*function.unit.module.split("."), *function.path) for word in words(part)}
    return not catalogue.MEASURING.isdisjoint(spoken)


def _describes(function: FunctionFacts) -> bool:
    """Whether a function only says how something looks to whoever searches for mistakes: `__repr__`, `stats_repr()`."""
    return not {"repr", "str"}.isdisjoint(words(function.name)[-1:])


def _looks_what_is_there(handler: t.ExceptHandler) -> bool:
    """Whether a `try` is repeated for each of a few names that are written out, and keeps those that work."""
    loop = next((each for each in handler.ancestors() if isinstance(each, (t.For, t.FunctionDef))), None)
    if not isinstance(loop, t.For) or not isinstance(loop.iter, (t.Tuple, t.List, t.Dict)):
        return False
    turned = {each.id for each in loop.target.walk() if isinstance(each, t.Name)}
    kept = [n.targets[0] for n in own_nodes(try_of(handler).body) if isinstance(n, t.Assign)]
    indices = [each.index for each in kept if isinstance(each, t.Subscript)]
    return any(isinstance(each, t.Name) and each.id in turned for each in indices)


def _is_only_shown(function: FunctionFacts, value: t.Expr | None) -> bool:
    """Whether a text in the place of another says that there is none: `"<could not read the body>"`."""
    if not isinstance(value, t.Constant) or not isinstance(value.value, str):
        return False
    text = value.value.strip()
    in_brackets = text[:1] + text[-1:] in ("<>", "()", "[]") and len(text) > _LONGER_THAN_BRACKETS
    return in_brackets or (
        first_word(function.name) in ("safe", "format") and outcome_of(function.unit, value) == FAILURE
    )


_LONGER_THAN_BRACKETS = 2
