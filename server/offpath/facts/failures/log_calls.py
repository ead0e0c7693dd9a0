"""Calls that only write something down."""

from __future__ import annotations

from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t

_LEVELS = frozenset(
    {
        "debug",
        "info",
        "warning",
        "warn",
        "error",
        "exception",
        "critical",
        "fatal",
        "log",
        "trace",
        "success",
        "err",
        "msg",
        "failure",
    }
)
_RECORDERS = frozenset(
    {
        "print",
        "capture_message",
        "set_user",
        "set_tag",
        "bind",
        "set_extra",
        "add_breadcrumb",
        "incr",
        "labels",
        "set_attribute",
    }
)


def is_log_call(call: t.Call) -> bool:
    """Whether a call only writes something down for whoever runs the program: a log, `print`, a trace or a metric."""
    name = last_name(call.func)
    if name in _RECORDERS or _is_handed_level(call):
        return True
    receiver = last_name(call.func.value).lower() if isinstance(call.func, t.Attribute) else ""
    return name in _LEVELS and ("log" in receiver or receiver in ("audit", "app", "structlog"))


def _is_handed_level(call: t.Call) -> bool:
    """Whether what is called is a logger itself, or is handed a level first: `logger(logging.ERROR, "…")`."""
    first = call.args[0] if call.args else None
    of = first.value if isinstance(first, t.Attribute) and first.attr.isupper() else None
    is_level = isinstance(of, t.Name) and of.id == "logging"
    return is_level or (isinstance(call.func, t.Name) and call.func.id in ("logger", "LOGGER"))
