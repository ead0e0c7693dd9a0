"""Handlers that answer every request with the promise that the feature is still to come."""

from __future__ import annotations

from offpath.detect.hollow_code.remarks import TOLD_LATER
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.outcomes import VALUE, told_outcome
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t

_NOT_IMPLEMENTED = 501
ANSWERING = frozenset(
    {
        "HttpResponse", "JsonResponse", "JSONResponse", "Response", "PlainTextResponse", "HTMLResponse", "jsonify", "make_response", "json_response", "redirect",
        "url_for", "reverse", "RedirectResponse", "dict", "flash", "info", "warning", "error", "success", "add_message", "debug", "now", "isoformat", "_", "gettext",
    }
)  # fmt: skip
"""Calls that only make an answer, or tell it."""


def promised_for_later(function: FunctionFacts) -> str | None:
    """What a handler answers whoever asks, where that is that it comes later; None: it answers something else, or says so by its status."""
    if len(function.returns) != 1 or next(function.own_nodes(t.If, t.For, t.While, t.Try, t.Raise, t.Match), None):
        return None
    answer = function.returns[0].value
    if answer is None or any(last_name(call.func) not in ANSWERING for call in function.calls):
        return None
    told = [call for call in function.calls if told_outcome(call) != VALUE or last_name(call.func) in ("info", "flash")]
    said = next((text for each in (answer, *told) for text in _texts(each) if TOLD_LATER.search(text)), None)
    if said is None or tells_by_status(function) or accesses_in(function):
        return None
    return said if function.unit.asking.ask(ROUTE, function.qualified_name) is not None else None


def _texts(node: t.Expr) -> list[str]:
    """Texts that are written out in an answer: alone, or under a key of those that tell something."""
    found = []
    for each in node.walk():
        key = each.parent.key if isinstance(each.parent, t.DictItem) else None
        tells = key is None or (isinstance(key, t.Constant) and key is not each and key.value in _TELLING_KEYS)
        if isinstance(each, t.Constant) and isinstance(each.value, str) and tells:
            found.append(each.value)
    return found


_TELLING_KEYS = frozenset(
    {
        "message",
        "msg",
        "detail",
        "details",
        "error",
        "info",
        "note",
        "status",
        "reason",
        "description",
        "result",
        "response",
    }
)


def tells_by_status(function: FunctionFacts) -> bool:
    """Whether an answer has the status that means this, or any other of a failure."""
    for each in function.own_nodes(t.Constant, t.Name, t.Attribute):
        if isinstance(each, t.Constant) and type(each.value) is int and each.value == _NOT_IMPLEMENTED:
            return True
        if "NOT_IMPLEMENTED" in last_name(each):
            return True
        folded = fold(function.unit, each) if isinstance(each, t.Name) else None
        if folded is not None and folded.value == _NOT_IMPLEMENTED:
            return True
    return False
