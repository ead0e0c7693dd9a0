"""What surrounds a text of an exception that is sent to clients: a setting that decides, a test that somebody asked for, who may get there."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from offpath.catalogue.words import answers as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import own_nodes, try_of
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.failures.raised_texts import RAISES_FOR_PEOPLE, raises_for_people
from offpath.facts.functions.outcomes import FAILURE, told_outcome
from offpath.facts.routes.routes import ROUTE
from offpath.facts.summaries.contribution import FunctionSummary
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.guards import GUARDING
from offpath.syntax import tree as t


class LeakReason(Enum):
    """Verdicts on findings are counted by it."""

    ASKED_FOR = "a test that was asked for"
    LOCAL = "local clients"
    ON_PAGE = "on a page of administrators"
    ADMINISTRATORS = "administrators only"
    FOR_PEOPLE = "texts for people among them"
    OWN_TEXTS = "own texts among them"
    LOGGED = "logged already"
    PLAIN = ""

    @property
    def is_doubt(self) -> bool:
        """Whether the text was most likely meant for whoever reads it."""
        return self in (LeakReason.ASKED_FOR, LeakReason.FOR_PEOPLE)


def reason_of(function: FunctionFacts, node: t.Expr, handler: t.ExceptHandler | None) -> LeakReason:
    """What speaks for, or against, a text that a branch sends."""
    if _is_test(function) or (handler is not None and _tries_a_test(handler)):
        return LeakReason.ASKED_FOR
    if handler is not None and _raises_for_people(function, handler):
        return LeakReason.FOR_PEOPLE
    ask, name = function.unit.asking.ask, function.qualified_name
    route = ask(ROUTE, name)
    if route is not None:
        if any(not catalogue.LOCAL.isdisjoint(words(each.written)) for each in route.mentions):
            return LeakReason.LOCAL
        if ask(GUARDING, name).privileged:
            return LeakReason.ON_PAGE if _is_told_to_person(node) else LeakReason.ADMINISTRATORS
    if handler is not None and _raises_own_texts(function, handler):
        return LeakReason.OWN_TEXTS
    body = handler.body if handler is not None else function.node.body
    is_logged = any(isinstance(n, t.Call) and is_log_call(n) for n in own_nodes(body))
    return LeakReason.LOGGED if is_logged else LeakReason.PLAIN


def _is_told_to_person(node: t.Expr) -> bool:
    """Whether a text is shown to whoever sits before the page, by `flash` or a message."""
    for outer in node.ancestors():
        if isinstance(outer, t.Call) and (told_outcome(outer) == FAILURE or last_name(outer.func) == "flash"):
            return True
        if isinstance(outer, t.Stmt):
            break
    return False


def _is_test(function: FunctionFacts) -> bool:
    """Whether a function tries for somebody whether what they have set works: its failure's text is what they ask for."""
    return _says_trying(function.name)


def _says_trying(*names: str) -> bool:
    spoken = {word for name in names for word in words(name)}
    return "test" in spoken or not (catalogue.TRYING.isdisjoint(spoken) or catalogue.TRIED.isdisjoint(spoken))


def _tries_a_test(handler: t.ExceptHandler) -> bool:
    """Whether the `try` does nothing but such a test: `backend.test(sender)`, `client.check_connection()`."""
    body = try_of(handler).body
    call = getattr(body[0], "value", None) if len(body) == 1 else None
    if isinstance(call, t.Await):
        call = call.value
    return isinstance(call, t.Call) and _says_trying(last_name(call.func))


def _raises_for_people(function: FunctionFacts, handler: t.ExceptHandler) -> bool:
    """Whether the `try`, or a function of the project that it calls, raises a translated text."""
    nodes = list(own_nodes(try_of(handler).body))
    if any(isinstance(each, t.Raise) and raises_for_people(each) for each in nodes):
        return True
    return any(RAISES_FOR_PEOPLE in each.traits for each in _called(function, handler))


def _called(function: FunctionFacts, handler: t.ExceptHandler) -> Iterator[FunctionSummary]:
    facts = function.unit
    for call in (n for n in own_nodes(try_of(handler).body) if isinstance(n, t.Call)):
        target = facts.resolve(call.func)
        summary = facts.summary(target.name) if target is not None and target.internal else None
        if summary is not None:
            yield summary


def _raises_own_texts(function: FunctionFacts, handler: t.ExceptHandler) -> bool:
    """Whether a function of the project that the `try` calls raises plain exceptions itself, with texts of its own."""
    return any(
        not catalogue.PLAIN_EXCEPTIONS.isdisjoint(raised.rpartition(".")[2] for raised in each.raises)
        for each in _called(function, handler)
    )


def is_under_setting(node: t.Expr, name: str) -> bool:
    """Whether a setting decides that a text is sent: `str(error) if settings.DEBUG else "…"`, or an `if` around it."""
    child: t.Node = node
    for outer in node.ancestors():
        if isinstance(outer, t.FunctionDef):
            return False
        if isinstance(outer, t.IfExp) and child is not outer.test and _asks_setting(outer.test, name):
            return True
        if isinstance(outer, t.If) and child in outer.body and _asks_setting(outer.test, name):
            return True
        child = outer
    return False


def _asks_setting(test: t.Expr, name: str) -> bool:
    for node in test.walk():
        if isinstance(node, t.Name) and node.id == name:
            return False
    spoken = {
        word for node in test.walk() if isinstance(node, (t.Name, t.Attribute)) for word in words(last_name(node))
    }
    spoken |= {
        word
        for node in test.walk()
        if isinstance(node, t.Constant) and isinstance(node.value, str)
        for word in words(node.value)
    }
    return not catalogue.SETTINGS.isdisjoint(spoken)


def is_of_wrapper(function: FunctionFacts) -> bool:
    """Whether a function is what a decorator puts around others, and answers in their place: with a status, or by a response."""
    outer = function.unit.function_of(function.node)
    if outer is None or not _is_returned(function, outer):
        return False
    calls_on = any(isinstance(call.func, t.Name) and _is_parameter(outer, call.func.id) for call in function.calls)
    return calls_on and any(_is_answer(each.value) for each in function.returns)


def _is_returned(function: FunctionFacts, outer: FunctionFacts) -> bool:
    return any(isinstance(each.value, t.Name) and each.value.id == function.name for each in outer.returns)


def _is_parameter(outer: FunctionFacts, name: str) -> bool:
    return any(each.name == name for each in outer.params)


def _is_answer(value: t.Expr | None) -> bool:
    """Whether what is returned is an answer to a request: a response, or a body with a status."""
    if isinstance(value, t.Tuple) and len(value.elts) > 1:
        return _is_answer(value.elts[0])
    return isinstance(value, t.Call) and last_name(value.func) in catalogue.RESPONSES
