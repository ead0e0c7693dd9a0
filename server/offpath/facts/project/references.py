"""What symbols denote, and the memory of it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from offpath.facts.code.symbols import Symbol


@dataclass(frozen=True, slots=True)
class Ref:
    """What a symbol denotes.

    `kind` is `module`, `class`, `function`, `instance` or `external`; the last is a name of a library that may be
    any of these. `name` is dotted and canonical: `app.models.User`, `sqlite3.Cursor`, `requests.get`; what a library's
    function returns is `hashlib.sha256()` where nothing more is known of it.
    """

    kind: str
    name: str
    of: str = ""
    """What a generic instance is about: the model of a query set, the element of a container."""
    internal: bool = False
    """Whether the project defines it."""
    awaited: Ref | None = None
    """What awaiting it gives, of a coroutine of the project."""


T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """An answer that nothing cut short, with what it took: whoever takes it over pays the same."""

    answer: T
    steps: int
    work: int
    """Steps of the budget."""
    depth: int
    """How deep below the question it was found."""


class Resolutions:
    """What symbols denote in one state of a project's outline."""

    def __init__(self) -> None:
        self.symbols: dict[tuple[str, Symbol], Found[Ref | None]] = {}
        self.lineages: dict[tuple[str, bool], Found[list[tuple[str, str]]]] = {}
        """By the class's name, and whether it was asked for by itself."""
        self.places: dict[str, tuple[str, str]] = {}
        """The module and the rest of dotted names."""
        self.calls: dict[tuple[str, str], tuple[object, tuple[Any, ...], int]] = {}
        """What functions call, by module and path: the summary that was looked at, its calls, what it took to tell."""

    def clear(self) -> None:
        """Forgets everything."""
        self.symbols.clear()
        self.lineages.clear()
        self.places.clear()
        self.calls.clear()
