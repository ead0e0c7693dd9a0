"""Tokens whose claims are read by hand: the middle part is decoded from base64 and parsed, and no signature is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t

_DECODING = frozenset({"b64decode", "urlsafe_b64decode", "standard_b64decode", "base64url_decode"})
_PARTING = frozenset({"split", "rsplit", "partition"})
_MIDDLE = (1, -2)
_MAX_STEPS = 40


def is_read_by_hand(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a call parses the middle part of a token, in a function that checks no signature."""
    if last_name(call.func) != "loads" or not call.args or "signature" in function.summary.guards:
        return False
    decoded = next((inner for inner in _values(function.unit, call.args[0]) if _decodes(inner)), None)
    if not isinstance(decoded, t.Call) or not decoded.args:
        return False
    return any(_is_middle(function.unit, part) for part in _values(function.unit, decoded.args[0]))


def _decodes(node: t.Node) -> bool:
    return isinstance(node, t.Call) and last_name(node.func) in _DECODING


def _values(facts: UnitFacts, start: t.Expr) -> Iterator[t.Node]:
    """The parts of a value, through local names."""
    pending: list[t.Node] = [start]
    seen: set[t.Node] = set()
    while pending and len(seen) < _MAX_STEPS:
        node = pending.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        if isinstance(node, t.Name):
            flow = facts.reading.symbols.flow_at(node)
            reached = facts.definitions(node)
            earlier = flow.named(node.id) if any(each.kind == "augment" for each in reached) else reached
            pending += [each.value for each in earlier if each.value is not None and not each.path]
        pending += node.children()


def _is_middle(facts: UnitFacts, node: t.Node) -> bool:
    """`parts[1]`, or a name that unpacking gives the second of three parts."""
    if isinstance(node, t.Subscript) and isinstance(node.index, t.Constant) and node.index.value in _MIDDLE:
        return any(_parts(each) for each in _values(facts, node.value))
    if not isinstance(node, t.Name):
        return False
    flow = facts.reading.symbols.flow_at(node)
    return any(each.path[:1] == (1,) and each.value is not None and _parts(each.value) for each in flow.named(node.id))


def _parts(node: t.Node) -> bool:
    """Whether a value is a text that is parted at its dots."""
    is_call = isinstance(node, t.Call) and last_name(node.func) in _PARTING and bool(node.args)
    return is_call and isinstance(node.args[0], t.Constant) and node.args[0].value in (".", b".")  # type: ignore[attr-defined]
