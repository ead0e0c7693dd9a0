"""What an expression of a unit is where nobody has set what it reads from the environment, through names and other files."""

from __future__ import annotations

from offpath.facts.project.names import UNSET
from offpath.facts.summaries.contribution import Folded
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold
from offpath.facts.values.unset_values import is_environment_read, unset_value
from offpath.syntax import tree as t

_MAX_NAMES = 6


def fold_unset(facts: UnitFacts, node: t.Expr | None) -> Folded | None:
    """The value of an expression where the environment is empty; None: cannot tell."""
    return _fold(facts, node, 0)


def _fold(facts: UnitFacts, node: t.Expr | None, depth: int) -> Folded | None:
    return fold(facts, node) or unset_value(node, lambda name: _of_name(facts, name, depth + 1))


def _of_name(facts: UnitFacts, node: t.Expr, depth: int) -> Folded | None:
    if isinstance(node, t.Call):
        summary = facts.summary(facts.callee(node))
        return summary.unset if summary is not None else None
    known = fold(facts, node)
    if known is not None or depth > _MAX_NAMES:
        return known
    definitions = facts.definitions(node) if isinstance(node, t.Name) else ()
    if len(definitions) == 1 and definitions[0].kind == "assign" and not definitions[0].path:
        return _fold(facts, definitions[0].value, depth)
    symbol = facts.symbol(node) if not definitions or definitions[0].kind == "import" else None
    return facts.asking.ask(UNSET, facts.module, symbol) if symbol is not None else None


def reads_environment(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether an expression, as written in its unit, asks the environment for anything, through local names."""
    pending, seen = [node], 0
    while pending and seen < _MAX_NAMES:
        part = pending.pop()
        for inner in part.walk():
            if isinstance(inner, t.Call) and is_environment_read(inner):
                return True
            if isinstance(inner, t.Name):
                pending += [d.value for d in facts.definitions(inner) if d.kind == "assign" and d.value is not None]
        seen += 1
    return False
