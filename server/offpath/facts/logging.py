"""How a file logs: the logger that it already has, or what has to be added for one."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.facts.unit import UnitFacts

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
