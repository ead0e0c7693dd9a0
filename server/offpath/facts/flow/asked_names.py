"""What tests ask about and assignments change, in words that meet: names, `.attribute` for attributes, `[name]` for what is in a container."""

from __future__ import annotations

from collections.abc import Iterable

from offpath.syntax import tree as t


def asked_by(node: t.Node) -> Iterable[str]:
    """What a node by itself, in a test, asks about."""
    if isinstance(node, t.Name):
        return (node.id,)
    if isinstance(node, t.Attribute):
        parent = node.parent
        if isinstance(parent, t.Call) and parent.func is node:
            return _items_of(node.value)
        return (f".{node.attr}",)
    if isinstance(node, t.Subscript):
        return _items_of(node.value)
    if isinstance(node, t.Compare):
        inside = [c for op, c in zip(node.ops, node.comparators, strict=True) if op in ("in", "not in")]
        return [name for each in inside for name in _items_of(each)]
    return ()


def changed_by(target: t.Attribute | t.Subscript) -> Iterable[str]:
    """What an assignment to an attribute or item changes."""
    return (f".{target.attr}",) if isinstance(target, t.Attribute) else _items_of(target.value)


def _items_of(container: t.Expr) -> tuple[str, ...]:
    root = t.root(container)
    return (f"[{root.id}]",) if isinstance(root, t.Name) else ()
