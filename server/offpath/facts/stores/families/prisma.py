"""Prisma's client for Python: records of a model by `where`, written by `data`, also at the model's own class."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import DataAccess, Filter
from offpath.facts.stores.chain import alternatives, awaited, local_value
from offpath.facts.stores.families.pairs import pairs
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_CLIENTS: dict[str, Operation] = {
    "find_unique": "read", "find_unique_or_raise": "read", "find_first": "read", "find_first_or_raise": "read", "find_many": "read",
    "count": "read", "update": "update", "update_many": "update", "create": "insert", "create_many": "insert", "upsert": "upsert", "delete": "delete",
    "delete_many": "delete",
}  # fmt: skip
_POSITIONS: dict[str, tuple[str, ...]] = {
    "find_unique": ("where",), "find_unique_or_raise": ("where",), "delete": ("where",), "delete_many": ("where",), "create": ("data",),
    "create_many": ("data",), "update": ("data", "where"), "update_many": ("data", "where"), "upsert": ("where", "data"),
}  # fmt: skip
"""What the arguments are called that are not named."""

_WANTED: dict[Operation, tuple[str, ...]] = {"read": ("where",), "insert": ("data",), "delete": ("where",)}
_COMPARING: dict[str, str] = {"equals": "=", "not": "!=", "in": "in", "not_in": "not in", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}  # fmt: skip


def read_prisma(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call on such a client; None: it is none."""
    if not isinstance(call.func, t.Attribute) or call.func.attr not in _CLIENTS:
        return None
    name, operation = call.func.attr, _CLIENTS[call.func.attr]
    target = _target(facts, call.func.value)
    given = {k.arg: k.value for k in call.keywords if k.arg}
    if not target or (call.args and not _is_known(facts, call.func.value)):
        return None
    given |= dict(zip(_POSITIONS.get(name, ()), call.args, strict=False))
    if any(each not in given for each in _WANTED.get(operation, ("where", "data"))):
        return None
    data = given.get("data")
    return DataAccess(
        "hosted",
        operation,
        call,
        target,
        filters=tuple(_where(facts, given.get("where"), True)),
        values=tuple(pairs(facts, data)) if name != "upsert" else (),
        results=(awaited(call),),
        one="many" not in name,
        scalar=name == "count",
        receiver=call.func.value,
    )


def _target(facts: UnitFacts, receiver: t.Expr) -> str:
    """The model: `post` of `db.post` and of `Post.prisma()`; empty: none."""
    made = local_value(facts, receiver)
    if isinstance(made, t.Call) and isinstance(made.func, t.Attribute) and made.func.attr == "prisma":
        return last_name(made.func.value).lower()
    return made.attr.lower() if isinstance(made, t.Attribute) else ""


def _is_known(facts: UnitFacts, receiver: t.Expr) -> bool:
    """Whether a client is known to be Prisma's: by its type, or as that of a model."""
    chain = next(iter(alternatives(facts, receiver)), None)
    links = chain.links if chain is not None else ()
    if links and links[-1].name == "prisma":
        return True
    holder = links[-1].receiver if links else receiver
    return any(each.startswith("prisma.") for each in (facts.type_of(holder), facts.type_entered(holder)))


def _where(facts: UnitFacts, node: t.Expr | None, conjunctive: bool) -> Iterator[Filter]:
    pending = [(node, conjunctive)]
    while pending:
        current, holds = pending.pop()
        for each in pairs(facts, current):
            if each.column in ("AND", "OR", "NOT"):
                listed = each.value.elts if isinstance(each.value, (t.List, t.Tuple)) else [each.value]
                pending += [(one, holds and each.column == "AND") for one in listed]
                continue
            inner = list(pairs(facts, each.value)) if isinstance(each.value, t.Dict) else []
            if not inner:
                yield Filter(each.column, "=", each.value, holds, node=each.node)
            for how in inner:
                yield Filter(each.column, _COMPARING.get(how.column, how.column), how.value, holds, node=each.node)
