"""Changes of what requests, threads and tasks share: module-level and class-level containers and counters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries.concurrency import SHARED_CONTAINERS
from offpath.catalogue.libraries.effects import MUTATORS
from offpath.facts.code.attribute_changes import attribute_of, changed_attributes
from offpath.facts.project.held import is_held
from offpath.facts.project.shared_attributes import SHARED_ATTRIBUTE
from offpath.facts.project.started import START_OF
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.entries import ENTRIES
from offpath.facts.web.routes import HANDLER
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class SharedChange:
    """One change of something shared."""

    node: t.Node
    name: str
    """As written: `ORDERS`, `self.sessions`."""
    runs_as: str
    """How the function runs: `request`, `thread` or `task`."""
    direct: bool
    """Whether the function itself runs so, not only what calls it."""
    relative: bool
    """Whether the new value is computed from the old one."""


def shared_changes(function: FunctionFacts) -> Iterator[SharedChange]:
    """The first unlocked change of each shared name in a function that runs beside others."""
    changes = list(_changes(function))
    if not changes:
        return
    runs_as, direct = _runs_as(function)
    seen: set[str] = set()
    for node, name in changes if runs_as else ():
        if name not in seen and not is_held(function, node):
            seen.add(name)
            yield SharedChange(node, name, runs_as, direct, _is_relative(function, node, name))


def _is_relative(function: FunctionFacts, node: t.Node, name: str) -> bool:
    value = node.value if isinstance(node, t.Assign) else None
    return isinstance(node, t.AugAssign) or (value is not None and name in function.unit.text(value))


def _runs_as(function: FunctionFacts) -> tuple[str, bool]:
    ask = function.unit.asking.ask
    handler = ask(HANDLER, function.qualified_name)
    if handler is not None and handler.is_request:
        return "request", True
    kind = ask(START_OF, function.qualified_name)
    if kind:
        return ("task" if "task" in kind or kind == "ensure_future" else "thread"), True
    return ("request", False) if ask(ENTRIES, function.qualified_name) else ("", False)


def _changes(function: FunctionFacts) -> Iterator[tuple[t.Node, str]]:
    global_names = {name for node in function.own_nodes(t.Global) if not node.nonlocal_ for name in node.names}
    for node in function.own_nodes(t.Assign, t.AugAssign, t.AnnAssign, t.Delete, t.Call):
        for target in _targets(node):
            if isinstance(target, t.Name) and not isinstance(node, t.Call):
                counts = isinstance(node, t.AugAssign) or _reads_itself(node, target)
                if target.id in global_names and counts:
                    yield node, target.id
            else:
                container = target.value if isinstance(target, t.Subscript) else target
                if _is_shared_container(function, container):
                    yield node, function.unit.text(container)
        if function.class_name:
            for attribute, kind in changed_attributes(node, "self"):
                if kind == "change" and function.unit.asking.ask(SHARED_ATTRIBUTE, function.class_name, attribute):
                    yield node, f"self.{attribute}"


def _targets(node: t.Node) -> list[t.Expr]:
    """What a statement or call changes: a name, an element, or the object whose method changes it."""
    if isinstance(node, t.Assign):
        return [x for x in node.targets if isinstance(x, (t.Name, t.Subscript))]
    if isinstance(node, (t.AugAssign, t.AnnAssign)):
        return [node.target] if isinstance(node.target, (t.Name, t.Subscript)) else []
    if isinstance(node, t.Delete):
        return [x for x in node.targets if isinstance(x, t.Subscript)]
    if isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in MUTATORS:
        return [node.func.value]
    return []


def _reads_itself(node: t.Node, target: t.Name) -> bool:
    value = node.value if isinstance(node, t.Assign) else None
    return value is not None and any(isinstance(n, t.Name) and n.id == target.id for n in value.walk())


def _is_shared_container(function: FunctionFacts, node: t.Expr) -> bool:
    """Whether an expression is a container that the module, or another one, holds: `ORDERS`, `store.ORDERS`, `STOCK[sku]`."""
    facts = function.unit
    while isinstance(node, t.Subscript):
        node = node.value
    root: t.Expr = node
    while isinstance(root, t.Attribute):
        root = root.value
    if not isinstance(root, t.Name) or root.id in ("self", "cls") or attribute_of(node, "self"):
        return False
    if any(definition.kind != "import" for definition in facts.definitions(root)):
        return False
    return facts.type_of(node) in SHARED_CONTAINERS
