"""Conditions written as keywords, as Django and the mappers like it write them: `filter(team__name="a", left__gte=1)`, `Q(…)`."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import Filter
from offpath.syntax import tree as t

_LOOKUPS: dict[str, str] = {
    "exact": "=", "iexact": "=", "in": "in", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "contains": "like", "icontains": "like",
    "startswith": "like", "istartswith": "like", "endswith": "like", "iendswith": "like", "isnull": "is", "range": "between", "regex": "like",
    "iregex": "like", "not": "!=", "date": "=", "year": "=",
}  # fmt: skip


def lookups(keywords: list[t.Keyword], arguments: list[t.Expr]) -> Iterator[Filter]:
    """The filters that keywords and conditions in a call's arguments say."""
    for argument in arguments:
        yield from _q(argument, True)
    for keyword in keywords:
        if keyword.arg is not None:
            yield _lookup(keyword.arg, keyword.value, keyword, True)
        elif isinstance(keyword.value, t.Dict):
            for item in keyword.value.items:
                if isinstance(item.key, t.Constant) and isinstance(item.key.value, str):
                    yield _lookup(item.key.value, item.value, item, True)


def _lookup(name: str, value: t.Expr, node: t.Node, conjunctive: bool) -> Filter:
    column, _, last = name.rpartition("__")
    if column and last in _LOOKUPS:
        return Filter(column, _LOOKUPS[last], value, conjunctive, node=node)
    return Filter(name, "=", value, conjunctive, node=node)


def _q(condition: t.Expr, conjunctive: bool) -> Iterator[Filter]:
    """`Q(a=1) & ~Q(b=2) | Q(c=3)`."""
    pending = [(condition, conjunctive)]
    while pending:
        node, holds = pending.pop()
        if isinstance(node, t.BinOp) and node.op in ("&", "|", "^"):
            both = holds and node.op == "&"
            pending += [(node.right, both), (node.left, both)]
        elif isinstance(node, t.UnaryOp):
            pending.append((node.operand, False))
        elif isinstance(node, t.Call) and last_name(node.func) == "Q":
            for each in lookups(node.keywords, node.args):
                yield Filter(each.column, each.op, each.value, holds and each.conjunctive, node=each.node)
