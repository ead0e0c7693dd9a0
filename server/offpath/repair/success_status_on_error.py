"""Sending a failing answer with the status that it should have."""

from __future__ import annotations

from offpath.detect.error_handling.success_status_on_error import RESPONSES, STATUS_ARGUMENTS, sets_status
from offpath.facts.code.symbols import last_name
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import FunctionFacts
from offpath.repair.edits import add_argument, indentation, insertion, line_end
from offpath.syntax import tree as t
from offpath.text.span import Edit


def status_edits(function: FunctionFacts, statement: t.Stmt, status: int) -> tuple[Edit, ...] | None:
    """The edits that send an answer with a status, in the words of the handler's framework; none for what is no handler's
    answer, or has one. None: it cannot be said there.
    """
    route: Route | None = function.unit.asking.ask(ROUTE, function.qualified_name)
    value = (
        stripped(statement.value)
        if isinstance(statement, (t.Return, t.ExprStmt)) and statement.value is not None
        else None
    )
    if route is None or not route.has_status or value is None or isinstance(value, t.Tuple) or sets_status(function):
        return ()
    facts = function.unit
    if isinstance(statement, t.ExprStmt):
        text = f"self.set_status({status}){line_end(facts)}{indentation(facts, statement)}"
        return (insertion(statement.start, text),)
    if route.framework in ("flask", "quart"):
        return (insertion(statement.end, f", {status}"),)
    if (
        not isinstance(value, t.Call)
        or last_name(value.func) not in RESPONSES
        or last_name(value.func) == "make_response"
    ):
        return None
    if len(value.args) > 1 or any(keyword.arg in STATUS_ARGUMENTS for keyword in value.keywords):
        return ()
    name = "status_code" if route.framework in ("fastapi", "starlette", "litestar") else "status"
    return add_argument(facts, value, f"{name}={status}")
