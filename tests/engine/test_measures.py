"""What verdicts on real findings say about the confidence of others like them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offpath.engine import measures
from offpath.engine.analysis import UnitResult
from offpath.engine.measures import (
    FEW,
    FEW_APPLICATIONS,
    Measure,
    cautious_share,
    confidence_in,
    hopeful_share,
    measure_of,
    measured,
    severity_behind,
    told_of,
)
from offpath.engine.pages import page_of
from offpath.rules.base import Confidence, Finding, Severity
from offpath.rules.registry import all_rules
from offpath.text.span import Span

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
counts = st.integers(0, 200)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], Measure]:
    known: dict[tuple[str, str], Measure] = {}
    monkeypatch.setattr(measures, "shipped", lambda: known)
    return known


def finding(confidence: Confidence) -> Finding:
    return Finding("missing-timeout", Span(0, 1), "a message", Severity.WARNING, confidence)


@pytest.mark.parametrize(
    ("measure", "belief", "confidence"),
    [
        (None, HIGH, MEDIUM),
        (None, LOW, LOW),
        (Measure(true=2, false=2, applications=FEW_APPLICATIONS), HIGH, MEDIUM),
        (Measure(true=80, applications=FEW_APPLICATIONS), MEDIUM, HIGH),
        (Measure(true=80, applications=FEW_APPLICATIONS), LOW, HIGH),
        (Measure(true=76, arguable=4, applications=FEW_APPLICATIONS), MEDIUM, HIGH),
        (Measure(true=36, false=4, applications=FEW_APPLICATIONS), HIGH, MEDIUM),
        (Measure(true=20, arguable=20, applications=FEW_APPLICATIONS), HIGH, MEDIUM),
        (Measure(true=2, arguable=38, applications=FEW_APPLICATIONS), HIGH, LOW),
        (Measure(true=12, false=28, applications=FEW_APPLICATIONS), HIGH, LOW),
        (Measure(true=26, arguable=14, applications=FEW_APPLICATIONS), HIGH, MEDIUM),
        (Measure(true=2, false=10, applications=FEW_APPLICATIONS), HIGH, LOW),
        (Measure(true=6, arguable=6, false=4, applications=FEW_APPLICATIONS), HIGH, MEDIUM),
        (Measure(true=6, arguable=6, false=4, applications=FEW_APPLICATIONS), LOW, LOW),
        (Measure(true=30, arguable=9, false=1, applications=FEW_APPLICATIONS), LOW, MEDIUM),
        (Measure(true=2, false=10, applications=FEW_APPLICATIONS - 1), HIGH, MEDIUM),
    ],
)
def test_verdicts_decide_and_few_of_them_little(
    measure: Measure | None, belief: Confidence, confidence: Confidence
) -> None:
    assert confidence_in(measure, belief) is confidence


@given(counts, counts, counts, st.sampled_from(Confidence))
def test_what_is_right_once_more_is_believed_no_less(true: int, arguable: int, false: int, belief: Confidence) -> None:
    before = Measure(true=true + FEW, arguable=arguable, false=false, applications=FEW_APPLICATIONS)
    after = Measure(true=true + FEW + 1, arguable=arguable, false=false, applications=FEW_APPLICATIONS)
    assert confidence_in(after, belief).rank >= confidence_in(before, belief).rank


@given(counts, counts)
def test_what_was_seen_lies_between_the_ends(count: int, more: int) -> None:
    of = count + more
    share = count / of if of else 0.5
    assert 0 <= cautious_share(count, of) <= share + 1e-12
    assert share - 1e-12 <= hopeful_share(count, of) <= 1


def test_a_finding_keeps_what_its_rule_believes(table: dict[tuple[str, str], Measure]) -> None:
    table["missing-timeout", "high"] = Measure(true=1, false=19, applications=5)
    [changed, unchanged] = measured(UnitResult((finding(HIGH), finding(MEDIUM)))).findings
    assert (changed.confidence, changed.reason) == (LOW, "high")
    assert unchanged == finding(MEDIUM)
    assert measure_of(changed) == table["missing-timeout", "high"]


@pytest.mark.parametrize(
    ("measure", "severity", "told"),
    [
        (None, Severity.ERROR, Severity.ERROR),
        (Measure(false=FEW - 1, applications=FEW_APPLICATIONS), Severity.ERROR, Severity.ERROR),
        (Measure(true=2, arguable=12, false=6, applications=FEW_APPLICATIONS), Severity.ERROR, Severity.WARNING),
        (Measure(true=9, arguable=7, false=4, applications=FEW_APPLICATIONS), Severity.ERROR, Severity.ERROR),
        (Measure(false=20, applications=FEW_APPLICATIONS), Severity.WARNING, Severity.WARNING),
        (Measure(true=20, applications=FEW_APPLICATIONS), Severity.INFORMATION, Severity.INFORMATION),
    ],
)
def test_what_most_would_leave_is_no_error(measure: Measure | None, severity: Severity, told: Severity) -> None:
    assert severity_behind(measure, severity) is told


def test_a_finding_is_told_as_less_where_verdicts_say_so(table: dict[tuple[str, str], Measure]) -> None:
    table["missing-timeout", "high"] = Measure(true=4, arguable=14, false=2, applications=5)
    [told] = measured(UnitResult((replace(finding(HIGH), severity=Severity.ERROR),))).findings
    assert (told.severity, told.confidence, told.reason) == (Severity.WARNING, MEDIUM, "high")
    assert "medium confidence, told as a warning" in told_of("missing-timeout", Severity.ERROR)


def test_verdicts_are_counted_by_the_reason_that_a_rule_gives(table: dict[tuple[str, str], Measure]) -> None:
    table["missing-timeout", "process"] = Measure(false=20, applications=5)
    of_process = replace(finding(HIGH), reason="process")
    [hidden, shown] = measured(UnitResult((of_process, replace(of_process, reason="network")))).findings
    assert (hidden.confidence, shown.confidence) == (LOW, MEDIUM)


def test_a_rules_page_says_what_is_hidden_and_why(table: dict[tuple[str, str], Measure]) -> None:
    rule = all_rules().named("missing-timeout")
    assert rule is not None
    assert "No finding of this rule in real code has been judged yet." in page_of(rule)
    table["missing-timeout", "high"] = Measure(true=1, false=19, applications=5)
    line = "- strong evidence: true in 1 of 20 judged cases, false in 19 (5 applications); low confidence, hidden by default"
    assert told_of("missing-timeout", Severity.WARNING) == line
    assert line in page_of(rule)
