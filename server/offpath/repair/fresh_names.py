"""Names that a fix may bind: those that nothing in their scope means anything by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_LOOKS_AT_NAMES = frozenset({"locals", "vars", "dir", "eval", "exec", "_getframe", "currentframe"})
"""What sees, reads or binds local names by other means than writing them."""


def fresh_names(facts: UnitFacts, candidates: Iterable[str]) -> Iterator[str]:
    """Those of some names that nothing in the unit's text mentions: no binding, no read, whatever function it stands in."""
    if facts.reading.is_part_of_function:
        return iter(())
    mentioned = facts.derived(_mentioned_names)
    return (name for name in candidates if name not in mentioned)


def looks_at_names(facts: UnitFacts) -> bool:
    """Whether the unit may look at its names as a whole, so that one more of them is seen."""
    return any(name.id in _LOOKS_AT_NAMES for name in facts.all_nodes(t.Name)) or any(
        attribute.attr in _LOOKS_AT_NAMES for attribute in facts.all_nodes(t.Attribute)
    )


def _mentioned_names(facts: UnitFacts) -> frozenset[str]:
    return frozenset(_mentioned(facts))


def _mentioned(facts: UnitFacts) -> Iterator[str]:
    yield from (node.id for node in facts.all_nodes(t.Name))
    yield from (node.name for node in facts.all_nodes(t.Param))
    yield from (node.name for node in facts.all_nodes(t.FunctionDef))
    yield from (node.name for node in facts.all_nodes(t.ClassDef))
    yield from (node.name for node in facts.all_nodes(t.TypeAlias_))
    yield from (node.name for node in facts.all_nodes(t.ExceptHandler) if node.name is not None)
    for declared in facts.all_nodes(t.Global):
        yield from declared.names
    for alias in facts.all_nodes(t.Alias):
        yield alias.asname or alias.name.partition(".")[0]
