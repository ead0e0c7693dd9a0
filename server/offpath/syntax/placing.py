"""Small helpers for lowering: which raw nodes count, and where a lowered node stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from offpath.syntax import tree as t

if TYPE_CHECKING:
    from tree_sitter import Node as Raw

N = TypeVar("N", bound=t.Node)

EXTRAS = frozenset({"comment", "line_continuation"})
"""Raw nodes that may stand anywhere and mean nothing."""


def at(raw: Raw, node: N) -> N:
    """Places a node where its source stands."""
    return between(raw.start_byte, raw.end_byte, node)


def between(start: int, end: int, node: N) -> N:
    """Places a node at a span."""
    node.start = start
    node.end = end
    return node


def standing_in(around: t.Node, start: int, end: int, node: N) -> N:
    """Places a node that nobody wrote: below another one in no list of its children, above nodes that keep their own place."""
    between(start, end, node).parent = around
    below: list[t.Node] = []
    for name in node.child_fields:
        value = getattr(node, name)
        below += value if isinstance(value, list) else [value] if value is not None else []
    node.below = tuple(below)
    node.order, node.at = [node, *(inner for child in below for inner in child.walk())], 0
    node.beyond = len(node.order)
    return node


def closed(raw: Raw, node: N, *blocks: list[t.Stmt]) -> N:
    """Places a compound statement: it ends with its last statement, not with the comments after it."""
    return between(raw.start_byte, max((block[-1].end for block in blocks if block), default=raw.end_byte), node)


def unknown(raw: Raw, text: str) -> t.Unknown:
    """Something that cannot be read, as written."""
    return at(raw, t.Unknown(text))


def named(raw: Raw) -> list[Raw]:
    """The named children that are no comments."""
    return [c for c in raw.named_children if c.type not in EXTRAS]


def is_async(raw: Raw) -> bool:
    """Whether a construct begins with `async`."""
    return any(c.type == "async" for c in raw.children[:1])
