"""The answer for somebody else's record made the very one for a record that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.resource_existence_leak import ExistenceLeak
from offpath.facts.code.symbols import last_name
from offpath.facts.unit import FunctionFacts
from offpath.repair.edits import has_comment, indentation, replacement
from offpath.repair.placing import Repair
from offpath.syntax import tree as t

_TITLE = "Answer 404"
_SAME_TITLE = "Answer as for a record that is not there"


def answer_as_absent(function: FunctionFacts, leak: ExistenceLeak) -> Repair | None:
    """The edit; None: the two answers would differ in more than their number."""
    absent = list(_absent_answers(function, leak))
    if absent:
        return _copied(function, leak, absent[-1])
    return _without_words(leak) if _answers_by_itself(function, leak) else None


def _absent_answers(function: FunctionFacts, leak: ExistenceLeak) -> Iterator[t.Stmt]:
    """What leaves the function where the record was not found, before the test of whose it is."""
    for branch in function.own_nodes(t.If):
        if branch.start < leak.statement.start and _asks_whether_there(branch.test, leak.record):
            if _leaves(branch.body[-1]):
                yield branch.body[-1]
    for tried in function.own_nodes(t.Try):
        if tried.start < leak.statement.start and any(_binds(each, leak.record) for each in tried.body):
            for handler in tried.handlers:
                if handler.type is not None and "DoesNotExist" in function.unit.text(handler.type):
                    yield from (each for each in handler.body[-1:] if _leaves(each))


def _asks_whether_there(test: t.Expr, name: str) -> bool:
    if isinstance(test, t.UnaryOp) and test.op == "not":
        return isinstance(test.operand, t.Name) and test.operand.id == name
    return (
        isinstance(test, t.Compare)
        and isinstance(test.left, t.Name)
        and test.left.id == name
        and list(test.ops) in (["is"], ["=="])
        and isinstance(test.comparators[0], t.Constant)
        and test.comparators[0].value is None
    )


def _leaves(statement: t.Stmt) -> bool:
    if isinstance(statement, t.ExprStmt):
        value = statement.value
        return isinstance(value, t.Call) and last_name(value.func) == "abort"
    return isinstance(statement, t.Return) or (isinstance(statement, t.Raise) and statement.exc is not None)


def _binds(statement: t.Stmt, name: str) -> bool:
    targets = statement.targets if isinstance(statement, t.Assign) else ()
    return any(isinstance(each, t.Name) and each.id == name for each in targets)


def _copied(function: FunctionFacts, leak: ExistenceLeak, absent: t.Stmt) -> Repair | None:
    facts = function.unit
    caught = next((outer.name for outer in absent.ancestors() if isinstance(outer, t.ExceptHandler)), None)
    is_told = caught and any(isinstance(n, t.Name) and n.id == caught for n in absent.walk())
    if is_told or has_comment(facts, leak.statement) or has_comment(facts, absent):
        return None
    own, there = indentation(facts, absent), indentation(facts, leak.statement)
    first, *rest = facts.text(absent).split("\n")
    if any(line.strip() and not line.startswith(own) for line in rest):
        return None
    text = "\n".join([first, *(f"{there}{line.removeprefix(own)}" if line.strip() else line for line in rest)])
    return Repair(_SAME_TITLE, (replacement(leak.statement, text),)) if text != facts.text(leak.statement) else None


_ANSWERING = ("get_or_404", "get_object_or_404", "first_or_404", "one_or_404", "aget_object_or_404")


def _answers_by_itself(function: FunctionFacts, leak: ExistenceLeak) -> bool:
    """Whether the read of the record answers 404 where there is none, in the words of the framework."""
    return any(
        _binds(each, leak.record)
        and any(isinstance(n, t.Call) and last_name(n.func) in _ANSWERING for n in each.walk())
        for each in function.own_nodes(t.Assign)
    )


def _without_words(leak: ExistenceLeak) -> Repair | None:
    """The framework's own 404 in the place of its own 403; None where the answer has words of its own."""
    statement = leak.statement
    if isinstance(statement, t.ExprStmt) and isinstance(statement.value, t.Call):
        call = statement.value
        is_bare = last_name(call.func) == "abort" and len(call.args) == 1 and not call.keywords
        if is_bare and isinstance(leak.status, t.Constant):
            return Repair(_TITLE, (replacement(leak.status, "404"),))
    if isinstance(statement, t.Raise) and statement.exc is not None and leak.status is None:
        called = statement.exc.func if isinstance(statement.exc, t.Call) else statement.exc
        is_bare = not isinstance(statement.exc, t.Call) or not (statement.exc.args or statement.exc.keywords)
        if is_bare and last_name(called) == "PermissionDenied":
            return Repair(_TITLE, (replacement(statement.exc, "Http404"),), ("from django.http import Http404",))
    return None
