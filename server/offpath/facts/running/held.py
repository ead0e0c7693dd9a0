"""Whether a lock is held where something stands: told by its name, or by what it is."""

from __future__ import annotations

from offpath.catalogue.libraries.concurrency import LOCK_TYPES
from offpath.facts.functions.attribute_changes import is_under_lock
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


def is_held(function: FunctionFacts, node: t.Node) -> bool:
    """Whether a node stands in a `with` over a lock, in a function that a lock's decorator wraps, or behind an `acquire`."""
    if is_under_lock(node):
        return True
    return any(
        function.unit.type_of(item.context) in LOCK_TYPES
        for outer in node.ancestors()
        if isinstance(outer, t.With)
        for item in outer.items
    )
