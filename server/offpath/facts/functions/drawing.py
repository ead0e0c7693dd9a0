"""Functions that draw what they answer by lot, or answer records that are written out: the traits `DRAWS` and `WRITTEN_OUT`."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.samples import MARKS, RANDOM
from offpath.facts.code.symbols import Symbol, Symbols, last_name
from offpath.facts.values.trails import only_value
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

DRAWS = "draws"
"""Every value that the function returns is put together of what is drawn and what is written out."""

WRITTEN_OUT = "written out"
"""Every value that the function returns is a record, or a list of such, of numbers and texts that are written out."""

_FEWEST = 2

_NAMES = frozenset(name.rpartition(".")[2] for name in RANDOM) - {"choice", "choices", "sample"}


def drawing_traits(own: Nodes, symbols: Symbols) -> Iterator[str]:
    """`DRAWS`, where it holds for all that these statements return."""
    returned = [node.value for node in own.of(t.Return)]
    if returned and all(each is not None and _is_drawn(each, symbols) for each in returned):
        yield DRAWS
    if returned and all(each is not None and _is_written_out(_made(each, symbols)) for each in returned):
        yield WRITTEN_OUT


def _made(node: t.Expr, symbols: Symbols) -> t.Expr:
    """What a name that is bound once stands for, a part of a list included."""
    if isinstance(node, t.Subscript) and isinstance(node.index, t.Slice):
        node = node.value
    return only_value(symbols, node)


def _is_written_out(node: t.Expr) -> bool:
    if isinstance(node, (t.List, t.Tuple)):
        return bool(node.elts) and all(_is_record(each, 1) for each in node.elts)
    return _is_record(node, 0)


def _is_record(node: t.Expr, texts: int) -> bool:
    """Whether a record holds nothing but what is written out, with two numbers or, in a list, texts that say something."""
    if isinstance(node, t.Dict):
        parts = [item.value for item in node.items]
        keys = {item.key.value for item in node.items if isinstance(item.key, t.Constant)}
        if len(keys) < len(parts) or any(isinstance(key, str) and key.lower() in MARKS | _STATES for key in keys):
            return False
    elif isinstance(node, t.Call) and last_name(node.func)[:1].isupper() and not node.args:
        parts = [keyword.value for keyword in node.keywords if keyword.arg]
    else:
        return False
    nested = [each for each in parts if isinstance(each, (t.Dict, t.List))]
    plain = [each.value for each in parts if isinstance(each, t.Constant)]
    if len(nested) + len(plain) < len(parts):
        return False
    numbers = [each for each in plain if isinstance(each, (int, float)) and not isinstance(each, bool) and each]
    said = [each for each in plain if isinstance(each, str) and each]
    return len(numbers) + texts * len(said) >= _FEWEST or any(map(_is_written_out, nested))


_STATES = frozenset({"status", "success", "ok", "message", "detail", "code", "type"})
"""Keys of answers that say how something went, or what kind of thing they are."""


def _is_drawn(node: t.Expr, symbols: Symbols) -> bool:
    made = only_value(symbols, node)
    if isinstance(made, t.IfExp):
        return _is_drawn(made.body, symbols) and _is_drawn(made.orelse, symbols)
    if made is not node:
        return not isinstance(made, t.Name) and _is_drawn(made, symbols)
    calls = (each for each in node.walk() if isinstance(each, t.Call) and last_name(each.func) in _NAMES)
    return any(_is_random(symbols.of(call.func)) for call in calls)


def _is_random(symbol: Symbol | None) -> bool:
    while symbol is not None and symbol[0] == "attr":
        symbol = symbol[1]
    if symbol is None or symbol[0] not in ("import", "global"):
        return False
    first = str(symbol[-1]).partition(".")[0]
    return first in ("random", "numpy", "np") or (symbol[0] == "global" and first in _NAMES)
