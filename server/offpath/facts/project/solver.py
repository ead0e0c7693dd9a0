"""Answers about many functions at once: what one leads to, what stands on every way to it, the least that holds of those who call each other.

A place is whatever is followed: a function's name, or a function with what is carried there (a parameter, the class whose
method was called). Functions that call each other, or themselves, are no concern of whoever asks. Answers do not depend on the order
in which modules come in as long as `following` does not; each step is counted (`syntax/budget.py`), and what is read of
bodies on the way is recorded where it is read (`CallGraph.body`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from offpath.syntax.budget import spend

K = TypeVar("K", bound=Hashable)
P = TypeVar("P")
V = TypeVar("V")

MOST_PLACES = 400
"""So many places one answer looks at; what lies beyond is "cannot tell"."""


class Spread(Generic[P]):
    """The places that some lead to, the nearest first, each once, with how many steps lead there.

    `following` says where a place leads to, and is asked when all that is as near has been looked at; `same` says by what
    two of them are one, where that is not all that is carried.
    """

    def __init__(
        self,
        starts: Iterable[P],
        following: Callable[[P], Iterable[P]],
        *,
        most: int = MOST_PLACES,
        deepest: int | None = None,
        same: Callable[[P], Hashable] = lambda place: place,
    ) -> None:
        self._starts = starts
        self._following = following
        self._most = most
        self._deepest = deepest
        self._same = same
        self.is_cut = False
        """Whether there is more than was looked at."""

    def __iter__(self) -> Iterator[tuple[P, int]]:
        queue: deque[tuple[P, int]] = deque()
        seen: set[Hashable] = set()
        for start in self._starts:
            if self._same(start) not in seen:
                seen.add(self._same(start))
                queue.append((start, 0))
        while queue:
            place, depth = queue.popleft()
            spend()
            yield place, depth
            if self._deepest is not None and depth >= self._deepest:
                continue
            for each in self._following(place):
                mark = self._same(each)
                if mark in seen:
                    continue
                if len(seen) >= self._most:
                    self.is_cut = True
                    break
                seen.add(mark)
                queue.append((each, depth + 1))


def on_every_way(start: K, ways: Callable[[K], Iterable[K | bool]], most: int = MOST_PLACES) -> bool:
    """Whether each way that leads to a place, however long, passes what is looked for.

    `ways` tells the ways into a place: True where it is passed there, False where it never is, else the place from which the way
    comes. A place without ways is never passed. Those who call each other are reached from outside, or by nobody.
    """
    pending, seen, is_passed = [start], {start}, False
    while pending:
        place = pending.pop()
        spend()
        is_reached = False
        for way in ways(place):
            is_reached = True
            if way is False:
                return False
            if way is True:
                is_passed = True
            elif way not in seen:
                if len(seen) >= most:
                    return False
                seen.add(way)
                pending.append(way)
        if not is_reached:
            return False
    return is_passed


def least(
    start: K,
    following: Callable[[K], Iterable[K]],
    value: Callable[[K, Callable[[K], V]], V],
    bottom: V,
    most: int = MOST_PLACES,
) -> V:
    """The least that holds of a place together with all it leads to.

    `value` tells it of one place, given what holds of those that it leads to; more there may only mean more here. Beyond `most` places everything
    is `bottom`. Where places lead to each other, all of them are asked until nothing changes.
    """
    edges = _edges(start, following, most)
    known: dict[K, V] = {}
    for group in groups(start, edges):
        known.update(dict.fromkeys(group, bottom))
        is_changing = True
        while is_changing:
            is_changing = False
            for place in group:
                spend()
                now = value(place, lambda each: known.get(each, bottom))
                if now != known[place]:
                    known[place] = now
                    is_changing = len(group) > 1 or place in edges[place]
    return known[start]


def _edges(start: K, following: Callable[[K], Iterable[K]], most: int) -> dict[K, tuple[K, ...]]:
    edges: dict[K, tuple[K, ...]] = {}

    def noted(place: K) -> tuple[K, ...]:
        edges[place] = tuple(dict.fromkeys(following(place)))
        return edges[place]

    for _ in Spread([start], noted, most=most):
        pass
    return {place: tuple(each for each in leading if each in edges) for place, leading in edges.items()}


def groups(start: K, edges: Mapping[K, tuple[K, ...]]) -> Iterator[tuple[K, ...]]:
    """The places that a start leads to, in groups of those that lead to each other; a group comes after all that it leads to."""
    number: dict[K, int] = {start: 0}
    lowest: dict[K, int] = {start: 0}
    trail, open_places = [start], {start}
    ways: list[tuple[K, Iterator[K]]] = [(start, iter(edges[start]))]
    while ways:
        place, rest = ways[-1]
        following = next(rest, None)
        if following is not None:
            if following not in number:
                number[following] = lowest[following] = len(number)
                trail.append(following)
                open_places.add(following)
                ways.append((following, iter(edges[following])))
            elif following in open_places:
                lowest[place] = min(lowest[place], number[following])
            continue
        ways.pop()
        if ways:
            lowest[ways[-1][0]] = min(lowest[ways[-1][0]], lowest[place])
        if lowest[place] == number[place]:
            group = [trail.pop()]
            while group[-1] != place:
                group.append(trail.pop())
            open_places.difference_update(group)
            yield tuple(group)
