"""Numbers of new records that are counted up from the last one: whoever counts at the same time gets the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.transactions.locking import is_guarded
from offpath.facts.transactions.settled import is_settled
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.origins import Origins
from offpath.syntax import tree as t

_NUMBERING = frozenset(
    {"number", "no", "num", "code", "serial", "sku", "ref", "reference", "nr", "version", "revision", "sequence"}
)
"""Words of columns that tell records apart for people."""
_SAVING = frozenset({"save", "asave", "clean", "full_clean"})


@dataclass(frozen=True, slots=True, eq=False)
class NextNumber:
    """One number that a new record gets."""

    column: str
    at: t.Node
    """The call that makes the record, or the assignment to its field."""
    read: DataAccess


def next_numbers(function: FunctionFacts) -> Iterator[NextNumber]:
    """Every such number of a function that nothing keeps to one caller at a time."""
    reads = [a for a in accesses_in(function) if a.reads and a.results]
    if not reads:
        return
    origins = Origins(function)
    for column, value, at, target in _given(function):
        for read in _counted_from(function, origins, value):
            is_same = normalised(read.target) == normalised(target) and bool(read.target)
            if not is_same or not read.one or not _tells_apart(function, read, column):
                continue
            call = at if isinstance(at, t.Call) else read.call
            if not is_guarded(function, read, at) and not is_settled(function, call):
                yield NextNumber(column, at, read)
                break


def _given(function: FunctionFacts) -> Iterator[tuple[str, t.Expr, t.Node, str]]:
    """What new records get: column, value, where, and the table."""
    for access in accesses_in(function):
        if access.operation == "insert" and not access.through:
            for value in access.values:
                if value.value is not None:
                    yield value.column, value.value, access.call, access.target
    for call in function.calls:
        model = function.unit.resolve(call.func) if call.keywords else None
        if model is not None and model.kind == "class" and model.internal:
            found = function.unit.asking.ask(SCHEMA, model.name)
            for keyword in call.keywords if found is not None else ():
                if keyword.arg is not None and found is not None:
                    yield keyword.arg, keyword.value, call, found.table
    yield from _of_own(function)


def _of_own(function: FunctionFacts) -> Iterator[tuple[str, t.Expr, t.Node, str]]:
    """What a model's own `save` puts into a field that was empty."""
    if not function.class_name or function.name not in _SAVING:
        return
    found = function.unit.asking.ask(SCHEMA, function.class_name)
    for node in function.own_nodes(t.Assign) if found is not None else ():
        target = node.targets[0]
        if isinstance(target, t.Attribute) and isinstance(target.value, t.Name) and target.value.id == "self":
            if found is not None:
                yield target.attr, node.value, node, found.table


def _counted_from(function: FunctionFacts, origins: Origins, value: t.Expr) -> Iterator[DataAccess]:
    """The reads of which a value is the result, counted up by one."""
    for step in _steps(function, value, 0):
        for side in (step.left, step.right):
            for part in side.walk():
                if isinstance(part, (t.Name, t.Attribute, t.Subscript, t.Call)):
                    yield from (origin.access for origin in origins.of(part))


def _steps(function: FunctionFacts, value: t.Expr, depth: int) -> Iterator[t.BinOp]:
    for node in value.walk():
        if isinstance(node, t.BinOp) and node.op == "+" and any(_is_one(side) for side in (node.left, node.right)):
            yield node
        elif isinstance(node, t.Name) and depth < _MAX_STEPS:
            for definition in function.unit.definitions(node):
                if definition.value is not None and definition.kind in ("assign", "augment"):
                    yield from _steps(function, definition.value, depth + 1)


_MAX_STEPS = 4


def _is_one(node: t.Expr) -> bool:
    return isinstance(node, t.Constant) and type(node.value) is int and node.value == 1


def _tells_apart(function: FunctionFacts, read: DataAccess, column: str) -> bool:
    """Whether two records must not have the same number: it is declared so, or its name says what it is for."""
    found = (
        function.unit.asking.ask(SCHEMA, read.model.name) if read.model is not None and read.model.internal else None
    )
    field = found.field(column) if found is not None else None
    if field is not None and (field.is_unique or field.primary_key):
        return True
    return not _NUMBERING.isdisjoint(words(column))
