"""Records whose key was taken away, so that saving them makes another record of what was read."""

from __future__ import annotations

from offpath.facts.flow.order import comes_first
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_KEYS = frozenset({"pk", "id", "uuid"})


def is_saved_as_new(facts: UnitFacts, record: t.Expr, call: t.Call) -> bool:
    """Whether every way to a save has taken the record's key away: `line.pk = None`, `line._state.adding = True`."""
    function = facts.function_of(call)
    if function is None or not isinstance(record, t.Name):
        return False
    return any(
        _takes_key(target, node.value, record) and comes_first(node, call)
        for node in function.own_nodes(t.Assign)
        for target in node.targets
    )


def _takes_key(target: t.Expr, value: t.Expr, record: t.Name) -> bool:
    if not isinstance(target, t.Attribute) or not isinstance(value, t.Constant):
        return False
    owner = target.value
    if isinstance(owner, t.Name) and owner.id == record.id:
        return value.value is None and target.attr in _KEYS
    if not isinstance(owner, t.Attribute) or (owner.attr, target.attr, value.value) != ("_state", "adding", True):
        return False
    return isinstance(owner.value, t.Name) and owner.value.id == record.id
