"""Conditions written as Python expressions over columns: SQLAlchemy, SQLModel and Peewee."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import Assigned, Filter
from offpath.facts.stores.chain import is_class_like, local_value, stripped
from offpath.facts.unit import UnitFacts
from offpath.facts.values.walking import Way, ends, once_for_each_place
from offpath.syntax import tree as t

_METHODS: dict[str, str] = {
    "in_": "in", "not_in": "not in", "notin_": "not in", "is_": "is", "is_not": "is not", "isnot": "is not", "like": "like",
    "ilike": "like", "contains": "like", "startswith": "like", "endswith": "like", "__eq__": "=", "any": "any", "has": "has",
    "between": "between", "is_distinct_from": "!=", "regexp": "like",
}  # fmt: skip
_OPERATORS: dict[str, str] = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TURNED: dict[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_PEEWEE: dict[str, str] = {"<<": "in", "%": "like", "**": "like", ">>": "is"}


def conditions(facts: UnitFacts, node: t.Expr, conjunctive: bool = True) -> Iterator[Filter]:
    """The filters that a condition says: `A.x == 1`, `and_(…)`, `(A.x == 1) & (A.y > 2)`, `A.x.in_(ids)`."""
    return ends(_conditions(facts, node, conjunctive, set()), Filter)


_Way: TypeAlias = "Way[Filter]"
_Followed: TypeAlias = "set[tuple[t.Expr, bool]]"
"""The values that names were taken for already: one that is bound to itself has no end."""


def _conditions(facts: UnitFacts, node: t.Expr, conjunctive: bool, followed: _Followed) -> _Way:
    node = stripped(node)
    if isinstance(node, t.Starred):
        display = local_value(facts, node.value)
        if isinstance(display, (t.List, t.Tuple)):
            for element in display.elts:
                yield _conditions(facts, element, conjunctive, followed)
        return
    if isinstance(node, t.Name):
        value = local_value(facts, node)
        if value is not None and value is not node and (value, conjunctive) not in followed:
            followed.add((value, conjunctive))
            yield _conditions(facts, value, conjunctive, followed)
    elif isinstance(node, t.BinOp) and node.op in ("&", "|"):
        both = conjunctive and node.op == "&"
        yield _conditions(facts, node.left, both, followed)
        yield _conditions(facts, node.right, both, followed)
    elif isinstance(node, t.BinOp) and node.op in _PEEWEE:
        if is_column(facts, node.left):
            yield _filter(facts, node.left, _PEEWEE[node.op], node.right, conjunctive, node)
    elif isinstance(node, t.UnaryOp) and node.op == "~":
        yield _conditions(facts, node.operand, False, followed)
    elif isinstance(node, t.Compare) and len(node.ops) == 1:
        yield from _comparison(facts, node, conjunctive)
    elif isinstance(node, t.Call):
        yield from _called(facts, node, conjunctive, followed)
    elif isinstance(node, t.Attribute) and is_column(facts, node):
        yield _filter(facts, node, "is", None, conjunctive, node)


def _comparison(facts: UnitFacts, node: t.Compare, conjunctive: bool) -> Iterator[Filter]:
    left, right = node.left, node.comparators[0]
    op = _OPERATORS.get(node.ops[0])
    if op is None:
        return
    if is_column(facts, left):
        yield _filter(facts, left, op, right, conjunctive, node)
        if is_column(facts, right):
            yield _filter(facts, right, _TURNED.get(op, op), left, conjunctive, node)
    elif is_column(facts, right):
        yield _filter(facts, right, _TURNED.get(op, op), left, conjunctive, node)


def _called(facts: UnitFacts, node: t.Call, conjunctive: bool, followed: _Followed) -> _Way:
    name = last_name(node.func)
    if name in ("and_", "or_"):
        for argument in node.args:
            holds = conjunctive and (name == "and_" or len(node.args) == 1)
            yield _conditions(facts, argument, holds, followed)
    elif name == "not_":
        for argument in node.args:
            yield _conditions(facts, argument, False, followed)
    elif isinstance(node.func, t.Attribute) and name in _METHODS and is_column(facts, node.func.value):
        value = node.args[0] if node.args else None
        yield _filter(facts, node.func.value, _METHODS[name], value, conjunctive, node)
        if name in ("any", "has"):
            for inner in node.args:
                yield _conditions(facts, inner, conjunctive, followed)
            for keyword in node.keywords:
                if keyword.arg:
                    yield Filter(keyword.arg, "=", keyword.value, conjunctive, last_name(node.func.value), keyword)


def is_column(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether an expression is a column: `Model.field`, `table.c.field`, `self.model.field`, or a function of one."""
    if isinstance(node, t.Call):
        if isinstance(node.func, t.Attribute) and last_name(node.func.value) in ("func", "fn", "sa", "sqlalchemy"):
            return any(is_column(facts, a) for a in node.args)
        if last_name(node.func) in ("cast", "col", "literal_column", "column") and node.args:
            return last_name(node.func) == "column" or is_column(facts, node.args[0])
        return False
    if isinstance(node, t.Subscript):
        return isinstance(node.value, t.Attribute) and (node.value.attr == "c" or is_column(facts, node.value))
    if not isinstance(node, t.Attribute):
        return False
    base = node.value
    if isinstance(base, t.Attribute) and base.attr in ("c", "columns"):
        return True
    if isinstance(base, t.Attribute) and is_class_like(facts, base.value) and not is_class_like(facts, base):
        return True
    if node.attr in ("objects", "query", "_default_manager", "DoesNotExist", "__table__"):
        return False
    if last_name(base) in ("model", "model_class", "model_cls", "cls", "entity", "table"):
        return True
    return is_class_like(facts, base)


