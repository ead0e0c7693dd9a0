"""Shelves of the standard library: records by key, read and written as items of a mapping."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.project.names import BINDING
from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.chain import stripped
from offpath.facts.stores.families.pairs import pairs
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t
from offpath.syntax.placing import standing_in

_SHELF = "shelve.Shelf"
_OPENED = "shelve.open"
_METHODS: dict[str, Operation] = {"get": "read", "pop": "delete", "setdefault": "upsert"}


def read_shelves(facts: UnitFacts) -> Iterator[DataAccess]:
    """The accesses of a unit's shelves, whether they are calls or not."""
    if not _may_hold_shelves(facts):
        return
    for node in facts.nodes(t.Subscript):
        if _is_shelf(facts, node.value):
            yield from _of_item(facts, node)
    for compare in facts.nodes(t.Compare):
        held = compare.comparators[0]
        if compare.ops[0] in ("in", "not in") and _is_shelf(facts, held):
            yield _access(facts, compare, "read", held, compare.left, scalar=True)
    for call in facts.nodes(t.Call):
        func = call.func
        if isinstance(func, t.Attribute) and func.attr in _METHODS and call.args and _is_shelf(facts, func.value):
            yield _access(facts, call, _METHODS[func.attr], func.value, call.args[0])


def _may_hold_shelves(facts: UnitFacts) -> bool:
    """Whether the unit speaks of shelves, or its module imports them."""
    return "shelve" in facts.reading.text or facts.asking.ask(BINDING, facts.module, "shelve") is not None


def _is_shelf(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether an expression is a shelf: as it is opened in this function, or by its type."""
    if not isinstance(node, (t.Name, t.Attribute)):
        return False
    return any(t.dotted(made.func) == _OPENED for made in _opened(facts, node)) or facts.is_a(node, _SHELF)


def _opened(facts: UnitFacts, node: t.Expr) -> Iterator[t.Call]:
    """The calls that bind a name."""
    for definition in facts.definitions(node) if isinstance(node, t.Name) else ():
        made = stripped(definition.value) if definition.value is not None else None
        if isinstance(made, t.Call):
            yield made


def _of_item(facts: UnitFacts, node: t.Subscript) -> Iterator[DataAccess]:
    statement = node.parent
    if isinstance(statement, t.Assign) and any(each is node for each in statement.targets):
        yield _written(facts, statement, node, statement.value)
    elif isinstance(statement, t.AugAssign) and statement.target is node:
        yield _access(facts, node, "read", node.value, node.index)
        changed = standing_in(statement, node.start, statement.end, t.BinOp(node, statement.op, statement.value))
        yield _written(facts, statement, node, changed)
    elif isinstance(statement, t.Delete):
        yield _access(facts, node, "delete", node.value, node.index)
    else:
        yield _access(facts, node, "read", node.value, node.index)


def _written(facts: UnitFacts, statement: t.Stmt, node: t.Subscript, value: t.Expr) -> DataAccess:
    values = (*pairs(facts, value), Assigned("value", value, node=value))
    return _access(facts, statement, "update", node.value, node.index, values=values, record=value)


def _access(
    facts: UnitFacts,
    at: t.Node,
    operation: Operation,
    shelf: t.Expr,
    key: t.Expr,
    *,
    values: tuple[Assigned, ...] = (),
    record: t.Expr | None = None,
    scalar: bool = False,
) -> DataAccess:
    call = at if isinstance(at, t.Call) else _standing_for(at, shelf, operation, key, record)
    return DataAccess(
        "hosted",
        operation,
        call,
        _name_of(facts, shelf),
        filters=(Filter("id", "=", key, node=key, is_key=True),),
        values=values,
        record=record,
        results=(at,) if isinstance(at, t.Expr) and operation in ("read", "upsert") else (),
        one=True,
        scalar=scalar,
        receiver=shelf,
        is_file=True,
    )


def _standing_for(at: t.Node, shelf: t.Expr, operation: Operation, key: t.Expr, value: t.Expr | None) -> t.Call:
    """The call that an item stands for: `shelf.get(key)`, `shelf.set(key, value)`."""
    name = {"read": "get", "delete": "pop"}.get(operation, "set")
    func = standing_in(at, shelf.start, shelf.end, t.Attribute(shelf, name, shelf.end))
    made = t.Call(func, [key, value] if value is not None else [key], [], shelf.end)
    return standing_in(at, at.start, at.end, made)


def _name_of(facts: UnitFacts, shelf: t.Expr) -> str:
    """The file, as it is written where the shelf is opened, else the shelf's own name."""
    for made in _opened(facts, shelf):
        if made.args:
            first = made.args[0]
            return (str(first.value) if isinstance(first, t.Constant) else facts.text(first)).lower()
    return facts.text(shelf).lower()
