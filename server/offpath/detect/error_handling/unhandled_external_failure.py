"""Calls of other services in handlers whose failure nobody handles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries.models import CHAINS
from offpath.detect.error_handling.unchecked_response import sends_request
from offpath.facts.code.except_branches import is_caught
from offpath.facts.models.calls import asks_by_shape
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.failure_answers import ANSWERS_FAILURES
from offpath.facts.web.routes import ROUTE
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class UnhandledCall:
    """One such call."""

    call: t.Call
    asks_model: bool


def unhandled_calls(function: FunctionFacts) -> Iterator[UnhandledCall]:
    """The first such call of a handler, outside of every `try`."""
    for call in function.calls:
        is_model = asks_by_shape(call) and (t.dotted(call.func) or "").rpartition(".")[2] in _MODEL_ENDS
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

_MODEL_ENDS = frozenset(chain[-1] for chain in CHAINS) | {
    "generate_content",
    "generate_content_async",
    "invoke_model",
    "invoke",
    "ainvoke",
}
