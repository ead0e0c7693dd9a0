"""The way back: from an expression to what its value was made of, with what was done to it on each step.

`behind` is the one answer to "what is this made of": names lead to the values that they are bound to, a choice to both sides, a call
that hands a value through to that value. `Trails` goes back over such steps, or over those that a reader chooses among them, and makes
the answer of each place of the answers behind it: each place once, with a stack of its own, in a loop until nothing new comes. A reader
says what a place tells by itself and, where it matters, what a step does to an answer.

`ends` is the plainest reader: all places where ways end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from offpath.catalogue.pass_through import CONTAINERS, FUNCTIONS, GIVEN, METHODS, Done, Place
from offpath.facts.code.symbols import Symbols, last_name
from offpath.facts.flow.flow import Definition
from offpath.syntax import tree as t
from offpath.syntax.budget import spend

T = TypeVar("T")

_MOST = 128
"""So many answers a place has at most: one that is made of more says no more than that it is made of much."""


class Step(NamedTuple):
    """One step back."""

    to: t.Node
    """What a value was before."""
    done: Done
    at: t.Node
    """What it has become: the expression that was asked."""
    binding: Definition | None = None
    """By which a name got it."""
    is_last_resort: bool = False
    """Whether it counts only where the steps before it led to nothing."""


class Trails(Generic[T]):
    """Answers for places, each made of what it tells itself and of the answers behind it."""

    def __init__(
        self,
        look: Callable[[Any], Iterable[T | Step]],
        through: Callable[[T, Step], T | None] = lambda answer, _: answer,
    ) -> None:
        self._look = look
        """What a place tells by itself, and the steps back from it, in order."""
        self._through = through
        """What an answer is behind a step; None: none any more."""
        self._known: dict[t.Node, tuple[T, ...]] = {}

    def of(self, node: t.Node) -> tuple[T, ...]:
        """The answers of a place, each once."""
        if node not in self._known:
            self._go(node)
        return self._known[node]

    def _go(self, start: t.Node) -> None:
        looked = {start: list(self._look(start))}
        ways = [(start, iter(looked[start]))]
        turns: list[t.Node] = []
        while ways:
            node, items = ways[-1]
            for item in items:
                if not isinstance(item, Step) or item.to in self._known:
                    continue
                if item.to in looked:
                    turns.append(node)
                    continue
                spend()
                fresh = looked[item.to] = list(self._look(item.to))
                if fresh:
                    ways.append((item.to, iter(fresh)))
                    break
                self._known[item.to] = ()
            else:
                self._known[node] = self._made(looked[node])
                ways.pop()
        if turns:
            self._settle(looked, turns)

    def _made(self, items: list[T | Step]) -> tuple[T, ...]:
        found: dict[T, None] = {}
        for item in items:
            if not isinstance(item, Step):
                found[item] = None
                continue
            answers = self._known.get(item.to)
            if answers and not (item.is_last_resort and found):
                for answer in answers:
                    behind = self._through(answer, item)
                    if behind is not None:
                        found[behind] = None
        spend(len(found) >> 3)
        return tuple(found)[:_MOST]

    def _settle(self, looked: dict[t.Node, list[T | Step]], turns: list[t.Node]) -> None:
        """Carries on round loops what came to a place after it was asked."""
        asking: dict[t.Node, list[t.Node]] = {}
        for node, items in looked.items():
            for item in items:
                if isinstance(item, Step) and item.to in looked:
                    asking.setdefault(item.to, []).append(node)
        changed = turns
        while changed:
            node = changed.pop()
            known = self._known[node]
            found = tuple(dict.fromkeys((*known, *self._made(looked[node]))))[:_MOST]
            if len(found) > len(known):
                self._known[node] = found
                changed += asking.get(node, ())


# -- what is behind an expression


def behind(symbols: Symbols, node: t.Node) -> Iterator[Step]:
    """The steps back from an expression; none: its value comes from nowhere that the unit shows, or is made there."""
    if isinstance(node, t.Name):
        yield from bound(symbols, node)
    else:
        yield from behind_written(node)


def behind_written(node: t.Node) -> Iterator[Step]:
    """The steps back that are written in an expression itself; none from a name."""
    steps = _BEHIND.get(type(node))
    return steps(node) if steps is not None else iter(())


def bound(symbols: Symbols, name: t.Name) -> Iterator[Step]:
    """The values that a name may have been given."""
    for definition in symbols.definitions(name):
        if definition.value is not None:
            value, is_element = unpacked(definition)
            done = Done.PART if is_element else Done.COMPUTED if definition.kind == "augment" else Done.SAME
            yield Step(value, done, name, definition)


def same(symbols: Symbols, node: t.Node) -> Iterator[Step]:
    """The steps back over which an expression stays what is written there: through names, `:=`, choices, casts and copies."""
    for step in behind(symbols, node):
        is_assigned = step.binding is None or step.binding.kind == "assign"
        is_written = not isinstance(node, t.Call) or last_name(node.func) in FUNCTIONS
        if step.done is Done.SAME and is_assigned and is_written and not isinstance(node, t.Await):
            yield step


def only_value(symbols: Symbols, node: t.Expr) -> t.Expr:
    """What an expression is where one value alone reaches it, over steps over which it stays what is written there."""
    for _ in range(_MOST_NAMES):
        steps = [*same(symbols, node)]
        bound_ways = symbols.definitions(node) if isinstance(node, t.Name) else steps
        if len(steps) != 1 or len(bound_ways) != 1 or not isinstance(steps[0].to, t.Expr):
            break
        node = steps[0].to
    return node


_MOST_NAMES = 8
"""Through so many names one after the other."""


def stays_in(node: t.Expr) -> t.Expr:
    """The outermost expression whose value an expression may be as it is written: choices, casts, what is unpacked at once."""
    while isinstance(node.parent, t.Expr) and _stays(node, node.parent):
        node = node.parent
    return node


def _stays(node: t.Expr, outer: t.Expr) -> bool:
    if isinstance(outer, t.IfExp):
        return node is not outer.test
    if isinstance(outer, t.Call):
        return last_name(outer.func) in FUNCTIONS and any(
            step.to is node and step.done is Done.SAME for step in called(outer)
        )
    if isinstance(outer, (t.Tuple, t.List)):
        statement = outer.parent
        targets = statement.targets if isinstance(statement, t.Assign) and statement.value is outer else []
        return bool(targets) and all(isinstance(target, (t.Tuple, t.List)) for target in targets)
    return isinstance(outer, (t.Await, t.BoolOp))


def names_of(symbols: Symbols, node: t.Expr) -> Iterator[Definition]:
    """The bindings that give an expression's value, and nothing else, to a name, and those that give it on to other names."""
    pending: list[t.Expr] = [node]
    seen: set[t.Node] = set()
    while pending:
        held = pending.pop()
        if held in seen:
            continue
        seen.add(held)
        for definition in symbols.flow_at(held).definitions:
            spend()
            if definition.kind == "assign" and definition.value is not None and unpacked(definition) == (held, False):
                yield definition
                pending += [read for read in definition.uses if len(symbols.definitions(read)) == 1]


