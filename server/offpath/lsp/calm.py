"""While somebody types nothing new is said: half a line is no fault. What is no longer right is taken away at once.

What one statement says is told when the keys have rested for a moment; what is only missing so far (a use, an `await`, a commit, a check), when
nobody has gone on with it for longer. What comes in one piece (pasted, written by a model, a fix) is judged at once, and so is what is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offpath.engine.reporting.located import LocatedFinding
    from offpath.text.document import ContentChange

_REST = 0.7
"""Seconds after the last key when a statement that was typed is taken for what is meant."""

_LONG_REST = 1.4
"""The same of all that stands around it: the next line would have been begun."""

_LONGEST_WORD = 40
"""So many characters are typed at once, where a name is completed."""


class Calm:
    """Knows whether somebody is typing."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._typed_at = -inf

    def edited(self, changes: Iterable[ContentChange]) -> None:
        """A text has changed in these places."""
        self._typed_at = self._clock() if all(map(_is_typed, changes)) else -inf

    def saved(self) -> None:
        """A text was saved: it is meant as it is."""
        self._typed_at = -inf

    @property
    def left(self) -> float:
        """Seconds until more may be said; 0 where nobody types."""
        rested = self._rested
        return next((rest - rested for rest in (_REST, _LONG_REST) if rested < rest), 0.0)

    def sayable(
        self, findings: Sequence[LocatedFinding], told: Sequence[LocatedFinding], by_one_statement: Collection[str]
    ) -> Sequence[LocatedFinding]:
        """The findings that may be shown now, where ``told`` are shown already, and some rules are told by one statement."""
        rested = self._rested
        if rested >= _LONG_REST:
            return findings
        known = set(map(_identity, told))
        sooner = by_one_statement if rested >= _REST else ()
        return [each for each in findings if each.finding.rule in sooner or _identity(each) in known]

    @property
    def _rested(self) -> float:
        return self._clock() - self._typed_at


def _is_typed(change: ContentChange) -> bool:
    """Whether a change is that of a key, or of a word that was completed."""
    if change.start is None or change.end is None or change.end.line - change.start.line > 1:
        return False
    text = change.text.strip()
    return len(text) <= _LONGEST_WORD and "\n" not in text and "\r" not in text


def _identity(located: LocatedFinding) -> tuple[object, ...]:
    """What stays the same of a finding while its lines move, and its unit is cut otherwise for a moment."""
    return located.finding.rule, located.finding.message
