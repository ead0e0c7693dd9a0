"""Whether a function is called by a framework to answer a request."""

from __future__ import annotations

from offpath.facts.symbols import last_name
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_ROUTING = frozenset(
    {
        "route", "get", "post", "put", "patch", "delete", "head", "options", "api_route", "websocket", "api_view", "action",
        "require_POST", "require_GET", "require_http_methods", "view", "login_required",
    }
)  # fmt: skip
"""Last words of decorators that make a function a handler."""

_VIEW_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "dispatch", "form_valid"})
_VIEW_BASES = ("View", "Handler", "Resource", "ViewSet", "Endpoint", "Controller", "APIView")


def is_handler(function: FunctionFacts) -> bool:
    """Whether a function answers requests: by its decorator, as a view's method, or by Django's `request` parameter."""
    for decorator in function.node.decorators:
        target = decorator.func if isinstance(decorator, t.Call) else decorator
        if last_name(target) in _ROUTING and (isinstance(target, t.Attribute) or last_name(target) != "get"):
            return True
    if function.is_method:
        bases = function.unit.lineage(function.class_name)[1:]
        return function.name in _VIEW_METHODS and any(base.endswith(_VIEW_BASES) for base in bases)
    return bool(function.params) and function.params[0].name == "request"
