"""pymongo and motor: documents found, changed and replaced by filter documents."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.chain import argument, awaited, local_value, outward
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_METHODS: dict[str, Operation] = {
    "find_one": "read", "find": "read", "count_documents": "read", "aggregate": "read", "distinct": "read",
    "estimated_document_count": "read", "insert_one": "insert", "insert_many": "insert", "update_one": "update", "update_many": "update",
    "replace_one": "update", "delete_one": "delete", "delete_many": "delete", "find_one_and_update": "update",
    "find_one_and_replace": "update", "find_one_and_delete": "delete", "bulk_write": "update",
}  # fmt: skip
_SHARED_NAMES = frozenset({"find", "aggregate", "distinct"})
"""Methods that others have too; only a filter document or the receiver's type tells."""

_WHOLE = frozenset({"replace_one", "find_one_and_replace"})
_OPERATORS: dict[str, str] = {
    "$eq": "=", "$ne": "!=", "$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<=", "$in": "in", "$nin": "not in", "$exists": "is",
    "$regex": "like",
}  # fmt: skip
_READERS = frozenset({"to_list", "sort", "limit", "skip", "batch_size", "next"})


def read_mongo(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call on a collection; None: it is none."""
    if not isinstance(call.func, t.Attribute) or call.func.attr not in _METHODS:
        return None
    name = call.func.attr
    filter_node = argument(call, 0, "filter", "pipeline") if name != "distinct" else argument(call, 1, "filter")
    if name in _SHARED_NAMES and not _ends_in_list(call):
        if not _is_collection(facts, call.func.value, filter_node, name):
            return None
    display = local_value(facts, filter_node) if _METHODS[name] != "insert" and name != "aggregate" else None
    update = argument(call, 1, "update", "replacement") if _METHODS[name] == "update" else None
    whole = name in _WHOLE or (name == "insert_one" and bool(call.args))
    return DataAccess(
        "mongo",
        _METHODS[name],
        call,
        _collection(facts, call.func.value),
        filters=tuple(_document_filters(display, True)) if isinstance(display, t.Dict) else (),
        values=tuple(_values(facts, call, update, whole)),
        record=(update if name in _WHOLE else call.args[0]) if whole else None,
        results=(_end(call),),
        one="_one" in name or name in ("count_documents", "estimated_document_count"),
        scalar="count" in name,
        statement_node=display if isinstance(display, t.Dict) else None,
        receiver=call.func.value,
        certainty="known" if name not in _SHARED_NAMES else "by-name",
    )


def _values(facts: UnitFacts, call: t.Call, update: t.Expr | None, whole: bool) -> Iterator[Assigned]:
    if last_name(call.func) == "insert_one":
        document = local_value(facts, argument(call, 0, "document"))
        for item in document.items if isinstance(document, t.Dict) else ():
            if isinstance(item.key, t.Constant):
                yield Assigned(str(item.key.value), item.value, node=item)
    elif update is not None and not whole:
        yield from update_values(facts, update)


def _end(call: t.Call) -> t.Expr:
    """The call's value behind `.sort(…).to_list(…)`."""
    end: t.Call = call
    for outer in outward(call):
        if last_name(outer.func) not in _READERS:
            break
        end = outer
    return awaited(end)


def _is_collection(facts: UnitFacts, receiver: t.Expr, filter_node: t.Expr | None, name: str) -> bool:
    found = facts.resolve(receiver)
    if found is not None and any(
        each.startswith(("pymongo.", "motor.")) for each in facts.asking.catalogue.types.lineage(found.name)
    ):
        return True
    if found is not None and found.kind in ("instance", "module"):
        return False
    display = local_value(facts, filter_node)
    is_written = _is_pipeline(display) if name == "aggregate" else isinstance(display, t.Dict)
    return is_written and not isinstance(receiver, t.Constant)


def _ends_in_list(call: t.Call) -> bool:
    """Whether what a call answers is gathered as asynchronous cursors are: `await db.days.aggregate(steps).to_list(20)`."""
    outer = next(iter(outward(call)), None)
    return outer is not None and last_name(outer.func) == "to_list" and isinstance(outer.parent, t.Await)


def _is_pipeline(display: t.Expr | None) -> bool:
    """Whether a list of steps is written out, or one is put together: `base + [{"$limit": 5}]`."""
    if isinstance(display, t.BinOp) and display.op == "+":
        return any(
            isinstance(side, t.List) and side.elts and isinstance(side.elts[0], t.Dict)
            for side in (display.left, display.right)
        )
    return isinstance(display, t.List)


def _collection(facts: UnitFacts, node: t.Expr) -> str:
    """`db.readings`, `db["readings"]`, `self._readings` → `readings`."""
    value = local_value(facts, node)
    if isinstance(value, t.Subscript) and isinstance(value.index, t.Constant):
        return str(value.index.value).lower()
    if isinstance(value, t.Call) and last_name(value.func) in ("get_collection", "collection") and value.args:
        first = value.args[0]
        return str(first.value).lower() if isinstance(first, t.Constant) else ""
    return last_name(node).strip("_").lower()


def _document_filters(display: t.Dict, conjunctive: bool) -> Iterator[Filter]:
    for item in display.items:
        if not isinstance(item.key, t.Constant) or not isinstance(item.key.value, str):
            continue
        key = item.key.value
        if key in ("$and", "$or", "$nor") and isinstance(item.value, t.List):
            for element in item.value.elts:
                if isinstance(element, t.Dict):
                    yield from _document_filters(element, conjunctive and key == "$and")
        elif isinstance(item.value, t.Dict) and _is_operators(item.value):
            for inner in item.value.items:
                assert isinstance(inner.key, t.Constant)
                op = _OPERATORS.get(str(inner.key.value), str(inner.key.value).lstrip("$"))
                yield Filter(key, op, inner.value, conjunctive, node=item)
        else:
            yield Filter(key, "=", item.value, conjunctive, node=item)


def _is_operators(display: t.Dict) -> bool:
    keys = [i.key for i in display.items]
    return bool(keys) and all(isinstance(k, t.Constant) and str(k.value).startswith("$") for k in keys)


def update_values(facts: UnitFacts, update: t.Expr) -> Iterator[Assigned]:
    """The columns of an update document: `{"$set": {…}, "$inc": {…}}`."""
    display = local_value(facts, update)
    if not isinstance(display, t.Dict):
        return
    for item in display.items:
        operator = item.key.value if isinstance(item.key, t.Constant) else ""
        fields = local_value(facts, item.value)
        if not isinstance(operator, str) or not operator.startswith("$") or not isinstance(fields, t.Dict):
            continue
        for field in fields.items:
            if isinstance(field.key, t.Constant):
                relative = operator not in ("$set", "$setOnInsert", "$unset")
                yield Assigned(str(field.key.value), field.value, relative, field)
