"""What was known of lines goes with them into the units that hold them after an edit, until those are analysed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from offpath.engine.reporting.located import range_in
from offpath.facts.summaries.contribution import Contribution
from offpath.rules.base import Elsewhere, Finding
from offpath.text.span import Span

if TYPE_CHECKING:
    from offpath.engine.reporting.suppressions import Suppression
    from offpath.syntax.structure import Unit
    from offpath.text.document import LineChange


@dataclass(frozen=True, slots=True)
class Known:
    """What was last known of a unit that is gone; its place is that in the older text."""

    unit: Unit
    findings: tuple[Finding, ...]
    contributions: tuple[Contribution, ...]
    for_file: tuple[Suppression, ...]


@dataclass(slots=True)
class Carried:
    """What a new unit takes over."""

    findings: tuple[Finding, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    for_file: tuple[Suppression, ...] = ()


def carry(gone: Iterable[Known], fresh: Sequence[Unit], change: LineChange) -> list[Carried]:
    """For each fresh unit what it takes over: findings and comments for the whole file whose lines the edit did not touch,
    and the contributions of the units that began in it, or that it is called like.
    """
    carried = [Carried() for _ in fresh]
    if not fresh:
        return carried
    holders = _Holders(fresh)
    named = {(unit.kind, unit.path): index for index, unit in enumerate(fresh) if unit.path}
    for known in gone:
        heir = holders.index_of(_moved_or_touched(known.unit.segments[0][0], change))
        for contribution in known.contributions:
            carried[named.get((contribution.kind, contribution.path), heir)].contributions += (contribution,)
        for finding in known.findings:
            place = _new_place(known.unit, finding.span, fresh, holders, change)
            if place is not None:
                index, span = place
                carried[index].findings += (_without_fixes(finding, span),)
        for comment in known.for_file:
            place = _new_place(known.unit, comment.span, fresh, holders, change)
            if place is not None:
                index, span = place
                carried[index].for_file += (replace(comment, span=span),)
    return carried


class _Holders:
    """Finds the unit that holds a line."""

    def __init__(self, units: Sequence[Unit]) -> None:
        ranges = sorted((*segment, index) for index, unit in enumerate(units) for segment in unit.segments)
        self._starts = [first for first, _, _ in ranges]
        self._indexes = [index for _, _, index in ranges]

    def index_of(self, line: int) -> int:
        """The index of the unit that holds a line, or that stands nearest above it."""
        return self._indexes[max(bisect_right(self._starts, line) - 1, 0)]


def _new_place(
    old: Unit, span: Span, fresh: Sequence[Unit], holders: _Holders, change: LineChange
) -> tuple[int, Span] | None:
    """The unit that holds a finding's lines now and its span there; None where the edit touched them."""
    place = range_in(old, span)
    first = _moved(place.start.line, change)
    last = _moved(place.end.line, change)
    spans_edit = place.start.line < change.first < place.end.line
    if first is None or last is None or spans_edit:
        return None
    index = holders.index_of(first)
    line_start = fresh[index].offset_of(first)
    if line_start is None:
        return None
    start = line_start + place.start.column
    new = Span(start, start + len(span))
    return (index, new) if new.of(fresh[index].text) == span.of(old.text) else None


def _moved(line: int, change: LineChange) -> int | None:
    """Where a line stands after the edit; None when it was touched."""
    if line < change.first:
        return line
    return line + change.delta if line >= change.old_end else None


def _moved_or_touched(line: int, change: LineChange) -> int:
    moved = _moved(line, change)
    return change.first if moved is None else moved


def _without_fixes(finding: Finding, span: Span) -> Finding:
    """The finding at its new place; edits and related spans of its own unit may no longer fit and are left out."""
    related = tuple(each for each in finding.related if isinstance(each, Elsewhere))
    return replace(finding, span=span, fixes=(), related=related)