def column_name(node: t.Expr) -> str:
    """The name of a column expression."""
    if isinstance(node, t.Call):
        return next((column_name(a) for a in node.args if not isinstance(a, t.Constant)), "")
    if isinstance(node, t.Subscript):
        return str(node.index.value) if isinstance(node.index, t.Constant) else ""
    return last_name(node)


def table_of_column(node: t.Expr) -> t.Expr | None:
    """The model or table that a column is written with."""
    if isinstance(node, t.Call):
        return next((table_of_column(a) for a in node.args if not isinstance(a, t.Constant)), None)
    if isinstance(node, (t.Attribute, t.Subscript)):
        base = node.value
        return base.value if isinstance(base, t.Attribute) and base.attr in ("c", "columns") else base
    return None


def _filter(facts: UnitFacts, column: t.Expr, op: str, value: t.Expr | None, conjunctive: bool, node: t.Node) -> Filter:
    table = table_of_column(column)
    name = last_name(table) if table is not None else ""
    return Filter(column_name(column), op, value, conjunctive, name.lower(), node)


def keyword_values(facts: UnitFacts, call: t.Call) -> Iterator[Assigned]:
    """What `values(stock=…)`, `values({Product.stock: …})` or `update({"stock": …})` sets."""
    for keyword in call.keywords:
        if keyword.arg is not None and keyword.arg not in ("synchronize_session", "update_args"):
            yield assigned(facts, keyword.arg, keyword.value, keyword)
    for argument in call.args:
        display = local_value(facts, argument)
        if isinstance(display, t.Dict):
            for item in display.items:
                if item.key is not None:
                    name = item.key.value if isinstance(item.key, t.Constant) else column_name(item.key)
                    yield assigned(facts, str(name), item.value, item)


def assigned(facts: UnitFacts, column: str, value: t.Expr, node: t.Node) -> Assigned:
    """A column's new value, relative where the store computes it."""
    return Assigned(column, value, is_store_expression(facts, value), node)


@once_for_each_place
def is_store_expression(facts: UnitFacts, value: t.Expr, depth: int = 0) -> bool:
    """Whether the store computes a value: columns, `F(…)`, SQL functions, `case(…)`."""
    if depth > 6:
        return False
    if isinstance(value, t.Name):
        inner = local_value(facts, value)
        return inner is not None and inner is not value and is_store_expression(facts, inner, depth + 1)
    if isinstance(value, (t.BinOp, t.UnaryOp, t.Subscript)):
        return any(is_store_expression(facts, c, depth + 1) for c in value.children() if isinstance(c, t.Expr))
    if isinstance(value, t.Call):
        name = last_name(value.func)
        if name in _STORE_FUNCTIONS:
            return True
        if isinstance(value.func, t.Attribute) and last_name(value.func.value) in ("func", "fn"):
            return True
        chained = isinstance(value.func, t.Attribute) and name in (
            "label",
            "cast",
            "op",
            "concat",
            "collate",
            "as_scalar",
            "scalar_subquery",
        )
        return chained and is_store_expression(facts, value.func.value, depth + 1)  # type: ignore[attr-defined]
    return isinstance(value, t.Attribute) and is_column(facts, value)


_STORE_FUNCTIONS = frozenset(
    {
        "F",
        "Greatest",
        "Least",
        "Coalesce",
        "Case",
        "case",
        "Subquery",
        "Concat",
        "text",
        "literal_column",
        "SQL",
        "Value",
        "RawSQL",
        "fn",
    }
)
