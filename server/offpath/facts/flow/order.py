"""Which statement of a function comes before another on every way, and whether one can come after another at all."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.syntax import tree as t
from offpath.syntax.budget import spend

_BLOCKS = ("body", "orelse", "finalbody")
_LEAVING = (t.Return, t.Raise)
_LEAVING_ROUNDS = (*_LEAVING, t.Continue, t.Break)


def comes_first(first: t.Node, second: t.Node) -> bool:
    """Whether every way to the second passes the first: it stands above in the block of the second, or in one around that."""
    if first.start >= second.start:
        return False
    own = _statement(first)
    around = _blocks_around(second)
    return own is not None and any(own in block and block.index(own) < block.index(outer) for outer, block in around)


def can_follow(first: t.Node, second: t.Node) -> bool:
    """Whether the second may be reached from the first: they are no alternatives, and no `return` or `raise` ends the way between."""
    if first.start >= second.start:
        return False
    for outer, block in _blocks_around(first):
        if outer.start <= second.start < outer.end:
            return True
        rest = block[block.index(outer) :]
        if any(each.start <= second.start < each.end for each in rest):
            return not any(isinstance(each, _LEAVING) for each in rest if each.end <= second.start)
        parent = outer.parent
        in_loop = any(
            isinstance(each, (t.For, t.While)) and each.start <= second.start < each.end for each in outer.ancestors()
        )
        if any(isinstance(each, _LEAVING_ROUNDS if in_loop else _LEAVING) for each in rest):
            return False
        if isinstance(parent, t.If) and any(second in each.walk() for each in _other(parent, block)):
            return False
    return True


def _other(branch: t.If, block: list[t.Stmt]) -> list[t.Stmt]:
    return branch.orelse if block is branch.body else branch.body


def _statement(node: t.Node) -> t.Stmt | None:
    return next((outer for outer, _ in _blocks_around(node)), None)


def _blocks_around(node: t.Node) -> Iterator[tuple[t.Stmt, list[t.Stmt]]]:
    """The statements around a node, the nearest first, each with the block that it stands in; up to the function."""
    current: t.Node | None = node
    while current is not None and current.parent is not None and not isinstance(current, (t.FunctionDef, t.Tree)):
        spend()
        parent = current.parent
        if isinstance(current, t.Stmt):
            for name in _BLOCKS:
                block = getattr(parent, name, None)
                if isinstance(block, list) and any(each is current for each in block):
                    yield current, block
        current = parent
