"""Changes of an object's attributes, as far as a method's own text tells."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries.concurrency import LOCK_WORDS
from offpath.catalogue.words.members import MUTATORS
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.summaries.contribution import StateChange
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes


def state_changes(function: t.FunctionDef, nodes: Nodes) -> Iterator[StateChange]:
    """Every change of an attribute of the method's object, in the order of the text."""
    own = object_name(function)
    for node in nodes.of(*CHANGING) if own else ():
        for attribute, kind in changed_attributes(node, own):
            yield StateChange(attribute, kind, is_under_lock(node), tuple(_entered(node, own)))


def object_name(function: t.FunctionDef) -> str:
    """The name by which a method, or a function within one, knows its object; empty for others."""
    node: t.Node | None = function
    while node is not None and not isinstance(node, t.ClassDef):
        if isinstance(node, t.FunctionDef) and node.params and node.params[0].name in ("self", "cls"):
            return node.params[0].name
        node = node.parent
    return ""


CHANGING = (t.Assign, t.AnnAssign, t.AugAssign, t.Delete, t.Call)
"""The kinds of nodes that may change an attribute."""


def changed_attributes(node: t.Node, own: str) -> Iterator[tuple[str, str]]:
    """The attributes of `own` that a statement or call changes, with how it does."""
    if isinstance(node, t.Assign):
        for target in node.targets:
            yield from _bound(target, own, node.value)
    elif isinstance(node, t.AnnAssign) and node.value is not None:
        yield from _bound(node.target, own, node.value)
    elif isinstance(node, t.AugAssign):
        name = attribute_of(node.target, own)
        if name:
            yield name, "change"
    elif isinstance(node, t.Delete):
        for target in node.targets:
            name = attribute_of(target, own)
            if name:
                yield name, "change"
    elif isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in MUTATORS:
        name = attribute_of(node.func.value, own)
        if name:
            yield name, "change"


def _bound(target: t.Expr, own: str, value: t.Expr) -> Iterator[tuple[str, str]]:
    if isinstance(target, (t.Tuple, t.List)):
        for element in target.elts:
            yield from _bound(element, own, value)
        return
    name = attribute_of(target, own)
    if not name:
        return
    if isinstance(target, t.Subscript):
        yield name, "change"
    elif isinstance(value, t.Constant):
        yield name, "flag"
    else:
        reads = any(isinstance(n, t.Attribute) and n.attr == name and attribute_of(n, own) for n in value.walk())
        yield name, "change" if reads else "bind"


def attribute_of(node: t.Expr, own: str) -> str:
    """The attribute of `own` that an expression is, or is an element of: `items` of `self.items[key]`; else empty."""
    while isinstance(node, t.Subscript):
        node = node.value
    is_own = isinstance(node, t.Attribute) and isinstance(node.value, t.Name) and node.value.id == own
    return node.attr if is_own and isinstance(node, t.Attribute) else ""


def is_under_lock(node: t.Node) -> bool:
    """Whether a node stands in a `with` whose context's name speaks of a lock, or between acquire and release."""
    for outer in node.ancestors():
        if isinstance(outer, t.With) and any(_speaks_of_lock(item.context) for item in outer.items):
            return True
        if isinstance(outer, t.FunctionDef):
            if any(_speaks_of_lock(decorator) for decorator in outer.decorators):
                return True
            acquires = (c for c in _calls(outer.body) if last_name(c.func) == "acquire" and c.start < node.start)
            return any(True for _ in acquires)
    return False


def _entered(node: t.Node, own: str) -> Iterator[str]:
    """The attributes of the object that a `with` around a node enters."""
    for outer in node.ancestors():
        if isinstance(outer, t.FunctionDef):
            return
        for item in outer.items if isinstance(outer, t.With) else ():
            if isinstance(item.context, t.Attribute) and attribute_of(item.context, own):
                yield item.context.attr


def _calls(body: list[t.Stmt]) -> Iterator[t.Call]:
    for statement in body:
        for node in statement.walk():
            if isinstance(node, t.Call):
                yield node


def _speaks_of_lock(node: t.Expr) -> bool:
    """Whether a name in what is entered does: `self._lock`, `locks.setdefault(key, Lock())`, `self.locks[key]`."""
    while isinstance(node, (t.Call, t.Await, t.Attribute, t.Subscript)):
        if isinstance(node, t.Attribute) and not LOCK_WORDS.isdisjoint(words(node.attr)):
            return True
        node = node.func if isinstance(node, t.Call) else node.value
    return not LOCK_WORDS.isdisjoint(words(last_name(node)))
