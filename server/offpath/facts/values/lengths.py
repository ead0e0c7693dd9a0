"""How many items something has, as far as one unit tells: as many as the code writes down, or as many as data has.

for rail in ("left", "right")     chosen
for row in cursor.fetchall()      grows
for guard in guards               cannot tell; `guards` is where the question ends
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from offpath.catalogue.libraries.concurrency import LIMITING, SHORTENING
from offpath.catalogue.pass_through import Done
from offpath.catalogue.words.lengths import LISTING, OF_QUERIES, QUERYING
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbols, last_name
from offpath.facts.values.trails import Step, Trails, behind, called, unpacked
from offpath.syntax import tree as t


class Length(Enum):
    """What decides how many there are."""

    CHOSEN = "chosen"
    """Whoever wrote or configured the program."""
    GROWS = "grows"
    """Data: what clients send, what a store, a folder, a service has."""


@dataclass(frozen=True, slots=True)
class End:
    """Where a list comes from: the expression at which the way back through a unit ends, and what that says."""

    node: t.Expr
    length: Length | None
    is_element: bool = False
    """Whether the list is an element or an item of what stands there."""


def combined(lengths: list[Length | None]) -> Length | None:
    """What is said of a list that may be one of several."""
    if Length.GROWS in lengths:
        return Length.GROWS
    return Length.CHOSEN if lengths and all(each is Length.CHOSEN for each in lengths) else None


class Lengths:
    """What decides how many items the expressions of a unit have."""

    def __init__(self, symbols: Symbols, said: Callable[[t.Expr], Length | None] | None = None) -> None:
        self._symbols = symbols
        self._said = said
        """What is known of expressions beyond what they say."""
        self._trails = Trails(self._look, _through)

    def of(self, node: t.Expr) -> Length | None:
        """What decides how many items an expression has; None: cannot tell."""
        return combined([each.length for each in self.ends(node)])

    def ends(self, node: t.Expr) -> tuple[End, ...]:
        """Where a list comes from, through names, views, conversions and what is put into it in loops."""
        return self._trails.of(node)

    def written(self, slots: list[tuple[int | str, t.Expr]]) -> Iterator[tuple[int | str, Length]]:
        """The arguments of a call, by slot, that are lists of which the unit tells what decides how long they are."""
        for slot, value in slots:
            if isinstance(value, _LISTS):
                length = self.of(value)
                if length is not None and slot != "**":
                    yield slot, length

    def _look(self, node: t.Expr) -> list[End | Step]:
        length = (self._said(node) if self._said is not None else None) or _said(node)
        if length is not None:
            return [End(node, length)]
        steps = list(_as_long(self._symbols, node))
        if len(steps) > 1:
            steps = [each for each in steps if not _adds_nothing(each)] or steps
        return steps or [End(node, None)]


def _through(end: End, step: Step) -> End:
    """An element of what is written out is as long as the code says where it is written out as well."""
    if step.done is not Done.PART or end.is_element:
        return end
    is_chosen = end.length is Length.CHOSEN and _has_written_elements(end.node)
    return replace(end, is_element=True, length=end.length if is_chosen or end.length is Length.GROWS else None)


def _adds_nothing(step: End | Step) -> bool:
    """Whether an empty list stands in for what is not there: `rows or []`, `found.get("rows", [])`."""
    return isinstance(step, Step) and not isinstance(step.at, t.Name) and _is_empty(step.to)


def _has_written_elements(node: t.Expr) -> bool:
    elements = [item.value for item in node.items] if isinstance(node, t.Dict) else getattr(node, "elts", [])
    return bool(elements) and all(_said(each) is Length.CHOSEN for each in elements)


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


def _cuts(name: str) -> bool:
    """Whether a call gives pieces of a length that is chosen, by its name."""
    return not _PIECES.isdisjoint(words(name))


_PIECES = frozenset({"chunk", "chunks", "batch", "batches", "batched"})


def _called(call: t.Call) -> Length | None:
    name = last_name(call.func)
    if name == "range":
        return None if any(_measured(each) is not None for each in call.walk()) else Length.CHOSEN
    if name in SHORTENING or _cuts(name):
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


def _measured(node: t.Node) -> t.Expr | None:
    """What is counted: `rows` of `len(rows)`."""
    return node.args[0] if isinstance(node, t.Call) and last_name(node.func) == "len" and node.args else None


def _as_long(symbols: Symbols, node: t.Expr) -> Iterator[End | Step]:
    """The steps to what has as many items as an expression; none: the way ends here."""
    if isinstance(node, t.Name):
        yield from _bound(symbols, node)
    elif isinstance(node, t.Call) and last_name(node.func) == "range":
        counted = (_measured(each) for each in node.walk())
        yield from (Step(each, Done.ITEMS, node) for each in counted if each is not None)
    elif isinstance(node, t.Comp):
        yield Step(node.generators[0].iter, Done.EACH, node)
    elif isinstance(node, t.BinOp):
        yield from behind(symbols, node) if node.op in ("+", "|", "-", "&") else ()
    elif not isinstance(node, t.Attribute):
        yield from (step for step in behind(symbols, node) if step.done in _KEEPING)


_KEEPING = frozenset({Done.SAME, Done.ITEMS, Done.PART, Done.EACH})
"""What leaves a list as long as it was, or leads from it to what it is a part of."""


def _bound(symbols: Symbols, name: t.Name) -> Iterator[End | Step]:
    for definition in symbols.definitions(name):
        if definition.value is None or definition.kind not in ("assign", "augment"):
            is_cut = isinstance(definition.value, t.Call) and _cuts(last_name(definition.value.func))
            yield End(name, Length.CHOSEN if is_cut else None)
            continue
        value, is_element = unpacked(definition)
        yield Step(value, Done.PART if is_element else Done.SAME, name, definition)
        if _is_empty(value):
            yield from (Step(loop.iter, Done.EACH, name) for loop in _filling(definition.uses))


def reshaped_by(call: t.Call) -> t.Expr | None:
    """What a call gives in another shape, or a part of: `rows` of `sorted(rows)`, `rows.values()`, `rows.get(key)`."""
    return next((step.to for step in called(call) if step.done in _KEEPING and isinstance(step.to, t.Expr)), None)


def _is_empty(node: t.Node) -> bool:
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


_LISTS = (t.Name, t.List, t.Tuple, t.Set, t.Dict, t.Comp, t.Call, t.Await, t.Subscript)
