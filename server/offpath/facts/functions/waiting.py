"""What a coroutine waits for, as far as its own text tells."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import Symbol, Symbols
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes


def awaited_calls(own: Nodes, symbols: Symbols) -> Iterator[Symbol | None]:
    """What is called and waited for in these nodes; None for what only running it would tell: `async with`, `async for`, `await task`."""
    for node in own.of(t.Await, t.With, t.For, t.Comprehension):
        if isinstance(node, t.Await):
            yield symbols.of(node.value.func) if isinstance(node.value, t.Call) else None
        elif node.is_async:
            yield None
