"""Updates of shared state that an await splits: what was read before is written back after others had their turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries.concurrency import SHARED_CONTAINERS
from offpath.catalogue.libraries.effects import MUTATORS
from offpath.facts.project.held import is_held
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.routes import HANDLER
from offpath.syntax import tree as t

_OF_ONE_REQUEST = (
    "tornado.web.RequestHandler", "tornado.websocket.WebSocketHandler", "django.views.View", "django.views.generic.View", "rest_framework.views.APIView",
    "starlette.endpoints.HTTPEndpoint", "starlette.endpoints.WebSocketEndpoint",
)  # fmt: skip
"""Classes of which every request has an object of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class SplitUpdate:
    """One update, from its read to its write."""

    read: t.Node
    wait: t.Await
    write: t.Node
    place: str
    """What is read and written, as written: `self.balance`."""
    certain: bool
    """Whether the read value itself is written back; else it only decides."""


def split_updates(function: FunctionFacts) -> Iterator[SplitUpdate]:
    """Every such update of a coroutine, once for each write."""
    if not function.node.is_async:
        return
    waits = list(function.own_nodes(t.Await))
    if not waits or _is_of_one_request(function):
        return
    for node in function.own_nodes(t.Assign, t.AugAssign, t.Call, t.Delete):
        place = _written(function, node)
        if place is None or is_held(function, node):
            continue
        found = (
            _inside(function, node, place)
            or _stale(function, node, place, waits)
            or _decided(function, node, place, waits)
        )
        if found is not None:
            yield found


def _is_of_one_request(function: FunctionFacts) -> bool:
    if not function.class_name:
        return False
    return any(name in _OF_ONE_REQUEST for name in function.unit.lineage(function.class_name))


def _written(function: FunctionFacts, node: t.Node) -> t.Expr | None:
    """The shared place that a statement or call changes."""
    if isinstance(node, t.Assign) and len(node.targets) == 1:
        target: t.Expr | None = node.targets[0]
    elif isinstance(node, t.AugAssign):
        target = node.target
    elif isinstance(node, t.Delete) and len(node.targets) == 1:
        target = node.targets[0]
    elif isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in MUTATORS:
        target = node.func.value
    else:
        return None
    return target if target is not None and _is_shared(function, target) else None


def _is_shared(function: FunctionFacts, node: t.Expr) -> bool:
    """Whether other tasks see the same place: an attribute of the object, a global, an application's state."""
    root: t.Expr = node
    while isinstance(root, (t.Attribute, t.Subscript)):
        root = root.value
    if not isinstance(root, t.Name):
        return False
    if root.id in ("self", "cls"):
        return root is not node
    definitions = function.unit.definitions(root)
    if isinstance(node, t.Name):
        declared = [each for each in function.own_nodes(t.Global) if node.id in each.names]
        return any(not each.nonlocal_ or _is_handler(function) for each in declared)
    if not definitions:
        return True
    if root is not node and all(
        d.kind == "assign" and not d.path and _is_element(function, d.value) for d in definitions
    ):
        return True
    return (
        all(d.kind == "import" for d in definitions)
        or ".app" in function.unit.text(node)
        or ".state." in function.unit.text(node)
    )


def _is_handler(function: FunctionFacts) -> bool:
    """Whether whoever runs the application calls it: all its calls share what the function around it holds."""
    return function.unit.asking.ask(HANDLER, function.qualified_name) is not None


def _is_element(function: FunctionFacts, value: t.Expr | None) -> bool:
    """Whether a name is bound to an element of a shared table: `person = people[name]`, `job = self._jobs.get(key)`."""
    if isinstance(value, t.Call) and isinstance(value.func, t.Attribute) and value.func.attr == "get" and value.args:
        table: t.Expr = value.func.value
    elif isinstance(value, t.Subscript):
        table = value.value
    else:
        return False
    return function.unit.type_of(table) in SHARED_CONTAINERS and (
        _is_shared(function, table) or _is_global(function, table)
    )


