"""Updates of shared state that an await splits: what was read before is written back after others had their turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries.concurrency import SHARED_CONTAINERS
from offpath.catalogue.words.members import MUTATORS
from offpath.catalogue.words.outside import opens_connection
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import is_caught
from offpath.facts.functions.attribute_changes import object_name
from offpath.facts.functions.containers import container_name
from offpath.facts.routes.routes import HANDLER
from offpath.facts.running.held import is_held
from offpath.facts.running.suspending import SUSPENDS
from offpath.facts.shared.containers import TAKERS
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.entry_points import ENTRY_POINTS
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
    waits = [each for each in function.own_nodes(t.Await) if lets_others_run(function, each)]
    if not waits or _is_of_one_request(function):
        return
    told: list[t.Node] = []
    for node in function.own_nodes(t.Assign, t.AugAssign, t.Call, t.Delete):
        place = _written(function, node)
        if place is None or is_held(function, node):
            continue
        found = (
            _inside(function, node, place, waits)
            or _stale(function, node, place, waits)
            or _decided(function, node, place, waits)
            or _opened_twice(function, node, place, waits)
        )
        if found is not None:
            told.append(node)
            yield found
    for granted in _taken_for_granted(function, waits):
        if not any(node.start <= granted.write.start < node.end for node in told):
            yield granted


def lets_others_run(function: FunctionFacts, wait: t.Await) -> bool:
    """Whether another task may have its turn at an await: not where the project's coroutine waits for nothing itself."""
    found = function.unit.resolve(wait.value.func) if isinstance(wait.value, t.Call) else None
    if found is None or not found.internal or found.kind != "function":
        return True
    return function.unit.asking.ask(SUSPENDS, found.name)


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
        target = node.func.value if not isinstance(node.parent, t.Await) else None
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
    if all(d.kind == "import" for d in definitions):
        return True
    if isinstance(node, t.Subscript) and all(_is_of_application(function, d.value) for d in definitions):
        return True
    return ".app" in function.unit.text(node) or ".state." in function.unit.text(node)


def _is_of_application(function: FunctionFacts, value: t.Expr | None) -> bool:
    """Whether a name is bound to what the application keeps for all requests: `places = request.app[PLACES]`."""
    root = value
    while isinstance(root, (t.Attribute, t.Subscript)):
        root = root.value
    if root is value or not isinstance(root, t.Name):
        return False
    text = function.unit.text(value) if value is not None else ""
    return ".app" in text or ".state." in text


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


def _inside(function: FunctionFacts, node: t.Node, place: t.Expr, waits: list[t.Await]) -> SplitUpdate | None:
    """`self.n += await f()`: the old value is read before the await."""
    value = node.value if isinstance(node, (t.AugAssign, t.Assign)) else None
    if value is None:
        return None
    wait = next((n for n in value.walk() if isinstance(n, t.Await) and n in waits), None)
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
            if read is None or wait is None or _reads_again(function, text, wait, node):
                continue
            if not (value is name and source is read and _is_set_meanwhile(function, text, read, node)):
                return SplitUpdate(read, wait, node, text, True)
    return None


def _is_set_meanwhile(function: FunctionFacts, text: str, read: t.Node, write: t.Node) -> bool:
    """Whether the place is bound to something else between, so that what it was is put back: `old = self.mode; self.mode = new; …; self.mode = old`."""
    return any(
        read.end < other.start < write.start and any(function.unit.text(target) == text for target in other.targets)
        for other in function.own_nodes(t.Assign)
    )


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
    if not relative or (isinstance(node, t.Call) and not isinstance(place, t.Subscript) and _copes(node)):
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
        if read is None or wait is None or _is_taken_before(function, text, branch, wait):
            continue
        if not _is_checked_again(function, base, wait, node):
            return SplitUpdate(branch.test, wait, node, text, False)
    return None


def _is_taken_before(function: FunctionFacts, text: str, branch: t.If, wait: t.Await) -> bool:
    """Whether the place is changed between a look and the await already: what is written behind that puts it back."""
    for each in function.own_nodes(t.AugAssign, t.Assign):
        targets = [each.target] if isinstance(each, t.AugAssign) else each.targets if isinstance(each, t.Assign) else []
        if branch.test.end <= each.start < wait.start and any(function.unit.text(x) == text for x in targets):
            return True
    return False


