"""Whether a method's calls on an object's attribute are bounded by what is around them: the traits `waits x` and `bounded x`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from offpath.catalogue.load import catalogue
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.attribute_changes import attribute_of, object_name
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

WAITS, BOUNDED = "waits", "bounded"

_ENDING = frozenset({"close", "aclose", "shutdown", "build_request"})


def deadline_traits(function: t.FunctionDef, nodes: Nodes) -> Iterator[str]:
    """What a method's own nodes show."""
    own = object_name(function)
    for node in nodes.of(t.Call) if own else ():
        if isinstance(node.func, t.Attribute) and node.func.attr not in _ENDING:
            attribute = attribute_of(node.func.value, own)
            if attribute:
                yield f"{BOUNDED if _is_bounded(node) else WAITS} {attribute}"


@cache
def _bounding_names() -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name in catalogue().effects.bounding) - {"wait", "Timeout"}


def _is_bounded(call: t.Call) -> bool:
    for outer in call.ancestors():
        if isinstance(outer, t.FunctionDef):
            return False
        contexts = [item.context for item in outer.items] if isinstance(outer, t.With) else [outer]
        if any(isinstance(each, t.Call) and last_name(each.func) in _bounding_names() for each in contexts):
            return True
    return False
