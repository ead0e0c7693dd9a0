"""Walking without going as deep as the text is long, and without going twice where many ways lead to one place.

The way back is `trails`. What is here is for those who walk otherwise: forward along a way that branches (`ends`), or back to an answer that is
worked out of what is behind and not gathered from there, as a constant is (`once_for_each_place`). Branches double the ways that a value can have
come: who goes each of them does not end on thirty repeated `if … else`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from offpath.syntax import tree as t
from offpath.syntax.budget import spend

T = TypeVar("T")

Way: TypeAlias = "Iterator[T | Way[T]]"
"""What a way comes to, and the ways that branch off it."""


def ends(way: Way[T], kind: type[T]) -> Iterator[T]:
    """Everything of a kind that a way comes to, in order."""
    open_ways = [way]
    while open_ways:
        found = next(open_ways[-1], None)
        if found is None:
            open_ways.pop()
        elif isinstance(found, kind):
            yield found
        else:
            open_ways.append(cast("Way[T]", found))


F = TypeVar("F", bound="Walking", contravariant=True)
N = TypeVar("N", bound="t.Expr | None", contravariant=True)
R = TypeVar("R", covariant=True)


class Walking(Protocol):
    """Facts that remember what walkers found in them."""

    walked: Walked


class Walker(Protocol[F, N, R]):
    """Answers for an expression that stands so many steps from where the question began."""

    def __call__(self, facts: F, node: N, depth: int = 0, /) -> R:
        """The answer; deeper than a walker goes, it cannot tell."""


def once_for_each_place(walker: Walker[F, N, R]) -> Walker[F, N, R]:
    """Remembers a walker's answers with the facts of the unit, by place and distance, of which alone they are made."""

    @wraps(walker)
    def remembering(facts: F, node: N, depth: int = 0, /) -> R:
        known = facts.walked.setdefault(walker, {})
        place = (node, depth)
        if place not in known:
            spend()
            known[place] = walker(facts, node, depth)
        return cast("R", known[place])

    return cast("Walker[F, N, R]", remembering)


Walked = dict[Callable[..., Any], dict[tuple[Any, int], Any]]
"""The answers of walkers."""
