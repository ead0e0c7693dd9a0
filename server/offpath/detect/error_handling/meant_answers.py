"""Answers after a failure that their authors mean: a comment or the docstring gives the reason, the failure is told beside the answer,
or nobody shall learn from it what exists.
"""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words import flags as catalogue
from offpath.catalogue.words.exceptions import FAILURES, KEEPING, SAYING_ABSENT
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names, own_nodes, try_of
from offpath.facts.failures.reasons import comments_above, gives_reason, is_best_effort, said_in
from offpath.facts.functions.outcomes import FAILURE, outcome_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t


def is_meant(function: FunctionFacts, handler: t.ExceptHandler, reported: t.Expr | None) -> bool:
    """Whether a function's author says why a failure is answered so."""
    facts = function.unit
    if catalogue.PRETENDING.search(said_in(facts, handler)) is not None:
        return False
    if gives_reason(facts, handler) or is_best_effort(function):
        return True
    places = [try_of(handler), *_bindings(facts, reported)]
    above = " ".join(comments_above(facts, each) for each in places)
    return catalogue.SAME_FOR_ALL.search(above) is not None or _hides_who_exists(function, handler)


def _bindings(facts: UnitFacts, reported: t.Expr | None) -> Iterator[t.Stmt]:
    """The statements that bind what is answered."""
    if not isinstance(reported, t.Name):
        return
    for definition in facts.definitions(reported):
        statement = next((each for each in definition.node.ancestors() if isinstance(each, t.Stmt)), None)
        if statement is not None:
            yield statement


def _hides_who_exists(function: FunctionFacts, handler: t.ExceptHandler) -> bool:
    """Whether what sends a link or a code answers alike where there is no such account."""
    around = {*words(function.name), *(words(function.path[-2]) if len(function.path) > 1 else ())}
    caught = caught_names(handler)
    return not catalogue.RECOVERING.isdisjoint(around) and bool(caught) and all(says_absent(each) for each in caught)


def says_absent(name: str) -> bool:
    """Whether an exception's name says that something is not there: `DoesNotExist`, `UserNotFound`, `NoResultFound`, `KeyError`."""
    spoken = set(words(name))
    return (
        name in ("KeyError", "LookupError", "NoResultFound")
        or any(each <= spoken for each in SAYING_ABSENT)
        or {"does", "not", "exist"} <= spoken
    )


def is_told_beside(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    """Whether a branch keeps the failure where whoever is concerned finds it: on an object, among failures, in a future, by a callback."""
    for node in own_nodes(handler.body):
        if isinstance(node, (t.Assign, t.AugAssign)):
            targets = node.targets if isinstance(node, t.Assign) else [node.target]
            if any(_keeps_failure(facts, handler, each, node.value) for each in targets):
                return True
        elif isinstance(node, t.Call) and _hands_failure(handler, node):
            return True
    return False


def _keeps_failure(facts: UnitFacts, handler: t.ExceptHandler, target: t.Expr, value: t.Expr) -> bool:
    if not isinstance(target, (t.Attribute, t.Subscript)):
        return False
    if _is_exception(handler, value):
        return True
    index = target.index if isinstance(target, t.Subscript) else None
    name = str(index.value) if isinstance(index, t.Constant) else last_name(target)
    spoken = words(name)
    says_failing = not catalogue.BAD_NEWS.isdisjoint(spoken) or outcome_of(facts, value) == FAILURE
    return says_failing and not isinstance(index, t.Name)


def _hands_failure(handler: t.ExceptHandler, call: t.Call) -> bool:
    name = last_name(call.func)
    spoken = words(name)
    if name == "set_exception" or (len(spoken) > 1 and spoken[0] in ("on", "handle") and spoken[-1] in FAILURES):
        return True
    given = [*call.args, *(each.value for each in call.keywords)]
    receiver = last_name(call.func.value) if isinstance(call.func, t.Attribute) else ""
    return (
        name in KEEPING
        and not catalogue.BAD_NEWS.isdisjoint(words(receiver))
        and any(_is_exception(handler, each) for each in given)
    )


def _is_exception(handler: t.ExceptHandler, value: t.Expr) -> bool:
    return bool(handler.name) and any(isinstance(each, t.Name) and each.id == handler.name for each in value.walk())
