"""Names of whose value's type something was asked on the way: what they were declared as is not all that they may be there."""

from __future__ import annotations

from offpath.facts.code.symbols import last_name
from offpath.facts.flow.conditions import conditions
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_ASKING = frozenset({"isinstance", "issubclass", "hasattr", "type", "callable"})


def is_asked_for_type(facts: UnitFacts, name: t.Name) -> bool:
    """Whether every way to a read has asked for the type of the name's value, by `isinstance` and the like or by a case of a `match`."""
    return any(_asks(each.test, name) for each in conditions(facts, name))


def _asks(test: t.Expr | t.MatchCase, name: t.Name) -> bool:
    if isinstance(test, t.MatchCase):
        subject = test.parent.subject if isinstance(test.parent, t.Match) else None
        return isinstance(subject, t.Name) and subject.id == name.id
    return any(
        isinstance(node, t.Call)
        and last_name(node.func) in _ASKING
        and bool(node.args)
        and isinstance(node.args[0], t.Name)
        and node.args[0].id == name.id
        for node in test.walk()
    )
