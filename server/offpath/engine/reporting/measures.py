"""How often findings were right in real code: what is shown at which confidence rests on that, not on a rule's belief.

The counts come from findings in real applications that somebody has read who did not write the rule, as a maintainer would:
`tests/judged` keeps the verdicts and writes `measures.json`. Small projects and large ones are counted apart: readers found 40 of 100 findings
true in small ones, 20 in large ones, where what is left of a fault has often been seen to elsewhere. So what is found in a small project has
the benefit of the doubt (it is hidden when verdicts on its like are bad even at the hopeful end of Wilson's interval,
https://doi.org/10.1080/01621459.1927.10502953), and what is found in a large one must be likely to be right.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from offpath.engine.extents import Extent
from offpath.rules.base import Confidence, Severity

if TYPE_CHECKING:
    from offpath.rules.base import Finding

FILE = Path(__file__).with_name("measures.json")

FEW = 10
"""So many verdicts say something about a kind; with fewer, its rule's belief stands in small projects, and is never high."""

FEW_APPLICATIONS = 5
"""The same of the applications that they come from: what is wrong in one is wrong there many times for one cause."""

_Z = 1.645
"""Nineteen of twenty times the true share lies above the cautious end, and as often below the hopeful one."""

_STRENGTHS = {"high": "strong evidence", "medium": "fair evidence", "low": "thin evidence"}

_SURE = (0.8, 0.95)
"""So much is true, and so much not false, of what is said with high confidence."""

_GOOD = (0.5, 0.8)
"""The same of what is shown though its rule doubts it."""

_BEARABLE = (1 / 6, 1 / 2)
"""The same of what is shown because its rule believes in it. It is to be 0.5 and 0.8; rules are not that right yet, and what that would hide was
found out on applications that were left out of the count: a tenth of the faults that people have marked, and few false alarms.
"""

_MENDED = (0.5, 0.0)
"""The same of what is told as an error: one finding in two, somebody mends."""

_WEIGHT_OF_RULE = 4
"""So many verdicts the findings of a rule for other reasons count when those for one reason are few."""

_WEIGHT_OF_ALL = 6
"""So many verdicts the findings of all rules count when those of one rule are few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Verdicts on the findings of one kind."""

    true: int = 0
    arguable: int = 0
    false: int = 0
    applications: int = 0

    @property
    def judged(self) -> int:
        """How many findings were judged."""
        return self.true + self.arguable + self.false

    @property
    def borne(self) -> int:
        """How many were not false."""
        return self.true + self.arguable

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
        return share(self.true, self.judged) >= bar[0] and share(self.borne, self.judged) >= bar[1]


@dataclass(frozen=True, slots=True)
class Kind:
    """What verdicts are counted by: the rule, the reason of its findings, and how large the projects are that they are in."""

    rule: str
    reason: str
    extent: Extent


_Shares: TypeAlias = tuple[float, float]
"""What of some findings is true, and what is not false."""


class Measures:
    """The measures of kinds of findings."""

    def __init__(self, by_kind: Mapping[Kind, Measure], doubted: Collection[Kind] = ()) -> None:
        self._by_kind = by_kind
        self._doubted = frozenset(doubted)
        of_rules: defaultdict[tuple[str, Extent], list[Measure]] = defaultdict(list)
        of_all: defaultdict[Extent, list[Measure]] = defaultdict(list)
        for kind, each in by_kind.items():
            if kind not in self._doubted:  # of what a rule doubts nothing follows for what it believes in
                of_rules[kind.rule, kind.extent].append(each)
                of_all[kind.extent].append(each)
        overall = {extent: _shares(_summed(found), (0.0, 0.0), 0) for extent, found in of_all.items()}
        self._of_all = overall
        self._of_rules = {
            key: _shares(_summed(found), overall[key[1]], _WEIGHT_OF_ALL) for key, found in of_rules.items()
        }

    def __iter__(self) -> Iterator[tuple[Kind, Measure]]:
        """The kinds that were judged."""
        return iter(self._by_kind.items())

    def of(self, kind: Kind) -> Measure | None:
        """The verdicts on findings of a kind; None where there are none."""
        return self._by_kind.get(kind)

    def is_doubted(self, kind: Kind) -> bool:
        """Whether rules themselves doubt findings of a kind that was judged."""
        return kind in self._doubted

    def likely(self, kind: Kind) -> _Shares:
        """What is to be expected of a kind: what its own verdicts say, with the rule's others where these are few, and with those on all rules
        where these are few, too.
        """
        of_rule = self._of_rules.get((kind.rule, kind.extent), self._of_all.get(kind.extent, (1.0, 1.0)))
        return _shares(self.of(kind) or Measure(), of_rule, _WEIGHT_OF_RULE)

    def allow(self, kind: Kind, bar: _Shares) -> bool:
        """Whether verdicts allow to say of a kind that so much of it is true, and so much not false."""
        if kind.extent is Extent.LARGE:
            return all(share >= least for share, least in zip(self.likely(kind), bar, strict=True))
        own = self.of(kind)
        return own is None or own.is_few or own.reaches(bar, hopeful_share)