def _opened_twice(function: FunctionFacts, node: t.Node, place: t.Expr, waits: list[t.Await]) -> SplitUpdate | None:
    """`if self.link is None: self.link = await connect(…)`: two at once both open one, and nobody closes the first."""
    value = node.value if isinstance(node, t.Assign) else None
    if not isinstance(value, t.Await) or value not in waits or not isinstance(value.value, t.Call):
        return None
    if not opens_connection(last_name(value.value.func)) or is_held(function, node):
        return None
    text = function.unit.text(place)
    for branch in function.own_nodes(t.If):
        inside = branch.body[0].start <= node.start < branch.body[-1].end
        leaves = isinstance(branch.body[-1], t.Return) and branch.end < node.start
        read = next((n for n in branch.test.walk() if isinstance(n, t.Expr) and function.unit.text(n) == text), None)
        if read is not None and (inside or leaves) and function.unit.asking.ask(ENTRY_POINTS, function.qualified_name):
            return SplitUpdate(branch.test, value, node, text, False)
    return None


def _copes(call: t.Call) -> bool:
    """Whether a change asks for nothing that may be gone: `pop(key, None)`, `discard(key)`."""
    name = last_name(call.func)
    return name == "discard" or (name == "pop" and len(call.args) > 1)


def _taken_for_granted(function: FunctionFacts, waits: list[t.Await]) -> Iterator[SplitUpdate]:
    """`if key in self.open: await …; self.open[key]`: what was looked for may have been taken away meanwhile."""
    looks = _looks(function)
    for element in function.own_nodes(t.Subscript) if looks else ():
        table, key = function.unit.text(element.value), function.unit.text(element.index)
        for branch in looks.get((key, table), ()):
            wait = next((w for w in waits if branch.test.end <= w.start < element.start), None)
            if wait is not None and _relies_on(function, branch, element, wait):
                yield SplitUpdate(branch.test, wait, element, f"{table}[{key}]", False)
                break


def _looks(function: FunctionFacts) -> dict[tuple[str, str], list[t.If]]:
    """The conditions that ask whether a key is in a container, by both as written."""
    found: dict[tuple[str, str], list[t.If]] = {}
    for branch in function.own_nodes(t.If):
        if isinstance(branch.test, t.Compare) and branch.test.ops in (["in"], ["not in"]):
            written = function.unit.text(branch.test.left), function.unit.text(branch.test.comparators[0])
            found.setdefault(written, []).append(branch)
    return found


def _relies_on(function: FunctionFacts, branch: t.If, element: t.Subscript, wait: t.Await) -> bool:
    """Whether an element is read on the way that a look has let pass, though others may have removed it at the await."""
    if not _lets_pass(branch, element) or _is_target(element) or is_held(function, element):
        return False
    if is_caught(element, _EXPECTED) or not _is_taken_by_others(function, element.value):
        return False
    return not _is_checked_again(function, function.unit.text(element.value), wait, element)


_EXPECTED = frozenset({"KeyError", "LookupError", "IndexError"})


def _is_target(element: t.Subscript) -> bool:
    parent = element.parent
    if isinstance(parent, t.Delete) or (isinstance(parent, t.AugAssign) and parent.target is element):
        return True
    return isinstance(parent, t.Assign) and element in parent.targets


def _lets_pass(branch: t.If, element: t.Subscript) -> bool:
    """Whether the key is known to be there, as far as the look goes."""
    assert isinstance(branch.test, t.Compare)
    if branch.test.ops == ["in"]:
        return branch.body[0].start <= element.start < branch.body[-1].end
    leaves = isinstance(branch.body[-1], (t.Return, t.Raise, t.Continue)) and branch.end <= element.start
    return leaves or any(each.start <= element.start < each.end for each in branch.orelse)


def _is_taken_by_others(function: FunctionFacts, table: t.Expr) -> bool:
    """Whether another function removes elements of a shared container."""
    own = object_name(function.node)
    container = container_name(table, own)
    if not container or not (_is_shared(function, table) or _is_global(function, table)):
        return False
    owner = function.unit.module if container.startswith(":") else function.class_name
    taking = function.unit.asking.ask(TAKERS, owner, container)
    return any(each != ".".join(function.path) for each in taking)


def _is_checked_again(function: FunctionFacts, base: str, wait: t.Await, write: t.Node) -> bool:
    return any(
        wait.end < branch.test.start < write.start and base in function.unit.text(branch.test)
        for branch in function.own_nodes(t.If)
    )
