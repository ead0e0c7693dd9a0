"""Folders that nobody else knows: temporary ones, and copies that a function makes for itself."""

from __future__ import annotations

from offpath.facts.code.symbols import last_name
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t

_TEMPORARY = frozenset({"TemporaryDirectory", "mkdtemp", "NamedTemporaryFile", "mkstemp", "TemporaryFile"})
_COPYING = frozenset({"copytree", "unpack_archive", "extractall", "clone_from"})
_MOST_STEPS = 24


def is_own_folder(facts: UnitFacts, look: t.Call) -> bool:
    """Whether what is looked at lies in a folder that the function has made for itself."""
    function = facts.function_of(look)
    copies = _copies(function) if function is not None else frozenset()
    pending: list[t.Node] = [look]
    seen: set[t.Node] = set()
    for _ in range(_MOST_STEPS):
        if not pending:
            return False
        for inner in pending.pop().walk():
            if isinstance(inner, t.Call) and last_name(inner.func) in _TEMPORARY:
                return True
            if isinstance(inner, (t.Name, t.Attribute, t.BinOp)) and facts.text(inner) in copies:
                return True
            if isinstance(inner, t.Name):
                values = [
                    d.value
                    for d in facts.definitions(inner)
                    if d.kind in ("assign", "loop", "with") and d.value is not None
                ]
                pending += [value for value in values if value not in seen]
                seen.update(values)
    return False


def _copies(function: FunctionFacts) -> frozenset[str]:
    """What the function copies something to, as written."""
    facts = function.unit
    return frozenset(
        facts.text(call.args[-1]) for call in function.calls if last_name(call.func) in _COPYING and len(call.args) > 1
    )
