"""While somebody types nothing new is said: half a line is no fault. What is no longer right is taken away at once.

What comes in one piece (pasted, written by a model, a fix) is judged at once, and so is what is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offpath.engine.located import LocatedFinding
    from offpath.text.document import ContentChange

_REST = 0.7
"""Seconds after the last key when what was typed is taken for what is meant."""

_LONGEST_WORD = 40
"""So many characters are typed at once, where a name is completed."""


class Calm:
    """Knows whether somebody is typing."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._rests_at = 0.0

    def edited(self, changes: Iterable[ContentChange]) -> None:
        """A text has changed in these places."""
        is_typed = all(map(_is_typed, changes))
        self._rests_at = self._clock() + _REST if is_typed else 0.0

    def saved(self) -> None:
        """A text was saved: it is meant as it is."""
        self._rests_at = 0.0

    @property
    def left(self) -> float:
        """Seconds until what was typed has rested; 0 where nobody types."""
        return max(self._rests_at - self._clock(), 0.0)

    def sayable(self, findings: Sequence[LocatedFinding], told: Sequence[LocatedFinding]) -> Sequence[LocatedFinding]:
        """The findings that may be shown now, where ``told`` are shown already."""
        if not self.left:
            return findings
        known = set(map(_identity, told))
        return [each for each in findings if _identity(each) in known]


def _is_typed(change: ContentChange) -> bool:
    """Whether a change is that of a key, or of a word that was completed."""
    if change.start is None or change.end is None or change.end.line - change.start.line > 1:
        return False
    text = change.text.strip()
    return len(text) <= _LONGEST_WORD and "\n" not in text and "\r" not in text


def _identity(located: LocatedFinding) -> tuple[object, ...]:
    """What stays the same of a finding while its lines move, and its unit is cut otherwise for a moment."""
    return located.finding.rule, located.finding.message