def unpacked(definition: Definition) -> tuple[t.Expr, bool]:
    """The expression that a binding takes its value from, and whether the value is only a part of what stands there."""
    value, path = definition.value, definition.path
    assert value is not None
    is_element = definition.kind in ("loop", "match")
    while path and not is_element and isinstance(value, (t.Tuple, t.List)):
        if not 0 <= path[0] < len(value.elts) or any(isinstance(each, t.Starred) for each in value.elts):
            break
        value, path = value.elts[path[0]], path[1:]
    return value, is_element or bool(path)


def called(call: t.Call) -> Iterator[Step]:
    """What a call is handed, and what its method is of, with what is known to be done with it."""
    name, func = last_name(call.func), call.func
    passing = FUNCTIONS.get(name) if call.args and name not in GIVEN else None
    given = _UNKNOWN
    if isinstance(func, t.Attribute):
        given = GIVEN.get(name, _UNKNOWN)
        if passing is None:
            yield Step(func.value, METHODS.get(name, Done.HANDED), call)
        elif not isinstance(func.value, t.Name):
            yield Step(func.value, Done.HANDED, call)
    elif passing is None:
        passing = FUNCTIONS.get(name)
    chosen = _chosen(call, passing.place) if passing is not None else ()
    for position, argument in enumerate(call.args):
        is_chosen = any(argument is each for each in chosen)
        done = passing.done if passing is not None and is_chosen else given[min(position, len(given) - 1)]
        yield Step(argument, done, call)
    for keyword in call.keywords:
        done = Done.HANDED if name not in CONTAINERS else Done.HELD if keyword.arg is not None else Done.ITEMS
        yield Step(keyword.value, done, call)


def _chosen(call: t.Call, place: Place) -> list[t.Expr]:
    if place == "all":
        return call.args
    return call.args[1:2] if place == "second" else call.args[:1]


_UNKNOWN: tuple[Done, ...] = (Done.HANDED,)


def _await(node: t.Await | t.NamedExpr) -> Iterator[Step]:
    yield Step(node.value, Done.SAME, node)


