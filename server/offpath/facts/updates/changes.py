"""Where a function changes what it has read: fields of records that are computed from what they were, and what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.origins import Origins
from offpath.facts.updates.reached_writes import column_of, root_of
from offpath.syntax import tree as t

_MUTATORS = frozenset(
    {"append", "extend", "remove", "pop", "update", "add", "insert", "discard", "setdefault", "clear"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One place where a value is changed on the basis of what was read."""

    column: str
    node: t.Node
    """The statement that changes a record, or the written value."""
    value: t.Expr | None
    """The new value; the operand, where `operator` is an augmented assignment's."""
    operator: str = ""

    @property
    def written(self) -> str:
        """The field as the code names it last: `post_count` of `topic.forum.post_count`."""
        target = self.node.target if isinstance(self.node, (t.AugAssign, t.AnnAssign)) else None
        return target.attr if isinstance(target, t.Attribute) else self.column


def record_changes(function: FunctionFacts, origins: Origins) -> Iterator[tuple[t.Name, Change, DataAccess]]:
    """Every place where a record's field gets a value computed from what the same read gave."""
    for node in function.own_nodes(t.Assign, t.AugAssign, t.AnnAssign, t.Call):
        if isinstance(node, t.AugAssign):
            yield from _augmented(origins, node)
        elif isinstance(node, (t.Assign, t.AnnAssign)):
            targets = node.targets if isinstance(node, t.Assign) else [node.target]
            for target in targets:
                if node.value is not None:
                    yield from _assigned(origins, node, target, node.value)
        elif isinstance(node, t.Call):
            yield from _mutated(function, origins, node)


def _augmented(origins: Origins, node: t.AugAssign) -> Iterator[tuple[t.Name, Change, DataAccess]]:
    root = root_of(node.target)
    if root is None:
        return
    for access in _records(origins, root):
        yield root, Change(column_of(node.target), node, node.value, node.op), access


def _assigned(
    origins: Origins, node: t.Stmt, target: t.Expr, value: t.Expr
) -> Iterator[tuple[t.Name, Change, DataAccess]]:
    root = root_of(target)
    if root is None:
        return
    column = column_of(target)
    parts = {o.column for o in origins.of(root)} if _reads(value, root, column) else set()
    from_read = {o for o in origins.of(value) if o.computed and (o.column in (column, *parts) or not o.column)}
    for access in _records(origins, root):
        if any(o.access is access for o in from_read):
            yield root, Change(column, node, value), access


def _reads(value: t.Expr, record: t.Name, column: str) -> bool:
    """Whether an expression reads a column of a record: `book.copies` in `book.copies + 1`."""
    return any(
        column_of(node) == column and (root := root_of(node)) is not None and root.id == record.id
        for node in value.walk()
        if isinstance(node, (t.Attribute, t.Subscript))
    )


def _mutated(function: FunctionFacts, origins: Origins, node: t.Call) -> Iterator[tuple[t.Name, Change, DataAccess]]:
    """`document["tags"].append(tag)`: only what is written back as a whole document is meant."""
    if not isinstance(node.func, t.Attribute) or node.func.attr not in _MUTATORS:
        return
    inner = root_of(node.func.value)
    root = inner or (node.func.value if isinstance(node.func.value, t.Name) else None)
    if root is None:
        return
    for access in _records(origins, root):
        if inner is None and node.func.attr in ("update", "clear") and not _hands(origins, node, access):
            continue  # fields get new values, as by an assignment
        if access.store in _WHOLE or _is_document(function, access, column_of(node.func.value)):
            yield (
                root,
                Change(column_of(node.func.value), node, node.args[0] if node.args else None, node.func.attr),
                access,
            )


def _is_document(function: FunctionFacts, access: DataAccess, column: str) -> bool:
    """Whether a column of a record that is saved holds a list or a dictionary."""
    if access.store not in _SAVED or access.model is None or not access.model.internal:
        return False
    schema = function.unit.asking.ask(SCHEMA, access.model.name)
    return schema is not None and any(each.name == column and each.is_document for each in schema.fields)


def _hands(origins: Origins, call: t.Call, access: DataAccess) -> bool:
    """Whether a call is handed something that was computed from what a read gave."""
    handed = (*call.args, *(k.value for k in call.keywords))
    return any(o.access is access and o.computed for value in handed for o in origins.of(value))


def _records(origins: Origins, name: t.Name) -> Iterator[DataAccess]:
    """The reads of which a name holds a record as a whole."""
    seen = []
    for origin in origins.of_parts(name):
        if not origin.computed and origin.access not in seen and (not origin.column or not origin.access.columns):
            if origin.column and origin.access.store not in _WITH_PARTS:
                continue
            seen.append(origin.access)
            yield origin.access


_WHOLE = ("mongo", "mapper", "hosted", "redis", "cache", "repository")
"""Stores whose records are written as wholes."""

_SAVED = ("django", "tortoise", "peewee")
RELATING = ("django", "tortoise", "peewee", "mapper")
_WITH_PARTS = ("redis", "cache", "django", "tortoise", "peewee", "mapper")
"""Stores of whose records a part may be a record itself, or is written back with the whole."""


def is_link(function: FunctionFacts, read: DataAccess, change: Change) -> bool:
    """Whether a change is one of links to other records, which a mapper puts in and takes out one by one."""
    targets = change.node.targets if isinstance(change.node, t.Assign) else [getattr(change.node, "target", None)]
    if any(isinstance(each, t.Attribute) and not isinstance(each.value, t.Name) for each in targets):
        return False  # a column of the record behind the link
    if read.model is not None and read.model.internal and read.store in _WITH_LINKS:
        schema = function.unit.asking.ask(SCHEMA, read.model.name)
        field = next((f for f in schema.fields if f.name == change.column), None) if schema is not None else None
        if field is not None:
            return field.is_link
    return read.store == "sqlalchemy" and isinstance(change.value, t.Comp) and _picks_records(change.value)


def _picks_records(value: t.Comp) -> bool:
    """Whether a list is made of another one's elements by what attributes they have: `[m for m in team if m.id != gone]`."""
    targets = {g.target.id for g in value.generators if isinstance(g.target, t.Name)}
    return any(
        isinstance(node, t.Attribute)
        and isinstance(node.value, t.Name)
        and node.value.id in targets
        and not (isinstance(node.parent, t.Call) and node.parent.func is node)
        for generator in value.generators
        for test in generator.ifs
        for node in test.walk()
    )


_WITH_LINKS = ("sqlalchemy", "django", "tortoise", "peewee")
