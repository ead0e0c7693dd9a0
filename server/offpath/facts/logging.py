"""How a file logs: the logger that it already has, or what has to be added for one."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.facts.symbols import last_name
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_LOGGERS = ("logging.getLogger", "logging.Logger", "structlog.", "loguru.logger", "celery.utils.log")
"""What the canonical names of loggers begin with."""


@dataclass(frozen=True, slots=True)
class Logger:
    """An expression that logs, and the imports that it needs."""

    expression: str
    imports: tuple[str, ...] = ()


def logger_of(facts: UnitFacts) -> Logger:
    """The module's own logger by its name, loguru's, or the standard library's for the module."""
    for name in facts.asking.ask("global_names", facts.module):
        found = facts.resolve_symbol(("global", name))
        if found is not None and found.name.startswith(_LOGGERS):
            return Logger(name)
    return Logger("logging.getLogger(__name__)", ("import logging",))


_LEVELS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log", "trace", "success"}
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
    if name in _RECORDERS:
        return True
    receiver = last_name(call.func.value).lower() if isinstance(call.func, t.Attribute) else ""
    return name in _LEVELS and ("log" in receiver or receiver in ("audit", "app", "structlog"))
