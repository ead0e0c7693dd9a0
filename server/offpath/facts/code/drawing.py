"""Functions that draw what they answer by lot: the trait `DRAWS`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.catalogue.words.samples import RANDOM
from offpath.facts.code.symbols import Symbol, Symbols, last_name
from offpath.syntax import tree as t

DRAWS = "draws"
"""Every value that the function returns is put together of what is drawn and what is written out."""

_NAMES = frozenset(name.rpartition(".")[2] for name in RANDOM) - {"choice", "choices", "sample"}


def drawing_traits(body: Iterable[t.Node], symbols: Symbols) -> Iterator[str]:
    """`DRAWS`, where it holds for all that these statements return."""
    returned = [node.value for node in body if isinstance(node, t.Return)]
    if returned and all(each is not None and _is_drawn(each, symbols) for each in returned):
        yield DRAWS


def _is_drawn(node: t.Expr, symbols: Symbols) -> bool:
    if isinstance(node, t.Name):
        values = [d.value for d in symbols.definitions(node) if d.kind == "assign" and not d.path]
        value = values[0] if len(values) == 1 else None
        return value is not None and not isinstance(value, t.Name) and _is_drawn(value, symbols)
    calls = (each for each in node.walk() if isinstance(each, t.Call) and last_name(each.func) in _NAMES)
    return any(_is_random(symbols.of(call.func)) for call in calls)


def _is_random(symbol: Symbol | None) -> bool:
    while symbol is not None and symbol[0] == "attr":
        symbol = symbol[1]
    if symbol is None or symbol[0] not in ("import", "global"):
        return False
    first = str(symbol[-1]).partition(".")[0]
    return first in ("random", "numpy", "np") or (symbol[0] == "global" and first in _NAMES)
