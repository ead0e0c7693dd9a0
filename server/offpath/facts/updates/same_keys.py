"""By what a record is looked for, and whether what is created instead is known to be that very record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from offpath.facts.stores.access import DataAccess, Filter
from offpath.facts.stores.chain import Chain, alternatives
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.updates.first_checks import FirstCheck
from offpath.syntax import tree as t

_ASKING = frozenset(
    {"filter", "get", "first", "last", "exists", "count", "get_or_none", "where", "all", "select", "order_by", "only", "select_related",
     "prefetch_related", "aget", "afirst", "alast", "aexists", "acount", "defer"}
)  # fmt: skip
"""Links of a query that, with its filters, do not change which records are meant."""

_LOOPS = (t.For, t.While, t.Comp)


@dataclass(frozen=True, slots=True)
class SameKey:
    """The key of a look as keyword arguments, and the columns of the creation that these say already."""

    lookups: tuple[str, ...]
    said: frozenset[str]


def is_one_record(function: FunctionFacts, found: FirstCheck) -> bool:
    """Whether look and creation run once each for one key, and nothing between them changes what is meant."""
    look, act = found.look, found.act
    if not found.plain or _loops(act.call) != _loops(look.call) or _loops(found.decision) != _loops(act.call):
        return False
    between = (each for each in accesses_in(function) if each.writes and each.call is not act.call)
    if any(look.call.start < each.call.start < act.call.start for each in between):
        return False
    return _is_steady(function, look, act)


def says_the_same(function: FunctionFacts, found: FirstCheck) -> bool:
    """Whether every condition of the look is an equality that the new record meets."""
    facts = function.unit
    for each in found.look.filters:
        if not _is_equality(each):
            return False
        given = found.act.value_of(each.column) or found.act.value_of(each.column.removesuffix("_id"))
        if given is None:
            return False
        if each.value is not None and given.value is not None and facts.text(each.value) != facts.text(given.value):
            return False
    return bool(found.look.filters)


def same_key(function: FunctionFacts, found: FirstCheck) -> SameKey | None:
    """The key of a look at a model as keyword arguments; None: it asks for what no keyword says."""
    facts, call = function.unit, found.act.call
    if not isinstance(call.func, t.Attribute) or not _is_of(facts, found.look, facts.text(call.func.value)):
        return None
    written = {keyword.arg: facts.text(keyword.value) for keyword in call.keywords}
    lookups, said = [], set()
    for each in found.look.filters:
        if not _is_equality(each) or each.value is None or "__" in each.column:
            return None
        value = facts.text(each.value)
        lookup = each.node.arg if isinstance(each.node, t.Keyword) and each.node.arg else each.column
        kind = lookup.removeprefix(each.column).removeprefix("__")
        if kind not in ("", "exact", "iexact") or written.get(each.column, value) != value:
            return None
        if kind == "iexact" and each.column not in written:
            return None
        lookups.append(f"{lookup if kind == 'iexact' else each.column}={value}")
        if kind != "iexact":
            said.add(each.column)
    return SameKey(tuple(lookups), frozenset(said)) if lookups else None


def _is_equality(each: Filter) -> bool:
    return each.conjunctive and each.op == "="


def _is_of(facts: UnitFacts, look: DataAccess, manager: str) -> bool:
    """Whether a look asks this manager or model, and nothing but its filters narrows what is asked."""
    chains = alternatives(facts, look.statement_node or look.call)
    return len(chains) == 1 and _manager_of(facts, chains[0]) == manager


def _manager_of(facts: UnitFacts, chain: Chain) -> str:
    """What the first call of a query is made on, as written; empty where another kind of call takes part."""
    calls = [link for link in chain.links if link.call is not None]
    if not calls or any(link.name not in _ASKING for link in calls):
        return ""
    return facts.text(calls[0].receiver)


def _loops(node: t.Node) -> list[t.Node]:
    return [each for each in node.ancestors() if isinstance(each, _LOOPS)]


def _is_steady(function: FunctionFacts, look: DataAccess, act: DataAccess) -> bool:
    """Whether no name by which it is looked for is bound anew, and nothing of it assigned, before the creation."""
    asked: list[t.Node] = [look.call, *(each.value for each in look.filters if each.value is not None)]
    start, end = min(node.start for node in asked), act.call.start
    names = {node.id for each in asked for node in each.walk() if isinstance(node, t.Name)}
    written = {d.name for d in function.flow.definitions if start < d.node.start < end and d.node not in asked}
    own = set(_bound_by(function, look))
    return names.isdisjoint(written - own) and names.isdisjoint(_changed(function, start, end))


def _bound_by(function: FunctionFacts, look: DataAccess) -> Iterable[str]:
    """The names that hold what was found."""
    return (d.name for d in function.flow.definitions if d.value is not None and look.call in set(d.value.walk()))


def _changed(function: FunctionFacts, start: int, end: int) -> set[str]:
    """The names of which an attribute or an item is assigned between two places."""
    found: set[str] = set()
    targets = [each for node in function.own_nodes(t.Assign) for each in node.targets]
    targets += [node.target for node in function.own_nodes(t.AugAssign)]
    for target in targets:
        if start < target.start < end and isinstance(target, (t.Attribute, t.Subscript)):
            found |= {node.id for node in target.walk() if isinstance(node, t.Name)}
    return found
