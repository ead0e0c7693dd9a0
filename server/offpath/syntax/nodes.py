"""Nodes sorted by their kinds: whoever looks for some of them does not go through all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import TypeVar, cast, overload

from offpath.syntax import tree as t

A = TypeVar("A", bound=t.Node)
B = TypeVar("B", bound=t.Node)
C = TypeVar("C", bound=t.Node)
D = TypeVar("D", bound=t.Node)
N = TypeVar("N", bound=t.Node)

_GENERAL = frozenset({t.Node, t.Expr, t.Stmt})
"""Kinds that others are derived from."""

_place = attrgetter("at")


class Nodes:
    """Nodes of one tree, in source order."""

    __slots__ = ("_by_kind", "_chosen", "all")

    def __init__(self, nodes: Iterable[t.Node]) -> None:
        self.all = tuple(nodes)
        by_kind: dict[type[t.Node], list[t.Node]] = defaultdict(list)
        for node in self.all:
            by_kind[node.__class__].append(node)
        self._by_kind = dict(by_kind)
        self._chosen: dict[tuple[type[t.Node], ...], Sequence[t.Node]] = {}

    @overload
    def of(self, a: type[A], /) -> Sequence[A]: ...
    @overload
    def of(self, a: type[A], b: type[B], /) -> Sequence[A | B]: ...
    @overload
    def of(self, a: type[A], b: type[B], c: type[C], /) -> Sequence[A | B | C]: ...
    @overload
    def of(self, a: type[A], b: type[B], c: type[C], d: type[D], /) -> Sequence[A | B | C | D]: ...
    @overload
    def of(self, *kinds: type[N]) -> Sequence[N]: ...
    def of(self, *kinds: type[N]) -> Sequence[N]:
        """Those of some kinds, in source order; a kind stands for those derived from it, too."""
        found = self._chosen.get(kinds)
        if found is None:
            found = self._chosen[kinds] = self._choose(kinds)
        return cast("Sequence[N]", found)

    def knows(self, *kinds: type[t.Node]) -> bool:
        """Whether these kinds have been asked for."""
        return kinds in self._chosen

    def _choose(self, kinds: tuple[type[t.Node], ...]) -> Sequence[t.Node]:
        by_kind = self._by_kind
        if _GENERAL.isdisjoint(kinds):
            chosen = [by_kind[kind] for kind in kinds if kind in by_kind]
        else:
            chosen = [nodes for kind, nodes in by_kind.items() if issubclass(kind, kinds)]
        if len(chosen) < 2:
            return chosen[0] if chosen else ()
        return sorted(chain(*chosen), key=_place)


def own_nodes(statements: Sequence[t.Node]) -> Nodes:
    """The nodes of statements, not those of functions and classes that stand in them."""
    return Nodes(t.walked(statements, (t.FunctionDef, t.ClassDef)))
