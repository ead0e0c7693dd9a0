"""How records are told to belong together by their keys: a part names the key of the whole, a payment what it pays for."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.amounts import SCARCE, is_scarce
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import Assigned, DataAccess
from offpath.facts.stores.chain import local_value
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.records import records_of
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_KEYS = frozenset({"id", "_id", "pk", "uuid", "key", "number"})
_SETTLING = SCARCE | {"paid", "status", "state", "settled", "total", "booked", "reserved", "sold", "fulfilled"}
"""Words of attributes that say what became of a payment or of a stock."""


def shares_key(function: FunctionFacts, first: DataAccess, second: DataAccess) -> bool:
    """Whether the second record names the key that the first one was given: `"id": branch_id`, then `"branch_id": branch_id`."""
    given = {
        _written(function, value)
        for column, value in _columns(function, first)
        if column in _KEYS and isinstance(value, (t.Name, t.Attribute, t.Subscript))
    }
    named = {
        _written(function, value)
        for column, value in _columns(function, second)
        if _is_reference(column, first.target) and isinstance(value, (t.Name, t.Attribute, t.Subscript))
    }
    return bool(given & named)


def _is_reference(column: str, target: str) -> bool:
    """Whether a column refers to a table's records: `branch_id` and `branch` to `branches`; to accounts also by who they are."""
    bare = column.removesuffix("_id").removesuffix("Id")
    return bare != column or normalised(bare) == normalised(target)


def _columns(function: FunctionFacts, access: DataAccess) -> Iterator[tuple[str, t.Expr]]:
    for each in access.values:
        if each.value is not None:
            yield each.column, each.value
    made = local_value(function.unit, access.record)
    for keyword in made.keywords if isinstance(made, t.Call) else ():
        yield keyword.arg or "", keyword.value
    for argument in access.call.args[:1]:
        for item in argument.walk() if isinstance(argument, (t.Comp, t.List)) else ():
            if isinstance(item, t.DictItem) and isinstance(item.key, t.Constant):
                yield str(item.key.value), item.value


def _written(function: FunctionFacts, value: t.Expr) -> str:
    return function.unit.text(value)


def takes_parts_away(function: FunctionFacts, first: DataAccess, second: DataAccess) -> bool:
    """Whether the first deletes what belongs to the record that the second deletes: `order_items` by `order_id`, then `orders` by `id`."""
    if first.operation != "delete" or second.operation != "delete" or not second.target:
        return False
    if normalised(first.target) == normalised(second.target):
        return False
    whole = {normalised(second.target), normalised(second.model.name if second.model is not None else second.target)}
    ours = [each for each in first.filters if normalised(each.column.removesuffix("_id")) in whole]
    theirs = [each for each in second.filters if each.column in _KEYS]
    return any(_same(function, one.value, other.value) for one in ours for other in theirs)


def puts_in_place(function: FunctionFacts, first: DataAccess, second: DataAccess) -> bool:
    """Whether the second writes anew, for the same key, what the first has deleted."""
    if (
        first.operation != "delete"
        or second.operation != "insert"
        or normalised(first.target) != normalised(second.target)
    ):
        return False
    return any(
        one.column.removesuffix("_id") == column.removesuffix("_id") and _same(function, one.value, value)
        for one in first.filters
        for column, value in _columns(function, second)
    )


def _same(function: FunctionFacts, one: t.Expr | None, other: t.Expr | None) -> bool:
    return one is not None and other is not None and _written(function, one) == _written(function, other)


def settles(function: FunctionFacts, first: DataAccess, second: DataAccess) -> bool:
    """Whether the first records a payment or a movement of the record whose state the second saves: `Payment(bill=bill)`, then `bill.save()`."""
    record = second.record
    if first.operation != "insert" or second.operation != "update" or not isinstance(record, t.Name):
        return False
    if not is_scarce(first.target, *(each.column for each in first.values)):
        return False
    known = records_of(function.unit, record)
    named = {normalised(second.target), normalised(known.model if known is not None else second.target)}
    refers = any(
        isinstance(each.value, t.Name)
        and each.value.id == record.id
        and normalised(each.column.removesuffix("_id")) in named
        for each in first.values
    )
    return refers and any(
        isinstance(node, t.Attribute)
        and isinstance(node.value, t.Name)
        and node.value.id == record.id
        and not _SETTLING.isdisjoint(words(node.attr))
        and node.start < second.call.start
        for node in _changed(function)
    )


def _changed(function: FunctionFacts) -> Iterator[t.Expr]:
    for assign in function.own_nodes(t.Assign):
        yield from assign.targets
    for augmented in function.own_nodes(t.AugAssign):
        yield augmented.target


def records_step(function: FunctionFacts, first: DataAccess, second: DataAccess) -> bool:
    """Whether the second records by how much the first has changed the row that it names: `stock_id=pk, change=-count`."""
    keys = [each.value for each in first.filters if each.column in _KEYS]
    names_row = any(
        normalised(each.column.removesuffix("_id")) == normalised(first.target)
        and any(_same(function, each.value, key) for key in keys)
        for each in second.values
    )
    return names_row and bool(_amounts(first) & _amounts(second))


def _amounts(access: DataAccess) -> set[str]:
    return {
        node.id
        for each in access.values
        if each.value is not None
        for node in each.value.walk()
        if isinstance(node, t.Name) and node.id != "F"
    }


def takes_note_of_amount(function: FunctionFacts, first: DataAccess, second: DataAccess) -> bool:
    """Whether what looks like a log says how much was taken: it is the record of the step then."""
    taken = {
        node.id
        for each in function.own_nodes(t.AugAssign)
        if each.start < first.call.end
        for node in each.value.walk()
        if isinstance(node, t.Name)
    }
    return bool(_amounts(second) & (taken | _amounts(first))) and is_scarce(*(each.column for each in second.values))


def saved_by_serializers(function: FunctionFacts) -> Iterator[DataAccess]:
    """The records that serializers of Django REST write: `PaymentSerializer(data=…)`, `serializer.save(bill=bill)`."""
    for call in function.calls:
        if last_name(call.func) != "save" or call.args or not isinstance(call.func, t.Attribute):
            continue
        kind = function.unit.type_of(call.func.value).rpartition(".")[2]
        if not kind.endswith("Serializer") or _changes_one(function, call.func.value):
            continue
        values = tuple(Assigned(each.arg, each.value, node=each) for each in call.keywords if each.arg)
        target = kind.removesuffix("Serializer").lower()
        yield DataAccess("django", "insert", call, target, values=values, results=(call,), receiver=call.func.value)


def _changes_one(function: FunctionFacts, serializer: t.Expr) -> bool:
    """Whether a serializer is given a record to change: `ItemSerializer(item, data=…)`."""
    made = local_value(function.unit, serializer)
    return isinstance(made, t.Call) and (bool(made.args) or made.keyword("instance") is not None)
