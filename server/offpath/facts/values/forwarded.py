"""Addresses that a request says itself, in `X-Forwarded-For`: whoever sends it writes the front of it, proxies only append.

`forwarded_traits` yields `says forwarded address` for functions that answer with one.
"""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.pass_through import Done
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbols, last_name
from offpath.facts.values.trails import Step, Trails, bound
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

SAYS_FORWARDED = "says forwarded address"

_HEADERS = frozenset({"x-forwarded-for", "http-x-forwarded-for"})
_CHECKING = frozenset({"trusted", "trust", "proxy", "proxies", "hops", "behind"})
"""Words by which code asks who has forwarded a request."""


def forwarded_reads(own: Nodes) -> list[t.Expr]:
    """The reads of the header, where nothing around asks who has forwarded the request."""
    found: list[t.Expr] = []
    for node in own.of(t.Call, t.Subscript):
        key: t.Expr | None = None
        if isinstance(node, t.Subscript):
            key = node.index
        elif last_name(node.func) in ("get", "getlist") and node.args:
            key = node.args[0]
        if (
            isinstance(key, t.Constant)
            and isinstance(key.value, str)
            and key.value.lower().replace("_", "-") in _HEADERS
        ):
            found.append(node)
    if found and any(not _CHECKING.isdisjoint(words(last_name(n))) for n in own.of(t.Name, t.Attribute)):
        return []
    return found


class Fronts:
    """Which expressions of a unit hold the front of an address that was read; its end is what the last proxy saw."""

    def __init__(self, symbols: Symbols, reads: list[t.Expr]) -> None:
        self._symbols = symbols
        self._reads = reads
        self._trails = Trails(self._look)

    def held_by(self, node: t.Expr) -> tuple[t.Expr, ...]:
        """The reads of which an expression holds the front."""
        return self._trails.of(node)

    def _look(self, node: t.Node) -> Iterator[t.Expr | Step]:
        if isinstance(node, t.Expr) and any(node is each for each in self._reads):
            yield node
        elif isinstance(node, t.Name):
            yield from (step for step in bound(self._symbols, node) if step.done is not Done.PART)
        elif not (isinstance(node, t.Subscript) and _is_from_behind(node.index)):
            yield from (Step(each, Done.HANDED, node) for each in node.children())


def _is_from_behind(index: t.Expr) -> bool:
    is_negative = isinstance(index, t.Constant) and type(index.value) is int and index.value < 0
    return is_negative or isinstance(index, t.UnaryOp)


def forwarded_traits(own: Nodes, symbols: Symbols) -> Iterator[str]:
    """What a function's own nodes show."""
    reads = forwarded_reads(own)
    if not reads:
        return
    fronts = Fronts(symbols, reads)
    if any(n.value is not None and fronts.held_by(n.value) for n in own.of(t.Return)):
        yield SAYS_FORWARDED
