"""The tests that a way has passed, as a list that ways share: what two ways have in common where they meet is found without comparing tests.

A list grows at its end. Where ways part, both go on from the same list, so that what both have passed is the part of their lists
that is one object (ty's and pyright's narrowing work alike). That a name is bound anew is put at the end as well: it takes from
what is before it all that was asked of the name.
"""

from __future__ import annotations

from dataclasses import dataclass

from offpath.syntax import tree as t
from offpath.syntax.budget import spend

_LONGEST = 64
"""So many tests a list holds; then the older half is forgotten, which says less and nothing wrong."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A test that every way to a place has passed, and how."""

    test: t.Expr | t.MatchCase
    """What was asked: no `not`, and no `and` or `or` whose parts are known one by one. A case of a `match`: whether it was the one."""
    holds: bool


@dataclass(frozen=True, slots=True, eq=False)
class Passed:
    """One test that was passed, or names that were bound anew, and what was before."""

    condition: Condition | None
    """None: names were bound anew."""
    names: frozenset[str]
    """The names that the test asks about, or that were bound anew."""
    before: Passed | None
    length: int


class Lists:
    """Makes lists. The same test after the same list is the same list, so that going through a loop again brings nothing new."""

    def __init__(self) -> None:
        self._made: dict[tuple[Passed | None, Condition | None, frozenset[str]], Passed] = {}
        self._ever_asked: set[str] = set()
        self._conditions: dict[Passed, tuple[Condition, ...]] = {}

    def passing(self, before: Passed | None, condition: Condition, names: frozenset[str]) -> Passed:
        """The list with one test more."""
        self._ever_asked |= names
        if before is not None and before.length >= _LONGEST:
            before = self._newer_half(before)
        return self._list(before, condition, names)

    def forgetting(self, before: Passed | None, names: frozenset[str]) -> Passed | None:
        """The list without what was asked of these names, which are bound anew."""
        if before is None or self._ever_asked.isdisjoint(names):
            return before
        asked = names & _asked(before)
        if not asked:
            return before
        if before.condition is None:
            return self._list(before.before, None, before.names | asked)
        return self._list(before, None, asked)

    def common(self, ours: Passed | None, theirs: Passed | None) -> Passed | None:
        """What two ways have both passed, without what either has forgotten."""
        forgotten: set[str] = set()
        while ours is not theirs:
            if ours is None or theirs is None:
                return None
            spend()
            is_ours = ours.length >= theirs.length
            last = ours if is_ours else theirs
            if last.condition is None:
                forgotten |= last.names
            if is_ours:
                ours = ours.before
            else:
                theirs = theirs.before
        return self.forgetting(ours, frozenset(forgotten)) if forgotten else ours

    def conditions(self, passed: Passed | None) -> tuple[Condition, ...]:
        """The tests that still hold, each once, in the order in which they were passed."""
        if passed is None:
            return ()
        known = self._conditions.get(passed)
        if known is None:
            found = dict.fromkeys(each.condition for each in _standing(passed) if each.condition is not None)
            known = self._conditions[passed] = tuple(reversed(found))
        return known

    def tests(self, passed: Passed | None) -> tuple[Condition, ...]:
        """All tests that were passed, those of names that were bound anew since as well."""
        found: dict[Condition, None] = {}
        while passed is not None:
            spend()
            if passed.condition is not None:
                found.setdefault(passed.condition)
            passed = passed.before
        return tuple(reversed(found))

    def _list(self, before: Passed | None, condition: Condition | None, names: frozenset[str]) -> Passed:
        spend()
        key = (before, condition, names)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = Passed(condition, names, before, before.length + 1 if before is not None else 1)
        return made

    def _newer_half(self, passed: Passed) -> Passed | None:
        kept: Passed | None = None
        for each in reversed(_standing(passed)[: _LONGEST // 2]):
            kept = self._list(kept, each.condition, each.names)
        return kept


def _asked(passed: Passed) -> frozenset[str]:
    """The names of which something is known."""
    names: set[str] = set()
    for each in _standing(passed):
        names |= each.names
    return frozenset(names)


def _standing(passed: Passed | None) -> list[Passed]:
    """The tests of which nothing was forgotten, the newest first."""
    forgotten: set[str] = set()
    found = []
    while passed is not None:
        spend()
        if passed.condition is None:
            forgotten |= passed.names
        elif forgotten.isdisjoint(passed.names):
            found.append(passed)
        passed = passed.before
    return found
