"""Which form of the catalogue means a name: members of types and of those that these inherit from, whole dotted names, patterns."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TypeVar

from offpath.catalogue.library import Arguments, Calls, Decorators, Library, Models, Waits, Workers
from offpath.catalogue.types import Types

T = TypeVar("T", Decorators, Calls, Workers, Models, Arguments)
F = TypeVar("F", Waits, Arguments)


def nearest(types: Types, forms: Iterable[tuple[Library, T]], name: str) -> tuple[Library, T] | None:
    """The form that means a canonical dotted name; of several, the one that names the nearest type."""
    ranked = [
        (rank, each)
        for each in forms
        for rank in [distance(types, each[1].of, each[1].names, name)]
        if rank is not None
    ]
    return min(ranked, key=lambda each: each[0])[1] if ranked else None


def of_nearest(types: Types, forms: Iterable[F], name: str) -> F | None:
    """As `nearest`; a whole dotted name means the same member of the types that inherit from its own, too."""
    ranked = [(rank, each) for each in forms for rank in [_rank(types, each, name)] if rank is not None]
    return min(ranked, key=lambda each: each[0])[1] if ranked else None


def _rank(types: Types, form: Waits | Arguments, name: str) -> int | None:
    if form.of or name in form.names:
        return distance(types, form.of, form.names, name)
    owner, _, last = name.rpartition(".")
    return next((far for far, kind in enumerate(types.lineage(owner)) if f"{kind}.{last}" in form.names), None)


def distance(types: Types, of: tuple[str, ...], members: tuple[str, ...], name: str) -> int | None:
    """How far up the type stands whose member a name is; None: it is none of these members."""
    for member in members:
        if not of:
            if name == member:
                return 0
        elif name.endswith(f".{member}"):
            for far, each in enumerate(types.lineage(name[: -len(member) - 1])):
                if matches(each, of):
                    return far
    return None


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name is one of these, in which `*` stands for anything."""
    return any(name == each or ("*" in each and fnmatchcase(name, each)) for each in patterns)


def by_last(forms: Iterable[tuple[Library, T]]) -> dict[str, tuple[tuple[Library, T], ...]]:
    """Forms by the last name of what they name."""
    found: dict[str, dict[int, tuple[Library, T]]] = {}
    for library, each in forms:
        for name in each.names:
            found.setdefault(name.rpartition(".")[2], {})[id(each)] = (library, each)
    return {last: tuple(these.values()) for last, these in found.items()}
