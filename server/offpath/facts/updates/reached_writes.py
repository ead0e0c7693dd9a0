"""Whether what a function changes in a record comes to a write, and whether anything of what was read is in it then."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.flow.conditions import tests_passed
from offpath.facts.flow.order import can_follow, comes_first
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.origins import Origins
from offpath.syntax import tree as t


def column_of(target: t.Expr) -> str:
    """The outermost field in a target: `stock` of `item.stock`, `items` of `cart["items"][sku]`."""
    while isinstance(target, (t.Attribute, t.Subscript)):
        if isinstance(target.value, t.Name):
            if isinstance(target, t.Attribute):
                return target.attr
            return str(target.index.value) if isinstance(target.index, t.Constant) else ""
        target = target.value
    return ""


def root_of(target: t.Expr) -> t.Name | None:
    """The record's name in `record.balance`, `document["a"]["b"]`; None for a bare name."""
    base = target
    while isinstance(base, (t.Attribute, t.Subscript)):
        base = base.value
    return base if isinstance(base, t.Name) and base is not target else None


def comes_to(
    function: FunctionFacts, origins: Origins, name: t.Name, column: str, change: t.Node, write: t.Node
) -> bool:
    """Whether a changed field is written by a write: the way leads there, and the field gets no new value in between."""
    if not can_follow(change, write):
        return False
    anew = _set_anew(function, origins, name, column)
    return not any(change.end <= each.start and comes_first(each, write) for each in anew)


def is_built_anew(function: FunctionFacts, origins: Origins, name: t.Name, column: str, change: t.Node) -> bool:
    """Whether the function has given the field a value of its own before it changes it, so that nothing of the stored one is kept."""
    return bool(column) and any(comes_first(each, change) for each in _set_anew(function, origins, name, column))


def may_be_field(read: DataAccess, change: t.Node) -> bool:
    """Whether a change may be one of a record's fields: those of a mapper's records are attributes, items are a dictionary's."""
    if read.store not in _WITH_ATTRIBUTES:
        return True
    if isinstance(change, t.Assign):
        return any(not _is_item(target) for target in change.targets)
    return not isinstance(change, (t.AugAssign, t.AnnAssign)) or not _is_item(change.target)


_WITH_ATTRIBUTES = ("sqlalchemy", "django", "tortoise", "peewee", "mapper")


def _is_item(target: t.Expr) -> bool:
    """Whether a target is an item of what a name holds: `config["limit"]`, `found[key]["limit"]`; not `row.data["limit"]`."""
    while isinstance(target, t.Subscript):
        if isinstance(target.value, t.Name):
            return True
        target = target.value
    return False


def _set_anew(function: FunctionFacts, origins: Origins, name: t.Name, column: str) -> Iterator[t.Stmt]:
    """The assignments to a field of the same record by which nothing of its old value stays."""
    record = function.unit.definitions(name)
    accesses = {origin.access for origin in origins.of(name)}
    for node in function.own_nodes(t.Assign):
        for target, value in _assigned(node):
            root = root_of(target)
            if root is None or root.id != name.id or column_of(target) != column or _is_element(target):
                continue
            kept = (o for o in origins.of(value) if o.access in accesses and o.column in (column, ""))
            if function.unit.definitions(root) == record and not any(kept):
                yield node


def _assigned(node: t.Assign) -> Iterator[tuple[t.Expr, t.Expr]]:
    """Each target with what it gets: `a.x, a.y = "", 0` assigns two."""
    for target in node.targets:
        if isinstance(target, (t.Tuple, t.List)) and isinstance(node.value, (t.Tuple, t.List)):
            yield from zip(target.elts, node.value.elts, strict=False)
        else:
            yield target, node.value


def _is_element(target: t.Expr) -> bool:
    """Whether only something inside of a field is assigned: `cart["items"][sku]`."""
    return isinstance(target, (t.Attribute, t.Subscript)) and not isinstance(target.value, t.Name)


def was_empty(function: FunctionFacts, origins: Origins, read: DataAccess, at: t.Node) -> bool:
    """Whether a single value was found to be missing or empty on every way to a place: what is put there then fills it."""
    if not (read.scalar or read.store in ("redis", "cache")):
        return False
    return any(
        isinstance(each.test, t.Expr) and _says_empty(origins, read, each.test, each.holds)
        for each in tests_passed(function.unit, at)
    )


def _says_empty(origins: Origins, read: DataAccess, test: t.Expr, holds: bool) -> bool:
    if isinstance(test, t.Compare) and len(test.ops) == 1:
        right = test.comparators[0]
        if not isinstance(right, t.Constant) or right.value not in (None, "", b""):
            return False
        return holds is (test.ops[0] in ("is", "==")) and _is_read_value(origins, read, test.left)
    return not holds and _is_read_value(origins, read, test)


def _is_read_value(origins: Origins, read: DataAccess, node: t.Expr) -> bool:
    found = origins.of(stripped(node.value if isinstance(node, t.NamedExpr) else node))
    return bool(found) and all(o.access is read and not o.computed and (not o.column or read.scalar) for o in found)