def _is_global(function: FunctionFacts, node: t.Expr) -> bool:
    return isinstance(node, t.Name) and not function.unit.definitions(node)


def _inside(function: FunctionFacts, node: t.Node, place: t.Expr) -> SplitUpdate | None:
    """`self.n += await f()`: the old value is read before the await."""
    value = node.value if isinstance(node, (t.AugAssign, t.Assign)) else None
    if value is None:
        return None
    wait = next((n for n in value.walk() if isinstance(n, t.Await)), None)
    if wait is None:
        return None
    text = function.unit.text(place)
    if isinstance(node, t.AugAssign):
        return SplitUpdate(place, wait, node, text, True)
    read = next((n for n in value.walk() if _is_read_of(function, n, text) and n.start < wait.start), None)
    return SplitUpdate(read, wait, node, text, True) if read is not None else None


def _is_read_of(function: FunctionFacts, node: t.Node, text: str) -> bool:
    if not isinstance(node, (t.Attribute, t.Subscript, t.Name)):
        return False
    if isinstance(node.parent, t.Attribute) and node.parent.value is node and isinstance(node.parent.parent, t.Call):
        return node.parent.attr in ("get", "copy") and function.unit.text(node) == text.partition("[")[0]
    return function.unit.text(node) == text


def _stale(function: FunctionFacts, node: t.Node, place: t.Expr, waits: list[t.Await]) -> SplitUpdate | None:
    """`x = self.n; await …; self.n = x + 1`: the value is older than the await."""
    value = node.value if isinstance(node, t.Assign) else None
    if value is None:
        return None
    text = function.unit.text(place)
    for name in value.walk():
        if not isinstance(name, t.Name):
            continue
        for definition in function.unit.definitions(name):
            source = definition.value
            if definition.kind != "assign" or source is None:
                continue
            read = next((n for n in source.walk() if _is_read_of(function, n, text)), None)
            wait = next((w for w in waits if source.end <= w.start < node.start), None)
            if read is not None and wait is not None and not _reads_again(function, text, wait, node):
                return SplitUpdate(read, wait, node, text, True)
    return None


def _reads_again(function: FunctionFacts, text: str, wait: t.Await, write: t.Node) -> bool:
    """Whether the place is looked at once more behind the await."""
    return any(
        wait.end < n.start < write.start and function.unit.text(n) == text
        for n in function.own_nodes(t.Attribute, t.Subscript, t.Name)
    )


def _decided(function: FunctionFacts, node: t.Node, place: t.Expr, waits: list[t.Await]) -> SplitUpdate | None:
    """`if self.n >= k: await …; self.n -= k`: the decision is older than the await."""
    relative = isinstance(node, (t.AugAssign, t.Delete)) or (
        isinstance(node, t.Call)
        and isinstance(node.func, t.Attribute)
        and node.func.attr in ("pop", "remove", "append", "add")
    )
    if not relative:
        return None
    text = function.unit.text(place)
    base = text.partition("[")[0]
    for branch in function.own_nodes(t.If):
        if branch.start > node.start or is_held(function, branch):
            continue
        inside = branch.body[0].start <= node.start < branch.body[-1].end
        if not inside and not (isinstance(branch.body[-1], (t.Return, t.Raise)) and branch.end < node.start):
            continue
        read = next(
            (n for n in branch.test.walk() if isinstance(n, t.Expr) and function.unit.text(n) in (text, base)), None
        )
        wait = next((w for w in waits if branch.test.end <= w.start < node.start), None)
        if read is not None and wait is not None and not _is_checked_again(function, base, wait, node):
            return SplitUpdate(branch.test, wait, node, text, False)
    return None


def _is_checked_again(function: FunctionFacts, base: str, wait: t.Await, write: t.Node) -> bool:
    return any(
        wait.end < branch.test.start < write.start and base in function.unit.text(branch.test)
        for branch in function.own_nodes(t.If)
    )
