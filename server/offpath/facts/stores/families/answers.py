"""What of a store's answer holds the record: the answer's parts, where it stands or under the name that it is bound to."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.stores.chain import awaited
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t


def parts_of(facts: UnitFacts, call: t.Call, key: str) -> Iterator[t.Expr]:
    """`["Item"]` and `.get("Item")` of the answer, and questions whether it is there: `"Item" in answer`."""
    for holder in holders(facts, awaited(call)):
        parent = holder.parent
        if isinstance(parent, t.Subscript) and parent.value is holder and _is_text(parent.index, key):
            yield parent
        elif isinstance(parent, t.Attribute) and parent.attr == "get" and isinstance(parent.parent, t.Call):
            if parent.parent.args and _is_text(parent.parent.args[0], key):
                yield parent.parent
        elif isinstance(parent, t.Compare) and parent.ops[0] in ("in", "not in") and _is_text(parent.left, key):
            yield holder


def holders(facts: UnitFacts, value: t.Expr) -> Iterator[t.Expr]:
    """A value where it stands, and every read of the name that it is bound to."""
    yield value
    parent = value.parent
    for target in parent.targets if isinstance(parent, t.Assign) and parent.value is value else ():
        if isinstance(target, t.Name):
            for definition in facts.reading.symbols.flow_at(target).named(target.id):
                if definition.node is target:
                    yield from definition.uses


def _is_text(node: t.Expr, text: str) -> bool:
    return isinstance(node, t.Constant) and node.value == text
