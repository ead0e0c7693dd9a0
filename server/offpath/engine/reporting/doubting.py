"""What stands in code that nothing reaches is believed less, whatever rule speaks of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from offpath.facts.project.project import Asking
from offpath.facts.routes.unrouted import IS_UNNAMED
from offpath.facts.running.scripts import IS_SCRIPT
from offpath.facts.running.unreached import IS_UNREACHED
from offpath.rules.base import Confidence, Finding, Rule
from offpath.syntax.budget import OutOfSteps

BY_HAND = "run by hand"
"""The reason of findings about two at a time in code that one person runs."""

NOT_REACHED = "not reached"
"""The reason of findings in code that nothing leads to."""


def doubted(
    findings: Iterable[Finding], path: tuple[str, ...], asking: Asking, rules: Iterable[Rule]
) -> tuple[Finding, ...]:
    """The findings in a unit (by its path), at low confidence where nothing leads to its code, or where nobody else is there to whom they matter."""
    found = tuple(findings)
    why = _why(path, asking) if found else ""
    if why:
        return tuple(_lowered(each, NOT_REACHED, why) for each in found)
    between_two = {rule.name for rule in rules if rule.between_two}
    if not any(each.rule in between_two for each in found) or not _is_script(asking):
        return found
    return tuple(_lowered(each, BY_HAND, _ALONE) if each.rule in between_two else each for each in found)


_ALONE = "somebody runs this module, once and alone"


def _is_script(asking: Asking) -> bool:
    try:
        return asking.ask(IS_SCRIPT, asking.module)
    except OutOfSteps:
        return False


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


def _lowered(finding: Finding, reason: str, why: str) -> Finding:
    return replace(finding, confidence=Confidence.LOW, reason=reason, evidence=(*finding.evidence, why))