def _summed(measures: Iterable[Measure]) -> Measure:
    found = list(measures)
    return Measure(
        true=sum(each.true for each in found),
        arguable=sum(each.arguable for each in found),
        false=sum(each.false for each in found),
    )


def _shares(measure: Measure, before: _Shares, weight: int) -> _Shares:
    """The shares that verdicts speak for, with what was to be expected before them, which counts so many verdicts."""
    judged = measure.judged + weight
    true, borne = (count + weight * share for count, share in zip((measure.true, measure.borne), before, strict=True))
    return true / judged, borne / judged


def cautious_share(count: int, of: int) -> float:
    """The lower end of the share that so many of so many speak for."""
    if not of:
        return 0.0
    share, z = count / of, _Z * _Z / of
    return (share + z / 2 - sqrt(z * share * (1 - share) + z * z / 4)) / (1 + z)


def hopeful_share(count: int, of: int) -> float:
    """The upper end of the share that so many of so many speak for."""
    return 1.0 - cautious_share(of - count, of)


def confidence_in(measures: Measures, kind: Kind, belief: Confidence) -> Confidence:
    """How far findings of a kind are to be believed that their rule believes in so far."""
    measure = measures.of(kind)
    known = None if measure is None or measure.is_few else measure
    if known is not None and known.reaches(_SURE, cautious_share):
        return Confidence.HIGH
    if belief is Confidence.LOW:
        is_shown = known is not None and known.reaches(_GOOD, cautious_share)
    else:
        is_shown = measures.allow(kind, _BEARABLE)
    return Confidence.MEDIUM if is_shown else Confidence.LOW


def confidence_behind(measures: Measures, kind: Kind) -> Confidence:
    """At which confidence findings of a kind are shown."""
    return confidence_in(measures, kind, Confidence.LOW if measures.is_doubted(kind) else Confidence.MEDIUM)


def severity_behind(measures: Measures, kind: Kind, severity: Severity) -> Severity:
    """How grave a finding is told to be whose rule speaks of `severity`: no error is what most maintainers would leave as it is."""
    is_less = severity is Severity.ERROR and not measures.allow(kind, _MENDED)
    return Severity.WARNING if is_less else severity


@cache
def shipped() -> Measures:
    """The measures that this version comes with."""
    table = json.loads(FILE.read_text(encoding="utf-8"))
    rows = {
        Kind(rule, reason, Extent(extent)): counts
        for rule, reasons in table.items()
        for reason, extents in reasons.items()
        for extent, counts in extents.items()
    }
    doubted = {kind for kind, counts in rows.items() if counts.pop("doubted")}
    return Measures({kind: Measure(**counts) for kind, counts in rows.items()}, doubted)


def measured(finding: Finding, extent: Extent | None) -> tuple[Finding, Measure | None]:
    """A finding in a project of some extent, with the confidence and the severity that verdicts on its like allow; and these.

    While nobody knows how large the project is, no more is said than is right in either case: nothing is taken back later.
    """
    table = shipped()
    kinds = [Kind(finding.rule, reason_of(finding), each) for each in ([extent] if extent else Extent)]
    confidence = min((confidence_in(table, each, finding.confidence) for each in kinds), key=lambda each: each.rank)
    severities = {severity_behind(table, each, finding.severity) for each in kinds}
    severity = Severity.WARNING if Severity.WARNING in severities else finding.severity
    if (confidence, severity) != (finding.confidence, finding.severity):
        finding = replace(finding, confidence=confidence, severity=severity, reason=kinds[0].reason)
    return finding, table.of(kinds[0]) if extent else None


def reason_of(finding: Finding) -> str:
    """What verdicts on findings like this one are counted by: the kind of evidence, or how strong its rule finds it."""
    return finding.reason or finding.confidence.value


def measures_of(rule: str) -> dict[Kind, Measure]:
    """The verdicts on a rule's findings."""
    return {kind: measure for kind, measure in shipped() if kind.rule == rule}


def hidden_in(rule: str) -> tuple[Extent, ...]:
    """The extents of projects in which verdicts hide by default whatever a rule finds and believes in."""
    levels: defaultdict[Extent, set[Confidence]] = defaultdict(set)
    for kind in measures_of(rule):
        if not shipped().is_doubted(kind):
            levels[kind.extent].add(confidence_behind(shipped(), kind))
    return tuple(each for each in Extent if levels[each] == {Confidence.LOW})


def told_of(rule: str, severity: Severity) -> str:
    """What verdicts say of a rule, and what is therefore not shown by default or told as less, in Markdown; empty without verdicts."""
    return "\n".join(_told(kind, measure, severity) for kind, measure in measures_of(rule).items())


def _told(kind: Kind, measure: Measure, severity: Severity) -> str:
    confidence, shown = confidence_behind(shipped(), kind), severity_behind(shipped(), kind, severity)
    less = f", told as a {shown.value}" if shown is not severity else ""
    hidden = ", hidden by default" if confidence is Confidence.LOW else ""
    reason = _STRENGTHS.get(kind.reason, kind.reason)
    return f"- {reason}, {kind.extent.value} projects: {measure.told}; {confidence.value} confidence{less}{hidden}"
