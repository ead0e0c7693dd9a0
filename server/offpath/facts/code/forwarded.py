"""Addresses that a request says itself, in `X-Forwarded-For`: whoever sends it writes the front of it, proxies only append.

`forwarded_traits` yields `says forwarded address` for functions that answer with one.
"""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t

SAYS_FORWARDED = "says forwarded address"

_HEADERS = frozenset({"x-forwarded-for", "http-x-forwarded-for"})
_CHECKING = frozenset({"trusted", "trust", "proxy", "proxies", "hops", "behind"})
"""Words by which code asks who has forwarded a request."""
_MAX_ROUNDS = 4


def forwarded_reads(body: list[t.Node]) -> list[t.Expr]:
    """The reads of the header, where nothing around asks who has forwarded the request."""
    found: list[t.Expr] = []
    for node in body:
        key: t.Expr | None = None
        if isinstance(node, t.Call) and last_name(node.func) in ("get", "getlist") and node.args:
            key = node.args[0]
        elif isinstance(node, t.Subscript):
            key = node.index
        if (
            isinstance(key, t.Constant)
            and isinstance(key.value, str)
            and key.value.lower().replace("_", "-") in _HEADERS
        ):
            if isinstance(node, t.Expr):
                found.append(node)
    if found and any(
        not _CHECKING.isdisjoint(words(last_name(n))) for n in body if isinstance(n, (t.Name, t.Attribute))
    ):
        return []
    return found


def carriers(body: list[t.Node], reads: list[t.Expr]) -> frozenset[str]:
    """The names that hold a read address, or what was made of its front."""
    names: set[str] = set()
    assigns = [n for n in body if isinstance(n, (t.Assign, t.AnnAssign)) and n.value is not None]
    for _ in range(_MAX_ROUNDS):
        before = len(names)
        for each in assigns:
            if each.value is not None and carries(each.value, reads, names):
                targets = each.targets if isinstance(each, t.Assign) else [each.target]
                names |= {target.id for target in targets if isinstance(target, t.Name)}
        if len(names) == before:
            break
    return frozenset(names)


def carries(value: t.Expr, reads: list[t.Expr], names: set[str] | frozenset[str]) -> bool:
    """Whether an expression holds the front of an address that was read; its end is what the last proxy saw."""
    for node in value.walk():
        is_held = any(node is each for each in reads) or (isinstance(node, t.Name) and node.id in names)
        if is_held and not _is_last(node, value):
            return True
    return False


def _is_last(node: t.Node, value: t.Expr) -> bool:
    for outer in node.ancestors():
        if isinstance(outer, t.Subscript) and _is_from_behind(outer.index):
            return True
        if outer is value:
            break
    return False


def _is_from_behind(index: t.Expr) -> bool:
    is_negative = isinstance(index, t.Constant) and type(index.value) is int and index.value < 0
    return is_negative or isinstance(index, t.UnaryOp)


def forwarded_traits(body: list[t.Node]) -> Iterator[str]:
    """What a function's own nodes show."""
    reads = forwarded_reads(body)
    if not reads:
        return
    names = carriers(body, reads)
    if any(isinstance(n, t.Return) and n.value is not None and carries(n.value, reads, names) for n in body):
        yield SAYS_FORWARDED
