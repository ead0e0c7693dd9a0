"""What stands in code that nothing reaches is believed less, whatever rule speaks of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from offpath.facts.project.project import Asking
from offpath.facts.project.unreached import IS_UNREACHED
from offpath.facts.web.unrouted import IS_UNNAMED
from offpath.rules.base import Confidence, Finding
from offpath.syntax.budget import OutOfSteps

NOT_REACHED = "not reached"
"""The reason of findings in code that nothing leads to."""


def doubted(findings: Iterable[Finding], path: tuple[str, ...], asking: Asking) -> tuple[Finding, ...]:
    """The findings in a unit (by its path), at low confidence where nothing leads to its code."""
    found = tuple(findings)
    why = _why(path, asking) if found else ""
    return tuple(_lowered(each, why) for each in found) if why else found


def _why(path: tuple[str, ...], asking: Asking) -> str:
    """Why nothing leads to a unit; empty: something does, or cannot tell."""
    try:
        return _told(path, asking)
    except OutOfSteps:
        return ""


def _told(path: tuple[str, ...], asking: Asking) -> str:
    if asking.ask(IS_UNREACHED, asking.module):
        return "nothing imports or starts this module"
    if len(path) and asking.ask(IS_UNNAMED, asking.module, path[0]):
        return f"nothing in the project names `{path[0]}`"
    return ""


def _lowered(finding: Finding, why: str) -> Finding:
    return replace(finding, confidence=Confidence.LOW, reason=NOT_REACHED, evidence=(*finding.evidence, why))
