"""Walkers that follow values back through names, so that every place is looked at once however many ways lead to it.

Branches double the ways that a value can have come: a walker that goes each of them does not end on thirty repeated `if … else`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from offpath.syntax import tree as t
from offpath.syntax.budget import spend

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
