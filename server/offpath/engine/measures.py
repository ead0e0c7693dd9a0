"""How often findings were right in real code: what is shown at which confidence rests on that, not on a rule's belief.

The counts come from findings in real applications that somebody has read who did not write the rule, as a maintainer would:
`tests/judged` keeps the verdicts and writes `measures.json`. Verdicts allow more or less (Wilson's interval,
https://doi.org/10.1080/01621459.1927.10502953): high is what is so at the cautious end, hidden what is bad even at the hopeful one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from offpath.rules.base import Confidence, Severity

if TYPE_CHECKING:
    from offpath.engine.analysis import UnitResult
    from offpath.rules.base import Finding

FILE = Path(__file__).with_name("measures.json")

FEW = 10
"""So many verdicts say something about a rule; with fewer, its own belief stands, and is never high."""

FEW_APPLICATIONS = 5
"""The same of the applications that they come from: what is wrong in one is wrong there many times for one cause."""

_Z = 1.645
"""Nineteen of twenty times the true share lies above the cautious end, and as often below the hopeful one."""

_STRENGTHS = {"high": "strong evidence", "medium": "fair evidence", "low": "thin evidence"}

_SURE = (0.8, 0.95)
"""So much is true, and so much not false, of what is said with high confidence."""

_GOOD = (0.5, 0.8)
"""The same of what is shown though its rule doubts it."""

_BEARABLE = (0.2, 0.5)
"""The same of what is shown because its rule believes in it. It is to be 0.5 and 0.8; rules are not that right yet, and what that would hide was
found out: a sixth of the faults that people have marked, and few more of the false alarms.
"""


_MENDED = 0.5
"""So much is true, at the hopeful end, of what is told as an error: one finding in two, somebody mends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Verdicts on the findings of one rule for one reason."""

    true: int = 0
    arguable: int = 0
    false: int = 0
    applications: int = 0

    @property
    def judged(self) -> int:
        """How many findings were judged."""
        return self.true + self.arguable + self.false

    @property
    def told(self) -> str:
        """The measure in words.

        >>> Measure(true=9, arguable=2, false=1, applications=4).told
        'true in 9 of 12 judged cases, arguable in 2, false in 1 (4 applications)'
        """
        others = [f"{word} in {count}" for word, count in (("arguable", self.arguable), ("false", self.false)) if count]
        of = f"true in {self.true} of {self.judged} judged case{'s' if self.judged != 1 else ''}"
        where = f"{self.applications} application{'s' if self.applications != 1 else ''}"
        return f"{', '.join([of, *others])} ({where})"

    @property
    def is_few(self) -> bool:
        """Whether too little was judged to say anything."""
        return self.judged < FEW or self.applications < FEW_APPLICATIONS

    def reaches(self, bar: tuple[float, float], share: Callable[[int, int], float]) -> bool:
        """Whether enough is true, and enough not false, at the cautious or the hopeful end."""
        return share(self.true, self.judged) >= bar[0] and share(self.true + self.arguable, self.judged) >= bar[1]


Measures = Mapping[tuple[str, str], Measure]
"""By the rule's name and the reason of its findings."""


def cautious_share(count: int, of: int) -> float:
    """The lower end of the share that so many of so many speak for."""
    if not of:
        return 0.0
    share, z = count / of, _Z * _Z / of
    return (share + z / 2 - sqrt(z * share * (1 - share) + z * z / 4)) / (1 + z)


def hopeful_share(count: int, of: int) -> float:
    """The upper end of the share that so many of so many speak for."""
    return 1.0 - cautious_share(of - count, of)


def confidence_in(measure: Measure | None, belief: Confidence) -> Confidence:
    """How far a finding is to be believed that its rule believes in so far."""
    is_doubted = belief is Confidence.LOW
    if measure is None or measure.is_few:
        return Confidence.LOW if is_doubted else Confidence.MEDIUM
    if measure.reaches(_SURE, cautious_share):
        return Confidence.HIGH
    is_shown = measure.reaches(_GOOD, cautious_share) if is_doubted else measure.reaches(_BEARABLE, hopeful_share)
    return Confidence.MEDIUM if is_shown else Confidence.LOW


def confidence_behind(reason: str, measure: Measure) -> Confidence:
    """At which confidence findings for a reason are shown."""
    return confidence_in(measure, Confidence.LOW if reason == Confidence.LOW.value else Confidence.MEDIUM)


def severity_behind(measure: Measure | None, severity: Severity) -> Severity:
    """How grave a finding is told to be whose rule speaks of `severity`: no error is what most maintainers would leave as it is."""
    if severity is not Severity.ERROR or measure is None or measure.is_few:
        return severity
    return severity if hopeful_share(measure.true, measure.judged) >= _MENDED else Severity.WARNING


@cache
def shipped() -> Measures:
    """The measures that this version comes with."""
    table = json.loads(FILE.read_text(encoding="utf-8"))
    return MappingProxyType(
        {(rule, reason): Measure(**counts) for rule, reasons in table.items() for reason, counts in reasons.items()}
    )


def measured(result: UnitResult) -> UnitResult:
    """What was found in a unit, each finding with the confidence and the severity that verdicts on its like allow."""
    return replace(result, findings=tuple(map(_measured, result.findings)))


def measure_of(finding: Finding) -> Measure | None:
    """The verdicts on findings like this one; None where there are none."""
    return shipped().get((finding.rule, reason_of(finding)))


def reason_of(finding: Finding) -> str:
    """What verdicts on findings like this one are counted by: the kind of evidence, or how strong its rule finds it."""
    return finding.reason or finding.confidence.value


def measures_of(rule: str) -> dict[str, Measure]:
    """The verdicts on a rule's findings, by their reasons."""
    return {reason: measure for (name, reason), measure in shipped().items() if name == rule}


def told_of(rule: str, severity: Severity) -> str:
    """What verdicts say of a rule, and what is therefore not shown by default or told as less, in Markdown; empty without verdicts."""
    return "\n".join(_told(reason, measure, severity) for reason, measure in measures_of(rule).items())


def _told(reason: str, measure: Measure, severity: Severity) -> str:
    confidence, shown = confidence_behind(reason, measure), severity_behind(measure, severity)
    less = f", told as a {shown.value}" if shown is not severity else ""
    hidden = ", hidden by default" if confidence is Confidence.LOW else ""
    return f"- {_STRENGTHS.get(reason, reason)}: {measure.told}; {confidence.value} confidence{less}{hidden}"


def _measured(finding: Finding) -> Finding:
    measure = measure_of(finding)
    confidence = confidence_in(measure, finding.confidence)
    severity = severity_behind(measure, finding.severity)
    if (confidence, severity) == (finding.confidence, finding.severity):
        return finding
    return replace(finding, confidence=confidence, severity=severity, reason=reason_of(finding))
