"""The test by which a function decides on a write, from what it has read."""

from __future__ import annotations

from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.families.results import excludes
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.origins import Origins
from offpath.syntax import tree as t


def decision_on(function: FunctionFacts, origins: Origins, read: DataAccess, write: t.Node) -> t.Node | None:
    """The last test of what was read before the write, apart from whether there is a record at all."""
    found: t.Node | None = None
    for node in function.own_nodes(t.If, t.While, t.Assert, t.MatchCase, t.IfExp):
        test = node.guard if isinstance(node, t.MatchCase) else node.test  # type: ignore[attr-defined]
        if test is None or test.start > write.start or test.start < read.call.start:
            continue
        if excludes(test, write):
            continue
        if any(
            _mentions(origins, read, part)
            for part in test.walk()
            if isinstance(part, (t.Compare, t.Attribute, t.Subscript))
        ):
            found = node
    return found


def _mentions(origins: Origins, read: DataAccess, node: t.Node) -> bool:
    if isinstance(node, t.Compare):
        if any(isinstance(c, t.Constant) and c.value is None for c in node.comparators):
            return False
        sides = [node.left, *node.comparators]
        return any(o.access is read for side in sides for o in origins.of(side))
    return isinstance(node, t.Expr) and any(o.access is read and o.column for o in origins.of(node))
