"""How many items something has, as far as one unit tells: as many as the code writes down, or as many as data has.

for rail in ("left", "right")     chosen
for row in cursor.fetchall()      grows
for guard in guards               cannot tell; `guards` is where the question ends
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from offpath.catalogue.libraries.concurrency import LIMITING, SHORTENING
from offpath.catalogue.words.lengths import LISTING, OF_QUERIES, QUERYING
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbols, last_name
from offpath.syntax import tree as t
from offpath.syntax.budget import spend


class Length(Enum):
    """What decides how many there are."""

    CHOSEN = "chosen"
    """Whoever wrote or configured the program."""
    GROWS = "grows"
    """Data: what clients send, what a store, a folder, a service has."""


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """Where a list comes from: the expression at which the way back through a unit ends, and what that says."""

    node: t.Expr
    length: Length | None
    is_element: bool = False
    """Whether the list is an element or an item of what stands there."""


_MOST = 40

VIEWS = frozenset({"items", "keys", "values", "copy"})
RESHAPING = frozenset(
    {"enumerate", "zip", "sorted", "list", "tuple", "set", "frozenset", "reversed", "filter", "iter", "dict", "map", "deepcopy", "unique", "chain", "tqdm"}
)  # fmt: skip


def length_of(symbols: Symbols, node: t.Expr) -> Length | None:
    """What decides how many items an expression has; None: cannot tell."""
    return combined([each.length for each in ends(symbols, node)])


def combined(lengths: list[Length | None]) -> Length | None:
    """What is said of a list that may be one of several."""
    if Length.GROWS in lengths:
        return Length.GROWS
    return Length.CHOSEN if lengths and all(each is Length.CHOSEN for each in lengths) else None


def ends(symbols: Symbols, node: t.Expr) -> Iterator[End]:
    """Where a list comes from, through names, views, conversions and what is put into it in loops."""
    pending: list[tuple[t.Expr, bool]] = [(node, False)]
    seen: set[t.Expr] = set()
    while pending:
        current, is_element = pending.pop()
        if current in seen:
            continue
        if len(seen) >= _MOST:
            yield End(current, None, is_element)
            continue
        seen.add(current)
        spend()
        said = _said(current)
        if said is not None:
            yield End(current, said, is_element)
            continue
        behind = list(_behind(symbols, current, is_element))
        if behind:
            pending += reversed(behind)
        else:
            yield End(current, None, is_element)


def _said(node: t.Expr) -> Length | None:
    """What an expression says by itself."""
    if isinstance(node, (t.Constant, t.JoinedStr)):
        return Length.CHOSEN
    if isinstance(node, (t.List, t.Tuple, t.Set)):
        is_written = bool(node.elts) and not any(isinstance(each, t.Starred) for each in node.elts)
        return Length.CHOSEN if is_written else None
    if isinstance(node, t.Dict):
        return Length.CHOSEN if node.items and all(item.key is not None for item in node.items) else None
    if isinstance(node, t.Subscript) and isinstance(node.index, t.Slice):
        return Length.CHOSEN if node.index.upper is not None else None
    if isinstance(node, t.Comp) and any(each.is_async for each in node.generators):
        return Length.GROWS
    return _called(node) if isinstance(node, t.Call) else None


def _called(call: t.Call) -> Length | None:
    name = last_name(call.func)
    if name == "range":
        return None if any(isinstance(n, t.Call) and n is not call for n in call.walk()) else Length.CHOSEN
    if name in SHORTENING or {"chunk", "chunks", "batch", "batches", "batched"} & set(words(name)):
        return Length.CHOSEN
    if any(k.arg in LIMITING and isinstance(k.value, t.Constant) for k in call.keywords):
        return Length.CHOSEN
    if any(isinstance(n, t.Call) and last_name(n.func) in SHORTENING for n in call.walk()):
        return Length.CHOSEN
    if any(
        isinstance(n, t.Constant) and isinstance(n.value, str) and " LIMIT " in n.value.upper() for n in call.walk()
    ):
        return Length.CHOSEN
    if name in LISTING and isinstance(call.func, (t.Attribute, t.Name)):
        return Length.GROWS
    if name in OF_QUERIES and isinstance(call.func, t.Attribute) and _is_asked(call.func.value):
        return Length.GROWS
    return None


def _is_asked(node: t.Expr) -> bool:
    """Whether something in a chain is a store, by its name: `Member.objects.filter(…)`, `db.session.query(X)`."""
    while isinstance(node, (t.Attribute, t.Call, t.Await, t.Subscript)):
        if isinstance(node, t.Attribute) and not QUERYING.isdisjoint(words(node.attr)[-1:]):
            return True
        node = node.func if isinstance(node, t.Call) else node.value
    return not QUERYING.isdisjoint(words(last_name(node))[-1:])


def _behind(symbols: Symbols, node: t.Expr, is_element: bool) -> Iterator[tuple[t.Expr, bool]]:
    """What has as many items as an expression; nothing: the way ends here."""
    if isinstance(node, (t.Await, t.Starred)):
        yield node.value, is_element
    elif isinstance(node, t.Comp):
        yield node.generators[0].iter, is_element
    elif isinstance(node, (t.List, t.Tuple, t.Set)):
        yield from ((each.value, is_element) for each in node.elts if isinstance(each, t.Starred))
    elif isinstance(node, t.BoolOp):
        yield from ((each, is_element) for each in node.values)
    elif isinstance(node, t.BinOp) and node.op in ("+", "|", "-", "&"):
        yield from ((node.left, is_element), (node.right, is_element))
    elif isinstance(node, t.IfExp):
        yield from ((node.body, is_element), (node.orelse, is_element))
    elif isinstance(node, t.Subscript):
        yield node.value, is_element or not isinstance(node.index, t.Slice)
    elif isinstance(node, t.Call):
        yield from ((each, is_element) for each in _reshaped(node))
    elif isinstance(node, t.Name):
        yield from _bound(symbols, node, is_element)


def _reshaped(call: t.Call) -> list[t.Expr]:
    name = last_name(call.func)
    if (
        isinstance(call.func, t.Attribute)
        and name in VIEWS | {"get", "all"}
        and not isinstance(call.func.value, t.Constant)
    ):
        return [call.func.value] if name != "get" or call.args else []
    if name == "map":
        return call.args[1:2]
    if name == "filter":
        return call.args[-1:]
    return call.args[:1] if name in RESHAPING else []


def _bound(symbols: Symbols, name: t.Name, is_element: bool) -> Iterator[tuple[t.Expr, bool]]:
    for definition in symbols.definitions(name):
        if definition.value is None or definition.path or definition.kind not in ("assign", "augment"):
            continue
        yield definition.value, is_element
        if _is_empty(definition.value):
            yield from ((loop.iter, is_element) for loop in _filling(definition.uses))


def _is_empty(node: t.Expr) -> bool:
    if isinstance(node, t.Call):
        return last_name(node.func) in ("list", "set", "dict", "defaultdict", "deque") and len(node.args) < 2
    return isinstance(node, (t.List, t.Dict)) and not node.children()


def _filling(uses: list[t.Name]) -> Iterator[t.For]:
    """The loops in which something is put into a container."""
    for use in uses:
        method = use.parent
        is_put = isinstance(method, t.Subscript) or (
            isinstance(method, t.Attribute)
            and method.attr in ("append", "add", "extend", "insert", "setdefault", "update")
        )
        loop = next((each for each in use.ancestors() if isinstance(each, (t.For, t.FunctionDef))), None)
        if is_put and isinstance(loop, t.For):
            yield loop


def written_lengths(symbols: Symbols, slots: list[tuple[int | str, t.Expr]]) -> Iterator[tuple[int | str, Length]]:
    """The arguments of a call, by slot, that are lists of which the unit tells what decides how long they are."""
    for slot, value in slots:
        if isinstance(value, _LISTS):
            length = length_of(symbols, value)
            if length is not None and slot != "**":
                yield slot, length


_LISTS = (t.Name, t.List, t.Tuple, t.Set, t.Dict, t.Comp, t.Call, t.Await, t.Subscript)
