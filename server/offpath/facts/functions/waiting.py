"""What a coroutine waits for, as far as its own text tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.facts.code.symbols import Symbol, Symbols
from offpath.syntax import tree as t


def awaited_calls(body: Iterable[t.Node], symbols: Symbols) -> Iterator[Symbol | None]:
    """What is called and waited for in these nodes; None for what only running it would tell: `async with`, `async for`, `await task`."""
    for node in body:
        if isinstance(node, t.Await):
            yield symbols.of(node.value.func) if isinstance(node.value, t.Call) else None
        elif isinstance(node, (t.With, t.For, t.Comprehension)) and node.is_async:
            yield None
