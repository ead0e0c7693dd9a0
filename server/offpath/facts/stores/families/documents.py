"""Stores of documents, known by the types of their clients: TinyDB, Elasticsearch and OpenSearch, Firebase's real-time database."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.chain import alternatives, argument, awaited, local_value
from offpath.facts.stores.families.answers import parts_of
from offpath.facts.stores.families.pairs import pairs
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_TABLES: dict[str, Operation] = {
    "get": "read", "search": "read", "all": "read", "contains": "read", "count": "read", "insert": "insert", "insert_multiple": "insert", "update": "update",
    "upsert": "upsert", "remove": "delete", "truncate": "delete",
}  # fmt: skip
_INDEXES: dict[str, Operation] = {"get": "read", "get_source": "read", "index": "upsert", "create": "insert", "update": "update", "delete": "delete"}  # fmt: skip
_NODES: dict[str, Operation] = {
    "get": "read",
    "set": "update",
    "update": "update",
    "push": "insert",
    "delete": "delete",
}
_NAMES = frozenset((*_TABLES, *_INDEXES, *_NODES))
_SEARCHES = ("elasticsearch.", "opensearchpy.")


def read_documents(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call on such a client; None: it is none."""
    if not isinstance(call.func, t.Attribute) or call.func.attr not in _NAMES:
        return None
    name, owner = call.func.attr, facts.callee(call)
    if owner.startswith("tinydb.") and name in _TABLES:
        return _table(facts, call, call.func)
    if owner.startswith("firebase_admin.db.reference") and name in _NODES:
        return _node(facts, call, call.func)
    is_index = owner.startswith(_SEARCHES) or (not owner and {"index", "id"} <= {k.arg for k in call.keywords})
    return _index(facts, call, call.func) if is_index and name in _INDEXES else None


# -- TinyDB


def _table(facts: UnitFacts, call: t.Call, func: t.Attribute) -> DataAccess:
    operation = _TABLES[func.attr]
    data = argument(call, 0, "fields", "document") if operation in ("insert", "update", "upsert") else None
    picked = argument(call, 1 if operation in ("update", "upsert") else 0, "cond") if operation != "insert" else None
    return DataAccess(
        "hosted",
        operation,
        call,
        _table_name(facts, func.value),
        filters=tuple(_conditions(picked)),
        values=tuple(pairs(facts, data)),
        record=data if data is not None and not isinstance(local_value(facts, data), (t.Dict, t.Call)) else None,
        results=(awaited(call),),
        one=func.attr in ("get", "contains"),
        scalar=func.attr in ("contains", "count"),
        receiver=func.value,
    )


def _table_name(facts: UnitFacts, receiver: t.Expr) -> str:
    made = local_value(facts, receiver)
    named = made.args[0] if isinstance(made, t.Call) and last_name(made.func) == "table" and made.args else None
    return str(named.value).lower() if isinstance(named, t.Constant) else facts.text(receiver).lower()


def _conditions(node: t.Expr | None) -> Iterator[Filter]:
    """`(User.name == name) & (User.age > 3)`: a column, an operator and a value each."""
    for each in node.walk() if node is not None else ():
        if isinstance(each, t.Compare) and len(each.comparators) == 1:
            column = last_name(each.left) or _key(each.left)
            if column:
                yield Filter(column, "=" if each.ops[0] == "==" else each.ops[0], each.comparators[0], node=each)


def _key(node: t.Expr) -> str:
    index = node.index if isinstance(node, t.Subscript) else None
    return str(index.value) if isinstance(index, t.Constant) else ""


# -- Elasticsearch


def _index(facts: UnitFacts, call: t.Call, func: t.Attribute) -> DataAccess | None:
    given = {k.arg: k.value for k in call.keywords if k.arg}
    named, key, operation = given.get("index"), given.get("id"), _INDEXES[func.attr]
    if named is None or (key is None and operation not in ("upsert", "insert")):
        return None
    body = local_value(facts, given.get("body"))
    inner = {v.column: v.value for v in pairs(facts, body)}
    data = given.get("doc") or given.get("document") or inner.get("doc")
    if data is None and operation in ("upsert", "insert"):
        data = given.get("body")
    return DataAccess(
        "hosted",
        operation if key is not None else "insert",
        call,
        str(named.value).lower() if isinstance(named, t.Constant) else facts.text(named).lower(),
        filters=(Filter("id", "=", key, node=key),) if key is not None else (),
        values=tuple(pairs(facts, data)),
        record=data if operation == "upsert" else None,
        results=tuple(parts_of(facts, call, "_source")) if operation == "read" else (awaited(call),),
        one=True,
        conditional="if_seq_no" in given,
        receiver=func.value,
    )


# -- Firebase's real-time database


def _node(facts: UnitFacts, call: t.Call, func: t.Attribute) -> DataAccess:
    found = next(iter(alternatives(facts, func.value)), None)
    links = [link for link in found.links if link.name in ("reference", "child")] if found is not None else []
    path = list(chain.from_iterable(link.call.args for link in links if link.call is not None))
    operation = _NODES[func.attr]
    data = argument(call, 0, "value") if operation in ("insert", "update") else None
    is_whole = func.attr == "set" and not isinstance(local_value(facts, data), t.Dict)
    values = [*pairs(facts, data)]
    if is_whole and data is not None:
        values.append(Assigned("value", data, node=data))
    return DataAccess(
        "hosted",
        operation,
        call,
        "/".join(facts.text(each) for each in path).lower(),
        filters=(Filter("id", "=", path[-1], node=path[-1]),) if path else (),
        values=tuple(values),
        record=data if is_whole else None,
        results=(awaited(call),),
        one=True,
        receiver=func.value,
    )
