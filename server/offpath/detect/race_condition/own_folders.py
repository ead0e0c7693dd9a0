"""Folders that nobody else knows: temporary ones, and copies that a function makes for itself."""

from __future__ import annotations

from collections.abc import Iterator

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
    is_method = isinstance(look.func, t.Attribute) and not look.args
    pending: list[t.Expr] = [look.func] if is_method else look.args[:1]
    seen: set[t.Node] = set()
    for _ in range(_MOST_STEPS):
        if not pending:
            return False
        node = pending.pop()
        if facts.text(node) in copies or (isinstance(node, t.Call) and last_name(node.func) in _TEMPORARY):
            return True
        above = list(_above(facts, node))
        pending += [each for each in above if each not in seen]
        seen.update(above)
    return False


def _above(facts: UnitFacts, node: t.Expr) -> Iterator[t.Expr]:
    """What a path lies in or comes from: the first part of what is joined, the folder that is walked, what a name stands for."""
    if isinstance(node, t.Name):
        bound = (d for d in facts.definitions(node) if d.kind in ("assign", "loop", "with"))
        yield from (d.value for d in bound if d.value is not None)
    elif isinstance(node, t.BinOp):
        yield node.left
    elif isinstance(node, t.Attribute) and node.attr not in _MERE_NAMES:
        yield node.value
    elif isinstance(node, t.JoinedStr) and node.values and isinstance(node.values[0], t.FormattedValue):
        yield node.values[0].value
    elif isinstance(node, t.Call):
        if isinstance(node.func, t.Attribute) and node.func.attr not in _TAKING_FOLDERS:
            yield node.func
        yield from node.args[:1]


_MERE_NAMES = frozenset({"name", "stem", "suffix", "filename"})
_TAKING_FOLDERS = frozenset({"join", "walk", "scandir", "listdir", "abspath", "realpath", "normpath", "Path"})
"""Functions of modules whose first argument is the folder."""


def _copies(function: FunctionFacts) -> frozenset[str]:
    """What the function copies something to, as written."""
    facts = function.unit
    return frozenset(
        facts.text(call.args[-1]) for call in function.calls if last_name(call.func) in _COPYING and len(call.args) > 1
    )
