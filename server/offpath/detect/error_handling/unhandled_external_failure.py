"""Calls of other services in handlers whose failure nobody handles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.detect.error_handling.unchecked_response import sends_request
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import is_caught
from offpath.facts.language_models.answers import answer_of
from offpath.facts.language_models.calls import asks_by_shape
from offpath.facts.routes.routes import ROUTE
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.failure_answers import ANSWERS_FAILURES
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class UnhandledCall:
    """One such call."""

    call: t.Call
    asks_model: bool


def unhandled_calls(function: FunctionFacts) -> Iterator[UnhandledCall]:
    """The first such call of a handler, outside of every `try`."""
    for call in function.calls:
        is_model = _asks_model(function, call)
        if not is_model and not sends_request(function, call):
            continue
        if is_caught(call):
            continue
        ask = function.unit.asking.ask
        route = ask(ROUTE, function.qualified_name)
        if route is None or route.protocol not in _FAILING_WHOLE or ask(ANSWERS_FAILURES):
            return
        yield UnhandledCall(call, is_model)
        return


_FAILING_WHOLE = ("http", "websocket")
"""How handlers are reached whose failure is the whole answer's, or the connection's; a schema, a procedure or a page answers for its parts."""


def _asks_model(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a call asks a model, by its library or by a shape that nothing else has."""
    known, last = function.unit.asking.catalogue, last_name(call.func)
    if not known.may_ask_model(last):
        return False
    if asks_by_shape(call):
        return last in _SURE or last in known.model_chains
    return answer_of(function.unit, call) is not None


_SURE = frozenset({"invoke", "ainvoke"})
