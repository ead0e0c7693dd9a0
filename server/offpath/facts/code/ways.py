"""Going all of many ways that branch, as deep as they lead, without going deep oneself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, TypeVar, cast

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
