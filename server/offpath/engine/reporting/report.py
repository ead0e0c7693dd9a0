"""From the results of units to what is said about a file; the session and whole runs say it through this alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from offpath.engine.analysis import DIVIDE
from offpath.engine.extents import Extent
from offpath.engine.reporting.located import LocatedFinding, LocatedRelated, Range, range_in
from offpath.engine.reporting.measures import measured
from offpath.engine.reporting.notes import REPORT_IT, Note, Trouble, name_of_unit
from offpath.engine.reporting.suppressions import UNUSED, Suppression, is_idle, speaks_of, unused
from offpath.rules.base import Elsewhere, Finding, Rule
from offpath.rules.registry import known_names

if TYPE_CHECKING:
    from offpath.engine.analysis import UnitResult
    from offpath.engine.configuration.settings import Settings
    from offpath.engine.reporting.measures import Measure
    from offpath.facts.summaries.steps import Step
    from offpath.syntax.budget import LeftOut
    from offpath.syntax.structure import Unit

Locate = Callable[["Step"], "tuple[str, Range] | None"]
"""Finds the file and the place to which a step leads; None when nothing stands there any more."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One unit that has something to say."""

    unit: Unit
    findings: tuple[Finding, ...]
    for_file: tuple[Suppression, ...] = ()


@dataclass(frozen=True)
class Reporting:
    """What a file's report depends on besides its units."""

    path: str
    settings: Settings
    rules: tuple[Rule, ...]
    """The rules that run on the file."""
    locate: Locate
    extent: Extent | None = None
    """Of the file's project; None while it is not known."""

    @cached_property
    def rules_by_name(self) -> dict[str, Rule]:
        """The same rules by name."""
        return {rule.name: rule for rule in self.rules}


def located(spoken: Sequence[Spoken], reporting: Reporting, *, is_whole: bool) -> tuple[LocatedFinding, ...]:
    """The findings to show, with their places, in the order of the text."""
    kept = without_silenced(spoken, reporting.rules, is_whole=is_whole)
    return in_order(placed for each in kept for placed in located_in(each.unit, each.findings, reporting))


def located_in(unit: Unit, findings: Sequence[Finding], reporting: Reporting) -> tuple[LocatedFinding, ...]:
    """The findings of one unit that are to be shown, with their places."""
    rules = reporting.rules_by_name
    known = [measured(finding, reporting.extent) for finding in findings if finding.rule in rules]
    return tuple(
        _located(unit, reporting.settings.graded(finding, rules[finding.rule]), measure, reporting)
        for finding, measure in known
        if reporting.settings.shows(finding)
    )


def in_order(findings: Iterable[LocatedFinding]) -> tuple[LocatedFinding, ...]:
    """Findings in the order of the text."""
    return tuple(sorted(findings, key=lambda each: (each.range.start, each.range.end, each.finding.rule)))


def _located(unit: Unit, finding: Finding, measure: Measure | None, reporting: Reporting) -> LocatedFinding:
    related = [
        reporting.locate(each.step) if isinstance(each, Elsewhere) else (reporting.path, range_in(unit, each.span))
        for each in finding.related
    ]
    return LocatedFinding(
        finding,
        unit,
        range_in(unit, finding.span),
        tuple(
            LocatedRelated(place[0], place[1], each.message)
            for each, place in zip(finding.related, related, strict=True)
            if place is not None
        ),
        measure,
    )


def without_silenced(spoken: Sequence[Spoken], rules: Sequence[Rule], *, is_whole: bool) -> Sequence[Spoken]:
    """Takes out what comments for the whole file silence; such a comment that silences nothing is a finding itself, where
    the whole file has been analysed: else nobody knows what it silences.
    """
    comments = [comment for each in spoken for comment in each.for_file]
    if not comments:
        return spoken
    by_name = {rule.name: rule for rule in rules}
    found = {finding.rule for each in spoken for finding in each.findings} & by_name.keys()
    silencing = {name: _silencing(by_name[name], comments) for name in found}
    silenced = {name for name, names in silencing.items() if names}
    used = {name for names in silencing.values() for name in names}
    kept = [
        Spoken(each.unit, tuple(f for f in each.findings if f.rule not in silenced), each.for_file) for each in spoken
    ]
    if (
        not is_whole
        or UNUSED not in by_name
        or any(UNUSED in comment.names for comment in comments if not comment.foreign)
    ):
        return kept
    return [_with_unused(each, used, by_name) for each in kept]


def _silencing(rule: Rule, comments: Iterable[Suppression]) -> set[str]:
    return {name for comment in comments for name in comment.names if speaks_of(comment, name, rule)}


def _with_unused(spoken: Spoken, used: set[str], rules: dict[str, Rule]) -> Spoken:
    findings = list(spoken.findings)
    for comment in spoken.for_file:
        if comment.foreign:
            continue
        idle = [n for n in comment.names if n not in used and is_idle(n, rules.values(), known_names())]
        findings += unused(spoken.unit.text, comment, idle, rules[UNUSED])
    return Spoken(spoken.unit, tuple(findings), spoken.for_file)


def _unrun(rules: Sequence[str]) -> str:
    told = f"the rules {', '.join(rules)} have" if len(rules) > 1 else f"the rule {rules[0]} has"
    return f"{told} not run to the end: the code takes more work than one piece of code is allowed"


def notes_of(
    path: str, unit: Unit, result: UnitResult | None, problem: Trouble | None, left_out: Sequence[LeftOut]
) -> list[Note]:
    """What went wrong in one unit: while it was read, and while the rules ran over it."""
    line, name = unit.line_of(0) + 1, name_of_unit(unit.path)
    troubles = [problem] if problem is not None else []
    troubles += [Trouble(each.cause, each.remedy) for each in left_out]
    if result is not None:
        troubles += [Trouble(each.cause, each.remedy) for each in result.left_out if each not in left_out]
        troubles += [
            Trouble(f"rule {each.rule} failed there ({each.error})", REPORT_IT, "rule") for each in result.failures
        ]
        if result.unrun:
            troubles.append(Trouble(_unrun(result.unrun), DIVIDE))
    return [Note(path, each.cause, each.kind, line, name, each.remedy) for each in troubles]
