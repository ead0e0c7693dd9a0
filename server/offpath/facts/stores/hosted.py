"""Stores behind a service's client: DynamoDB, Firestore, Supabase, Prisma. Each is known by the shape of its calls, whatever the client is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.chain import Chain, alternatives, argument, awaited, local_value, stripped
from offpath.facts.stores.model import Assigned, DataAccess, Filter
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_ITEMS: dict[str, Operation] = {
    "get_item": "read",
    "put_item": "upsert",
    "update_item": "update",
    "delete_item": "delete",
}
_DOCUMENTS: dict[str, Operation] = {
    "get": "read",
    "set": "update",
    "update": "update",
    "create": "insert",
    "delete": "delete",
}
_ROWS: dict[str, Operation] = {
    "select": "read",
    "insert": "insert",
    "update": "update",
    "upsert": "upsert",
    "delete": "delete",
}
_CLIENTS: dict[str, Operation] = {
    "find_unique": "read", "find_unique_or_raise": "read", "find_first": "read", "find_first_or_raise": "read", "find_many": "read",
    "update": "update", "update_many": "update", "create": "insert", "upsert": "upsert", "delete": "delete", "delete_many": "delete",
}  # fmt: skip
_COMPARING: dict[str, str] = {
    "eq": "=", "neq": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "is_": "is", "in_": "in", "like": "like", "ilike": "like",
    "equals": "=", "not": "!=", "in": "in",
}  # fmt: skip
_ADDING = frozenset({"Increment", "ArrayUnion", "ArrayRemove", "increment", "decrement", "multiply", "divide", "push"})
_SINGLE = frozenset({"single", "maybe_single"})


def read_hosted(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call on such a client; None: it is none."""
    if not isinstance(call.func, t.Attribute):
        return None
    name = call.func.attr
    if name in _ITEMS:
        return _item(facts, call, call.func, name)
    if name == "execute":
        return _rows(facts, call)
    found = _document(facts, call, call.func, name) if name in _DOCUMENTS else None
    return found or (_client(facts, call, call.func, name) if name in _CLIENTS else None)


# -- DynamoDB


def _item(facts: UnitFacts, call: t.Call, func: t.Attribute, name: str) -> DataAccess | None:
    given = {k.arg: k.value for k in call.keywords if k.arg}
    if "Key" not in given and "Item" not in given:
        return None
    record = given.get("Item")
    operation = _ITEMS[name]
    values = _updated(facts, given) if name == "update_item" else _pairs(facts, record)
    return DataAccess(
        "hosted",
        operation,
        call,
        _table(facts, func.value, given.get("TableName")),
        filters=tuple(Filter(v.column, "=", v.value, node=v.node) for v in _pairs(facts, given.get("Key"))),
        values=tuple(values),
        record=record,
        results=tuple(_items_of(facts, call)) if operation == "read" else (awaited(call),),
        one=True,
        conditional="ConditionExpression" in given or "Expected" in given,
        receiver=func.value,
    )


def _table(facts: UnitFacts, receiver: t.Expr, named: t.Expr | None) -> str:
    made = local_value(facts, receiver)
    if isinstance(made, t.Call) and last_name(made.func) == "Table" and made.args:
        named = made.args[0]
    if isinstance(named, t.Constant):
        return str(named.value).lower()
    return last_name(named if named is not None else receiver).strip("_").lower()


def _items_of(facts: UnitFacts, call: t.Call) -> Iterator[t.Expr]:
    """`["Item"]` and `.get("Item")` of the answer, here or of the name that holds it."""
    for holder in _holders(facts, awaited(call)):
        parent = holder.parent
        if isinstance(parent, t.Subscript) and parent.value is holder and _is_text(parent.index, "Item"):
            yield parent
        elif isinstance(parent, t.Attribute) and parent.attr == "get" and isinstance(parent.parent, t.Call):
            if parent.parent.args and _is_text(parent.parent.args[0], "Item"):
                yield parent.parent


def _holders(facts: UnitFacts, value: t.Expr) -> Iterator[t.Expr]:
    """A value where it stands, and every read of the name that it is bound to."""
    yield value
    parent = value.parent
    for target in parent.targets if isinstance(parent, t.Assign) and parent.value is value else ():
        if isinstance(target, t.Name):
            for definition in facts.reading.symbols.flow_at(target).named(target.id):
                if definition.node is target:
                    yield from definition.uses


def _is_text(node: t.Expr, text: str) -> bool:
    return isinstance(node, t.Constant) and node.value == text


def _updated(facts: UnitFacts, given: dict[str, t.Expr]) -> Iterator[Assigned]:
    """The columns of an update expression: `SET left = :left, seen = seen + :one`."""
    text = local_value(facts, given.get("UpdateExpression"))
    if not isinstance(text, t.Constant) or not isinstance(text.value, str):
        return
    values = {v.column: v.value for v in _pairs(facts, given.get("ExpressionAttributeValues"))}
    names = {v.column: v.value for v in _pairs(facts, given.get("ExpressionAttributeNames"))}
    kind, _, rest = text.value.strip().partition(" ")
    for clause in rest.split(","):
        written, _, new = (part.strip() for part in clause.partition("="))
        if kind.upper() == "ADD":
            written, _, new = clause.strip().partition(" ")
        named = names.get(written)
        column = str(named.value) if isinstance(named, t.Constant) else written
        relative = kind.upper() != "SET" or bool(re.search(rf"(?<![:\w]){re.escape(written)}\b", new))
        yield Assigned(column, values.get(new.strip()), relative, given["UpdateExpression"])


