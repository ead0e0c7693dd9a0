"""DynamoDB, by the shape of its calls: items by key, queries and scans by conditions, written as objects or as texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import MADE_OF
from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.chain import awaited, local_value
from offpath.facts.stores.families.answers import parts_of
from offpath.facts.stores.families.pairs import pairs
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_ITEMS: dict[str, Operation] = {
    "get_item": "read",
    "put_item": "upsert",
    "update_item": "update",
    "delete_item": "delete",
}
_SEARCHES = frozenset({"query", "scan"})
_CONDITIONS = ("KeyConditionExpression", "FilterExpression", "ConditionExpression")
_OPERATORS: dict[str, str] = {
    "eq": "=",
    "ne": "!=",
    "lt": "<",
    "lte": "<=",
    "gt": ">",
    "gte": ">=",
    "is_in": "in",
    "contains": "like",
    "begins_with": "like",
    "between": "between",
}
_COMPARISON = re.compile(r"([#\w.]+)\s*(=|<>|<=|>=|<|>)\s*(:\w+)")
_TYPES = frozenset({"S", "N", "B", "BOOL"})
"""What the client of the plain service writes before a value: `{"S": name}`."""


def read_dynamo(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call on a table or client; None: it is none."""
    if not isinstance(call.func, t.Attribute):
        return None
    name = call.func.attr
    if name in _ITEMS:
        return _item(facts, call, call.func, name)
    return _search(facts, call, call.func) if name in _SEARCHES else None


def _item(facts: UnitFacts, call: t.Call, func: t.Attribute, name: str) -> DataAccess | None:
    given = {k.arg: k.value for k in call.keywords if k.arg}
    if "Key" not in given and "Item" not in given:
        return None
    record = given.get("Item")
    operation = _ITEMS[name]
    values = _updated(facts, given) if name == "update_item" else pairs(facts, record)
    keys = (Filter(v.column, "=", _plain(v.value), node=v.node, is_key=True) for v in pairs(facts, given.get("Key")))
    return DataAccess(
        "hosted",
        operation,
        call,
        _table(facts, func.value, given.get("TableName")),
        filters=(*keys, *_asked(facts, given)),
        values=tuple(values),
        record=record,
        results=tuple(parts_of(facts, call, "Item")) if operation == "read" else (awaited(call),),
        one=True,
        conditional="ConditionExpression" in given or "Expected" in given,
        receiver=func.value,
    )


def _search(facts: UnitFacts, call: t.Call, func: t.Attribute) -> DataAccess | None:
    given = {k.arg: k.value for k in call.keywords if k.arg}
    if not {"KeyConditionExpression", "FilterExpression"} & given.keys():
        return None
    return DataAccess(
        "hosted",
        "read",
        call,
        _table(facts, func.value, given.get("TableName")),
        filters=tuple(_asked(facts, given)),
        results=tuple(parts_of(facts, call, "Items")),
        receiver=func.value,
    )


def _table(facts: UnitFacts, receiver: t.Expr, named: t.Expr | None) -> str:
    made = local_value(facts, receiver)
    if isinstance(made, t.Call) and last_name(made.func) == "Table" and made.args:
        named = made.args[0]
    if isinstance(named, t.Constant):
        return str(named.value).lower()
    symbol = facts.symbol(receiver) if named is None else None
    known = facts.asking.ask(MADE_OF, facts.module, symbol) if symbol is not None else None
    if known is not None and known[0] == "Table":
        return known[1].lower()
    return last_name(named if named is not None else receiver).strip("_").lower()


def _plain(value: t.Expr | None) -> t.Expr | None:
    """The value itself: `name` of `{"S": name}`."""
    items = value.items if isinstance(value, t.Dict) else []
    only = items[0] if len(items) == 1 else None
    is_typed = only is not None and isinstance(only.key, t.Constant) and only.key.value in _TYPES
    return only.value if only is not None and is_typed else value


# -- conditions


def _asked(facts: UnitFacts, given: dict[str, t.Expr]) -> Iterator[Filter]:
    for name in _CONDITIONS:
        condition = local_value(facts, given.get(name))
        if isinstance(condition, t.Constant) and isinstance(condition.value, str):
            yield from _in_text(facts, condition, given)
        elif condition is not None:
            yield from _in_object(condition)


def _in_object(condition: t.Expr) -> Iterator[Filter]:
    """`Key("owner").eq(uid) & Attr("left").gt(0)`."""
    pending = [(condition, True)]
    while pending:
        node, conjunctive = pending.pop()
        if isinstance(node, t.BinOp) and node.op in ("&", "|"):
            both = conjunctive and node.op == "&"
            pending += [(node.right, both), (node.left, both)]
        elif isinstance(node, t.UnaryOp):
            pending.append((node.operand, False))
        elif isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in _OPERATORS:
            subject = node.func.value
            named = subject.args[0] if isinstance(subject, t.Call) and subject.args else None
            if isinstance(named, t.Constant) and node.args:
                operator = _OPERATORS[node.func.attr]
                yield Filter(str(named.value), operator, node.args[0], conjunctive, node=node)


def _in_text(facts: UnitFacts, condition: t.Constant, given: dict[str, t.Expr]) -> Iterator[Filter]:
    """`owner = :owner AND #n > :least`, with the values and names that stand beside it."""
    text = str(condition.value)
    is_conjunctive = not re.search(r"\b(?:OR|NOT)\b", text, re.I)
    values, names = _named_values(facts, given)
    for written, operator, placeholder in _COMPARISON.findall(text):
        operator = "!=" if operator == "<>" else operator
        column = names.get(written, written)
        yield Filter(column, operator, values.get(placeholder), is_conjunctive, node=condition)


def _named_values(facts: UnitFacts, given: dict[str, t.Expr]) -> tuple[dict[str, t.Expr | None], dict[str, str]]:
    values = {v.column: _plain(v.value) for v in pairs(facts, given.get("ExpressionAttributeValues"))}
    names = {
        v.column: str(v.value.value)
        for v in pairs(facts, given.get("ExpressionAttributeNames"))
        if isinstance(v.value, t.Constant)
    }
    return values, names


def _updated(facts: UnitFacts, given: dict[str, t.Expr]) -> Iterator[Assigned]:
    """The columns of an update expression: `SET left = :left, seen = seen + :one`."""
    text = local_value(facts, given.get("UpdateExpression"))
    if not isinstance(text, t.Constant) or not isinstance(text.value, str):
        return
    values, names = _named_values(facts, given)
    kind, _, rest = text.value.strip().partition(" ")
    for clause in rest.split(","):
        written, _, new = (part.strip() for part in clause.partition("="))
        if kind.upper() == "ADD":
            written, _, new = clause.strip().partition(" ")
        relative = kind.upper() != "SET" or bool(re.search(rf"(?<![:\w]){re.escape(written)}\b", new))
        yield Assigned(names.get(written, written), values.get(new.strip()), relative, given["UpdateExpression"])
