"""What two rules say of one place is told once."""

from __future__ import annotations

from offpath.engine.reporting.joining import joined
from offpath.rules.base import Confidence, Finding, Severity
from offpath.rules.registry import all_rules
from offpath.text.span import Span


def _found(rule: str, start: int) -> Finding:
    return Finding(rule, Span(start, start + 9), f"{rule} speaks\nmore", Severity.ERROR, Confidence.HIGH)


def test_an_open_host_is_told_with_the_debugger_that_listens_there() -> None:
    kept = joined([_found("debug-mode-enabled", 5), _found("wildcard-host", 5)], all_rules())
    assert [each.rule for each in kept] == ["debug-mode-enabled"]
    assert [each.message for each in kept[0].related] == ["wildcard-host speaks"]


def test_elsewhere_it_is_told_by_itself() -> None:
    findings = (_found("debug-mode-enabled", 5), _found("wildcard-host", 50))
    assert joined(findings, all_rules()) == findings


def test_without_the_other_rule_it_is_told_by_itself() -> None:
    findings = (_found("wildcard-host", 5),)
    assert joined(findings, all_rules()) == findings