# -- Firestore


def _document(facts: UnitFacts, call: t.Call, func: t.Attribute, name: str) -> DataAccess | None:
    chain = next(iter(alternatives(facts, func.value)), None)
    links = chain.links if chain is not None else ()
    document = next((link for link in reversed(links) if link.name in ("document", "collection")), None)
    collection = next((link for link in reversed(links) if link.name == "collection"), None)
    if document is None or collection is None or document.name != "document" or links[-1] is not document:
        return None
    operation = _DOCUMENTS[name]
    data = argument(call, 0, "document_data", "field_updates", "data") if operation != "read" else None
    key = argument(document.call, 0, "document_id") if document.call is not None else None
    named = argument(collection.call, 0) if collection.call is not None else None
    return DataAccess(
        "hosted",
        operation,
        call,
        str(named.value).lower() if isinstance(named, t.Constant) else (facts.text(named) if named is not None else ""),
        filters=(Filter("id", "=", key, node=key),) if key is not None else (),
        values=tuple(_pairs(facts, data)),
        record=data if name == "set" else None,
        results=(awaited(call),),
        one=True,
        locks=any(k.arg == "transaction" for k in call.keywords),
        conditional=any(k.arg == "option" for k in call.keywords),
        receiver=func.value,
    )


# -- Supabase


def _rows(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    chain = next(iter(alternatives(facts, call)), None)
    if chain is None:
        return None
    links = chain.links
    position = next((i for i, x in enumerate(links) if x.call is not None and x.name in ("table", "from_")), None)
    if position is None or position + 1 >= len(links) or links[position + 1].name not in _ROWS:
        return None
    made, named = links[position + 1], links[position].call
    subject = named.args[0] if named is not None and named.args else None
    names = {link.name for link in links}
    operation = _ROWS[made.name]
    data = argument(made.call, 0, "json") if made.call is not None and operation not in ("read", "delete") else None
    return DataAccess(
        "hosted",
        operation,
        call,
        str(subject.value).lower()
        if isinstance(subject, t.Constant)
        else last_name(subject).lower()
        if subject is not None
        else "",
        filters=tuple(_compared(facts, chain, position + 2)),
        values=tuple(_pairs(facts, data)),
        record=data if not isinstance(local_value(facts, data), t.Dict) else None,
        results=tuple(_data_of(facts, call)),
        one=not names.isdisjoint(_SINGLE),
        statement_node=call,
        receiver=made.receiver,
    )


def _compared(facts: UnitFacts, chain: Chain, start: int) -> Iterator[Filter]:
    for link in chain.links[start:]:
        given = link.call.args if link.call is not None else []
        if link.name in _COMPARING and len(given) > 1 and isinstance(given[0], t.Constant):
            yield Filter(str(given[0].value), _COMPARING[link.name], given[1], node=link.call)
        elif link.name == "match" and given:
            yield from (Filter(v.column, "=", v.value, node=v.node) for v in _pairs(facts, given[0]))


def _data_of(facts: UnitFacts, call: t.Call) -> Iterator[t.Expr]:
    """`.data` of the answer, here or of the name that holds it; the answer itself where nothing asks for it."""
    found = False
    for holder in _holders(facts, awaited(call)):
        parent = holder.parent
        if isinstance(parent, t.Attribute) and parent.value is holder and parent.attr == "data":
            found = True
            yield parent
    if not found:
        yield awaited(call)


# -- Prisma


def _client(facts: UnitFacts, call: t.Call, func: t.Attribute, name: str) -> DataAccess | None:
    given = {k.arg: k.value for k in call.keywords if k.arg}
    operation = _CLIENTS[name]
    wanted = {"read": ("where",), "insert": ("data",), "delete": ("where",)}.get(operation, ("where", "data"))
    if call.args or not isinstance(func.value, t.Attribute) or any(each not in given for each in wanted):
        return None
    data = given.get("data")
    return DataAccess(
        "hosted",
        operation,
        call,
        func.value.attr.lower(),
        filters=tuple(_where(facts, given.get("where"))),
        values=tuple(_pairs(facts, data)) if name != "upsert" else (),
        results=(awaited(call),),
        one="many" not in name,
        receiver=func.value,
    )


def _where(facts: UnitFacts, node: t.Expr | None) -> Iterator[Filter]:
    for each in _pairs(facts, node):
        inner = list(_pairs(facts, each.value)) if isinstance(each.value, t.Dict) else []
        if not inner:
            yield Filter(each.column, "=", each.value, node=each.node)
        for how in inner:
            yield Filter(each.column, _COMPARING.get(how.column, how.column), how.value, node=each.node)


def _pairs(facts: UnitFacts, node: t.Expr | None) -> Iterator[Assigned]:
    """The columns of a dictionary with their values; one that the service computes from the old value is relative."""
    display = local_value(facts, node)
    for item in display.items if isinstance(display, t.Dict) else ():
        if isinstance(item.key, t.Constant):
            yield Assigned(str(item.key.value), item.value, _is_added(item.value), item)


def _is_added(value: t.Expr) -> bool:
    value = stripped(value)
    if isinstance(value, t.Call):
        return last_name(value.func) in _ADDING
    keys = [item.key for item in value.items] if isinstance(value, t.Dict) else []
    return len(keys) == 1 and isinstance(keys[0], t.Constant) and keys[0].value in _ADDING
