"""Conditions on the way: the tests that every way to a place has passed, and how they ended.

    if key not in ALLOWED:
        key = "name"
    rows = load(key)

Two bindings reach `key` in the last line: `"name"`, of which nothing was asked, and the one above, for which `key not in ALLOWED` did not
hold. `conditions` answers for a place, `conditions_by_binding` for a read. A name that is bound anew loses what was asked of it, an attribute or an
item that is assigned what was asked of that. What calls change is not seen.
"""

from __future__ import annotations

from offpath.catalogue.words.members import ENDING
from offpath.facts.flow.condition_walk import ConditionWalk
from offpath.facts.flow.flow import Definition
from offpath.facts.flow.passed import Condition, Passed
from offpath.facts.running.endings import NEVER_RETURNS
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t
from offpath.syntax.budget import spend


def conditions(facts: UnitFacts, node: t.Node) -> tuple[Condition, ...]:
    """The tests that every way to a statement or expression has passed, the oldest first, and whether each held.

    Tests of names that may have been bound anew since are not among them. In a nested function they begin with the function.
    """
    walk = facts.derived(_Walks).at(node)
    return walk.lists.conditions(_way(walk, node))


def tests_passed(facts: UnitFacts, node: t.Node) -> tuple[Condition, ...]:
    """As `conditions`, with the tests of names that were bound anew since: what was so when it was asked."""
    walk = facts.derived(_Walks).at(node)
    return walk.lists.tests(_way(walk, node))


def conditions_by_binding(facts: UnitFacts, read: t.Name) -> dict[Definition | None, tuple[Condition, ...]]:
    """For each binding that reaches a read, the tests that ask about the name and that every way from there has passed.

    None stands for a name that the scope does not bind; empty: nothing is known.
    """
    walk = facts.derived(_Walks).at(read)
    return {binding: walk.lists.conditions(passed) for binding, passed in walk.reads.get(read, {}).items()}


def never_comes_back(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a call is known to raise or to end the program: `abort(404)`, `sys.exit()`, a helper that always raises."""
    name = facts.callee(call)
    if name in facts.asking.catalogue.effects.ending:
        return True
    summary = facts.summary(name) if name else None
    if summary is None:
        return not name and isinstance(call.func, t.Name) and call.func.id in ENDING
    if summary.is_async and not isinstance(call.parent, t.Await):
        return False
    return facts.asking.ask(NEVER_RETURNS, name)


def _way(walk: ConditionWalk, node: t.Node) -> Passed | None:
    """What was passed before a node, or before the nearest around it of which that was put down."""
    current: t.Node | None = node
    while current is not None and current not in walk.ways:
        if current is walk.flow.scope:
            return None
        spend()
        current = current.parent
    return walk.ways[current] if current is not None else None


class _Walks:
    """The passes over a unit's scopes that were asked for."""

    def __init__(self, facts: UnitFacts) -> None:
        self._facts = facts
        self._known: dict[t.Node, ConditionWalk] = {}

    def at(self, node: t.Node) -> ConditionWalk:
        """The pass over the scope that a node stands in."""
        flow = self._facts.reading.symbols.flow_at(node)
        walk = self._known.get(flow.scope)
        if walk is None:
            walk = self._known[flow.scope] = ConditionWalk(flow, lambda call: never_comes_back(self._facts, call))
            walk.run()
        return walk


__all__ = ["Condition", "conditions", "conditions_by_binding", "never_comes_back", "tests_passed"]
