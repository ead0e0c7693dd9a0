"""What verdicts on real findings say about the confidence of others like them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offpath.engine.extents import Extent
from offpath.engine.reporting import measures
from offpath.engine.reporting.measures import (
    FEW,
    FEW_APPLICATIONS,
    Kind,
    Measure,
    Measures,
    cautious_share,
    confidence_behind,
    confidence_in,
    hopeful_share,
    measured,
    severity_behind,
    told_of,
)
from offpath.engine.reporting.pages import page_of
from offpath.rules.base import Confidence, Finding, Severity
from offpath.rules.registry import all_rules
from offpath.text.span import Span

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
counts = st.integers(0, 200)


SMALL, LARGE = Extent.SMALL, Extent.LARGE
KIND = Kind("missing-timeout", "high", SMALL)
IN_LARGE = replace(KIND, extent=LARGE)

Table = Callable[[dict[Kind, Measure]], None]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    return lambda known: monkeypatch.setattr(measures, "shipped", lambda: Measures(known))


def table_of(measure: Measure | None, kind: Kind = KIND) -> Measures:
    return Measures({} if measure is None else {kind: measure})


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
    assert confidence_in(table_of(measure), KIND, belief) is confidence


@given(counts, counts, counts, st.sampled_from(Confidence))
def test_what_is_right_once_more_is_believed_no_less(true: int, arguable: int, false: int, belief: Confidence) -> None:
    before = Measure(true=true + FEW, arguable=arguable, false=false, applications=FEW_APPLICATIONS)
    after = Measure(true=true + FEW + 1, arguable=arguable, false=false, applications=FEW_APPLICATIONS)
    for kind in (KIND, IN_LARGE):
        ranks = [confidence_in(table_of(each, kind), kind, belief).rank for each in (before, after)]
        assert ranks == sorted(ranks)


@given(counts, counts)
def test_what_was_seen_lies_between_the_ends(count: int, more: int) -> None:
    of = count + more
    share = count / of if of else 0.5
    assert 0 <= cautious_share(count, of) <= share + 1e-12
    assert share - 1e-12 <= hopeful_share(count, of) <= 1


def test_a_finding_keeps_what_its_rule_believes(table: Table) -> None:
    bad = Measure(true=1, false=19, applications=5)
    table({KIND: bad})
    changed, measure = measured(finding(HIGH), SMALL)
    assert (changed.confidence, changed.reason, measure) == (LOW, "high", bad)
    assert measured(finding(MEDIUM), SMALL) == (finding(MEDIUM), None)
    assert measured(changed, SMALL) == (changed, bad)


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
    assert severity_behind(table_of(measure), KIND, severity) is told


def test_a_finding_is_told_as_less_where_verdicts_say_so(table: Table) -> None:
    table({KIND: Measure(true=4, arguable=14, false=2, applications=5)})
    told, _ = measured(replace(finding(HIGH), severity=Severity.ERROR), SMALL)
    assert (told.severity, told.confidence, told.reason) == (Severity.WARNING, MEDIUM, "high")
    assert "medium confidence, told as a warning" in told_of("missing-timeout", Severity.ERROR)


def test_verdicts_are_counted_by_the_reason_that_a_rule_gives(table: Table) -> None:
    table({replace(KIND, reason="process"): Measure(false=20, applications=5)})
    of_process = replace(finding(HIGH), reason="process")
    found = [measured(each, SMALL)[0] for each in (of_process, replace(of_process, reason="network"))]
    assert [each.confidence for each in found] == [LOW, MEDIUM]


def test_verdicts_on_large_projects_say_nothing_of_small_ones(table: Table) -> None:
    table({IN_LARGE: Measure(false=20, applications=5)})
    assert [measured(finding(HIGH), extent)[0].confidence for extent in (SMALL, LARGE)] == [MEDIUM, LOW]


def test_while_nobody_knows_how_large_a_project_is_what_holds_in_either_case_is_said(table: Table) -> None:
    table({IN_LARGE: Measure(true=80, applications=8), KIND: Measure(true=4, arguable=14, false=2, applications=5)})
    error = replace(finding(HIGH), severity=Severity.ERROR)
    said = [measured(error, extent)[0] for extent in (LARGE, SMALL, None)]
    assert [(each.confidence, each.severity) for each in said] == [
        (HIGH, Severity.ERROR),
        (MEDIUM, Severity.WARNING),
        (MEDIUM, Severity.WARNING),
    ]
    table({IN_LARGE: Measure(false=80, applications=8)})
    assert measured(error, None)[0].confidence is LOW
    assert measured(error, None)[1] is None


def test_where_little_was_judged_of_large_projects_what_is_known_of_the_rule_and_of_all_rules_counts() -> None:
    good, bad = Measure(true=30, applications=9), Measure(arguable=5, false=25, applications=9)
    other_reason, other_rule = replace(IN_LARGE, reason="network"), Kind("lost-cause", "high", LARGE)
    few = Measure(true=1, false=1, applications=2)
    shown = [
        confidence_in(Measures(known), IN_LARGE, MEDIUM)
        for known in (
            {other_rule: good},
            {other_rule: bad},
            {other_rule: bad, other_reason: good},
            {other_rule: good, other_reason: bad},
            {other_rule: good, other_reason: good, IN_LARGE: bad},
            {other_rule: bad, other_reason: bad, IN_LARGE: good},
            {other_rule: bad, other_reason: good, IN_LARGE: few},
            {other_rule: good, other_reason: bad, IN_LARGE: few},
        )
    ]
    assert shown == [MEDIUM, LOW, MEDIUM, LOW, LOW, MEDIUM, MEDIUM, LOW]


def test_what_a_rule_doubts_says_nothing_of_what_it_believes() -> None:
    told = replace(IN_LARGE, reason="by name")
    known = {IN_LARGE: Measure(true=9, false=1, applications=5), told: Measure(false=40, applications=9)}
    other = replace(IN_LARGE, reason="by type")
    shown = [confidence_in(Measures(known, doubted), other, MEDIUM) for doubted in ((), (told,))]
    assert shown == [LOW, MEDIUM]
    assert confidence_behind(Measures({told: Measure(false=1)}, [told]), told) is LOW


def test_an_error_in_a_large_project_is_one_that_half_of_its_like_were() -> None:
    for true, told in ((18, Severity.ERROR), (9, Severity.WARNING)):
        known = table_of(Measure(true=true, arguable=30 - true, applications=9), IN_LARGE)
        assert severity_behind(known, IN_LARGE, Severity.ERROR) is told


def test_a_rules_page_says_what_is_hidden_and_why(table: Table) -> None:
    rule = all_rules().named("missing-timeout")
    assert rule is not None
    table({})
    assert "No finding of this rule in real code has been judged yet." in page_of(rule)
    table({KIND: Measure(true=1, false=19, applications=5)})
    line = (
        "- strong evidence, small projects: true in 1 of 20 judged cases, false in 19 (5 applications); low confidence, "
        "hidden by default"
    )
    assert told_of("missing-timeout", Severity.WARNING) == line
    assert line in page_of(rule)
