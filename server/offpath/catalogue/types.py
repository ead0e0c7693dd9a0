"""Types of libraries: what calls return, what awaiting, entering and iterating gives, what attributes hold, who inherits from whom.

A type is described as in `libraries/*.toml`: by its canonical dotted name, with what it is about in brackets (`[of]`: what the receiver is
about, `[arg]`: the first argument); `of` and `arg` alone are an instance of that; `same` is the first argument itself, `awaited`
what awaiting it gives.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from functools import lru_cache

from offpath.catalogue.library import KnownType, KnownValue
from offpath.catalogue.remembering import MOST_NAMES

BUILTINS = frozenset(dir(builtins))

PROPERTIES = frozenset({"property", "cached_property", "hybrid_property", "declared_attr", "cached"})

MODEL_MEMBERS = frozenset({"objects", "query", "_default_manager", "_meta", "pk", "id"})

CONNECTION = "dbapi.Connection"
"""What the connections of all drivers of SQL databases inherit from (PEP 249, and the asynchronous ones)."""
CURSOR = "dbapi.Cursor"

_ABOUT = ("of", "arg")


class Types:
    """What is known of the types of some libraries. A type of what a call gives, and that has no name, is called `f()`."""

    def __init__(
        self, types: Iterable[KnownType], values: Iterable[KnownValue], spelled: Iterable[tuple[str, str]]
    ) -> None:
        self._spelled = dict(spelled)
        self._parents: dict[str, tuple[str, ...]] = {}
        self._holds: dict[str, str] = {}
        self._returns: dict[str, str] = {}
        self._awaited: dict[str, str] = {}
        self._entered: dict[str, str] = {}
        self._items: dict[str, str] = {}
        for known in types:
            self._add_type(known)
        for value in values:
            self._add_value(value)
        self.canonical = lru_cache(MOST_NAMES)(self._canonical)
        self.lineage = lru_cache(MOST_NAMES)(self._lineage)

    def _add_type(self, known: KnownType) -> None:
        for name in known.names:
            self._returns.setdefault(name, name)
            if known.parents:
                self._parents.setdefault(name, known.parents)
            if known.called:
                self._returns.setdefault(f"{name}.__call__", known.called)
            self._add_uses(name, known.awaited, known.entered, known.items)

    def _add_value(self, value: KnownValue) -> None:
        uses = tuple(filter(None, (value.awaited, value.entered, value.items)))
        for name in (f"{owner}.{member}" for owner in value.of for member in value.names) if value.of else value.names:
            if value.holds:
                self._holds.setdefault(name, value.holds)
            elif value.returns:
                self._returns.setdefault(name, value.returns)
            elif uses and name not in self._returns:
                about = next((each for each in _ABOUT for use in uses if use == each or use.endswith(f"[{each}]")), "")
                self._returns[name] = f"{name}()[{about}]" if about else f"{name}()"
                self._add_uses(f"{name}()", *(_of(use, about) for use in (value.awaited, value.entered, value.items)))

    def _add_uses(self, name: str, awaited: str, entered: str, items: str) -> None:
        for uses, given in ((self._awaited, awaited), (self._entered, entered), (self._items, items)):
            if given:
                uses.setdefault(name, given)

    # -- names

    def _canonical(self, name: str) -> str:
        """The canonical spelling of a library's dotted name: `flask.globals.request` → `flask.request`."""
        renamed = self._spelled.get(name)
        if renamed is not None:
            return renamed
        head = name
        while "." in head:
            head = head.rpartition(".")[0]
            replacement = self._spelled.get(head)
            if replacement is not None:
                spelled = replacement + name[len(head) :]
                return self._spelled.get(spelled, spelled)
        return name

    def _lineage(self, name: str) -> tuple[str, ...]:
        """A library type and the types that it inherits from, nearest first."""
        found = [name]
        for current in found:
            found.extend(p for p in self._parents.get(current, ()) if p not in found)
        return tuple(found)

    def is_any(self, name: str, types: frozenset[str]) -> bool:
        """Whether a library type is one of these or inherits from one."""
        return not types.isdisjoint(self.lineage(name))

    # -- what values are

    def holds(self, name: str) -> str:
        """What a library's name or attribute holds; empty: nothing known."""
        return self._holds.get(name, "")

    def returns(self, name: str) -> str:
        """What a call of a canonical name gives; empty: nothing known."""
        return self._returns.get(name, "")

    def called(self, kind: str) -> str:
        """What calling an object of this type gives; empty: nothing known."""
        return self._of_type(self._returns, kind, ".__call__")

    def awaited(self, kind: str) -> str:
        """What awaiting an object of this type gives; empty: nothing known."""
        return self._of_type(self._awaited, kind)

    def entered(self, kind: str) -> str:
        """What `with` and `async with` over an object of this type bind; empty: nothing known."""
        return self._of_type(self._entered, kind)

    def items(self, kind: str) -> str:
        """What iterating over an object of this type, or a subscript, gives; empty: nothing known."""
        return self._of_type(self._items, kind)

    def _of_type(self, uses: Mapping[str, str], kind: str, member: str = "") -> str:
        return next((uses[f"{each}{member}"] for each in self.lineage(kind) if f"{each}{member}" in uses), "")


def _of(use: str, about: str) -> str:
    """The description of what is got of a result that is about what the call is about."""
    return "of" if use == about else use.replace("[arg]", "[of]")
