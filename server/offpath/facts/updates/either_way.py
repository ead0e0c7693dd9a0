"""Records that are written whether or not one was found: logs of attempts, histories, deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.fields import normalised
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


def is_made_either_way(
    function: FunctionFacts,
    act: DataAccess,
    creations: Iterable[DataAccess],
    decision: t.If | t.ExceptHandler,
    columns: Sequence[str],
) -> bool:
    """Whether the other arm of what decides on a creation creates the same: what was found decides on nothing then."""
    if not isinstance(decision, t.If):
        return False
    other_arm = decision.orelse if _holds(decision.body, act.call) else decision.body
    return any(
        each.call is not act.call
        and _holds(other_arm, each.call)
        and normalised(each.target) == normalised(act.target)
        and all(_said(function, each, column) == _said(function, act, column) for column in columns)
        for each in creations
    )


def _said(function: FunctionFacts, access: DataAccess, column: str) -> str:
    given = access.value_of(column)
    return function.unit.text(given.value) if given is not None and given.value is not None else ""


def _holds(body: list[t.Stmt], node: t.Node) -> bool:
    return bool(body) and body[0].start <= node.start and node.end <= body[-1].end
