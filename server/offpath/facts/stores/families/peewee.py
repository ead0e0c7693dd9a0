"""Peewee: queries built with expressions over a model's fields."""

from __future__ import annotations

from dataclasses import replace

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.chain import alternatives, awaited, is_class_like, outward
from offpath.facts.stores.families.expressions import conditions, keyword_values
from offpath.facts.stores.schema import table_name
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_DIRECT: dict[str, Operation] = {
    "get": "read", "get_or_none": "read", "get_by_id": "read", "create": "insert", "get_or_create": "upsert", "delete_by_id": "delete",
    "set_by_id": "update", "insert_many": "insert", "bulk_create": "insert",
}  # fmt: skip
_BUILDING: dict[str, Operation] = {
    "select": "read",
    "update": "update",
    "delete": "delete",
    "insert": "insert",
    "replace": "upsert",
}
_ENDS = frozenset(
    {"get", "first", "execute", "count", "exists", "scalar", "get_or_none", "dicts", "tuples", "iterator", "peek"}
)
_ONE = frozenset({"get", "first", "count", "exists", "scalar", "get_or_none", "get_by_id", "peek", "get_or_create"})
_SHAPING = frozenset(
    {"where", "join", "order_by", "limit", "offset", "group_by", "having", "for_update", "returning", "on_conflict", "switch", "distinct",
     "paginate", "alias", "left_outer_join", "prefetch", "on_conflict_ignore"}
)  # fmt: skip


def read_peewee(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call on a Peewee model or query; None: it is none."""
    if not isinstance(call.func, t.Attribute):
        return None
    name = call.func.attr
    if name not in _ENDS and name not in _SHAPING and name not in _DIRECT and name not in _BUILDING:
        return None
    outer = next(outward(call), None)
    if outer is not None and (last_name(outer.func) in _ENDS or last_name(outer.func) in _SHAPING):
        return None
    for chain in alternatives(facts, call)[:1]:
        for position, link in enumerate(chain.links):
            if link.call is None or not is_class_like(facts, link.receiver):
                continue
            if link.name not in _DIRECT and link.name not in _BUILDING:
                continue
            names = tuple(each.name for each in chain.links[position:])
            if not _is_model(facts, link.receiver, link.call, names):
                return None
            return _access(
                facts, call, name, link.receiver, link.name, [x.call for x in chain.links[position:] if x.call]
            )
    return None


def _is_model(facts: UnitFacts, node: t.Expr, call: t.Call, names: tuple[str, ...]) -> bool:
    """Whether a class is a Peewee model: by its bases or, where those cannot be seen, by what only Peewee says."""
    found = facts.resolve(node)
    if found is not None and found.internal:
        return "peewee.Model" in facts.lineage(found.name)
    if names[0] in ("get_by_id", "delete_by_id", "set_by_id"):
        return True
    if names[0] in ("get", "get_or_none") and any(_asks_for(facts, node, each) for each in call.args):
        return True
    return names[0] in _BUILDING and (names[-1] == "execute" or (names[0] == "select" and len(names) > 1))


def _asks_for(facts: UnitFacts, model: t.Expr, condition: t.Expr) -> bool:
    """Whether a condition compares a column of the class that is asked: `Account.get(Account.mail == mail)`."""
    compares = (each for each in condition.walk() if isinstance(each, t.Compare))
    name = facts.text(model)
    return any(isinstance(each.left, t.Attribute) and facts.text(each.left.value) == name for each in compares)


def _access(
    facts: UnitFacts, call: t.Call, name: str, model_node: t.Expr, first: str, calls: list[t.Call]
) -> DataAccess:
    operation = _DIRECT.get(first) or _BUILDING[first]
    filters: list[Filter] = []
    values: list[Assigned] = []
    locks = False
    for each in calls:
        link = last_name(each.func)
        if link in ("where", "get", "get_or_none", "having", "filter"):
            for argument in each.args:
                filters.extend(conditions(facts, argument))
            filters.extend(Filter(k.arg, "=", k.value, node=k) for k in each.keywords if k.arg)
        elif link in ("get_by_id", "delete_by_id", "set_by_id") and each.args:
            filters.append(Filter("id", "=", each.args[0], node=each.args[0]))
        elif link in ("update", "insert", "create", "replace"):
            values.extend(keyword_values(facts, each))
        elif link == "for_update":
            locks = True
    model = facts.resolve(model_node)
    own = last_name(model_node).lower()
    filters = [replace(f, table="") if f.table == own else f for f in filters]
    return DataAccess(
        "peewee",
        operation,
        call,
        table_name(facts, model, model_node),
        model,
        model_node,
        tuple(filters),
        tuple(values),
        results=(awaited(call),),
        one=name in _ONE or first in _ONE,
        scalar=name in ("count", "exists", "scalar"),
        locks=locks,
        lazy=name not in _ENDS and first not in _DIRECT,
        statement_node=call,
        certainty="known",
    )