def _starred(node: t.Starred) -> Iterator[Step]:
    yield Step(node.value, Done.ITEMS, node)


def _choice(node: t.IfExp) -> Iterator[Step]:
    yield Step(node.body, Done.SAME, node)
    yield Step(node.orelse, Done.SAME, node)
    yield Step(node.test, Done.MEASURED, node)


def _first_true(node: t.BoolOp) -> Iterator[Step]:
    return (Step(each, Done.SAME, node) for each in node.values)


def _one_sided(node: t.UnaryOp) -> Iterator[Step]:
    yield Step(node.operand, Done.MEASURED if node.op == "not" else Done.COMPUTED, node)


def _two_sided(node: t.BinOp) -> Iterator[Step]:
    yield Step(node.left, Done.COMPUTED, node)
    yield Step(node.right, Done.COMPUTED, node)


def _compared(node: t.Compare) -> Iterator[Step]:
    return (Step(each, Done.MEASURED, node) for each in (node.left, *node.comparators))


def _written(node: t.JoinedStr) -> Iterator[Step]:
    return (Step(each.value, Done.TEXT, node) for each in node.values if isinstance(each, t.FormattedValue))


def _attribute(node: t.Attribute) -> Iterator[Step]:
    yield Step(node.value, Done.PART, node)


def _item(node: t.Subscript) -> Iterator[Step]:
    yield Step(node.value, Done.ITEMS if isinstance(node.index, t.Slice) else Done.PART, node)
    yield Step(node.index, Done.LOOKED_UP, node)


def _display(node: t.List | t.Tuple | t.Set) -> Iterator[Step]:
    for each in node.elts:
        is_spread = isinstance(each, t.Starred)
        yield Step(each.value if isinstance(each, t.Starred) else each, Done.ITEMS if is_spread else Done.HELD, node)


def _mapping(node: t.Dict) -> Iterator[Step]:
    for item in node.items:
        yield Step(item.value, Done.ITEMS if item.key is None else Done.HELD, node)


def _comprehension(node: t.Comp) -> Iterator[Step]:
    for generator in node.generators:
        yield Step(generator.iter, Done.EACH, node)
    made = node.elt
    yield Step(made.value if isinstance(made, t.DictItem) else made, Done.HELD, node)


_BEHIND: dict[type[t.Node], Callable[[Any], Iterator[Step]]] = {
    t.Call: called,
    t.Await: _await,
    t.NamedExpr: _await,
    t.Starred: _starred,
    t.IfExp: _choice,
    t.BoolOp: _first_true,
    t.UnaryOp: _one_sided,
    t.BinOp: _two_sided,
    t.Compare: _compared,
    t.JoinedStr: _written,
    t.Attribute: _attribute,
    t.Subscript: _item,
    t.List: _display,
    t.Tuple: _display,
    t.Set: _display,
    t.Dict: _mapping,
    t.Comp: _comprehension,
}


# -- where ways end


@dataclass(frozen=True, slots=True)
class End:
    """One place from which a value may have come."""

    node: t.Node
    """A parameter, a constant, a name that the unit does not bind, a display, a call of which nothing is known."""
    done: frozenset[Done] = frozenset()
    """What was done on the way, but for naming and choosing."""


ALL = frozenset(Done)
UNCHANGED = frozenset({Done.SAME})


class Ends:
    """Where the values of a unit come from, over steps that do certain things."""

    def __init__(self, symbols: Symbols, following: frozenset[Done] = ALL) -> None:
        self._symbols = symbols
        self._following = following
        self._trails = Trails(self._look, _with)

    def of(self, node: t.Expr) -> tuple[End, ...]:
        """All ends of an expression's ways back."""
        return self._trails.of(node)

    def _look(self, node: t.Node) -> Iterator[End | Step]:
        for definition in self._symbols.definitions(node) if isinstance(node, t.Name) else ():
            if definition.value is None:
                yield End(definition.node if definition.kind == "parameter" else node)
        is_followed, is_whole = False, True
        for step in behind(self._symbols, node):
            if step.done in self._following:
                is_followed = True
                yield step
            elif step.done in _CARRYING:
                is_whole = False
        if not is_whole or not (is_followed or (isinstance(node, t.Name) and self._symbols.definitions(node))):
            yield End(node)


_CARRYING = frozenset({Done.PART, Done.ITEMS, Done.TEXT, Done.CONVERTED, Done.PARSED, Done.COMPUTED})
"""Steps without which something of a value is not accounted for."""


def _with(end: End, step: Step) -> End:
    if step.done is Done.SAME or step.done in end.done:
        return end
    return End(end.node, end.done | {step.done})
