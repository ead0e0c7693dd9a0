"""Changes of what requests, threads and tasks share: module-level and class-level containers and counters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries.concurrency import LOCK_WORDS, SHARED_CONTAINERS
from offpath.catalogue.words.members import MUTATORS
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.attribute_changes import attribute_of, changed_attributes
from offpath.facts.identity.sources import sources_of
from offpath.facts.routes.routes import HANDLER
from offpath.facts.running.held import is_held
from offpath.facts.running.started import START_OF
from offpath.facts.shared.shared_attributes import IS_MEANT_AS_OWN, IS_SHARED_LIST, SHARED_ATTRIBUTE
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.entry_points import ENTRY_POINTS
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
    mixes: bool = False
    """Whether it is what one caller says that all others find there."""


def shared_changes(function: FunctionFacts) -> Iterator[SharedChange]:
    """The first unlocked change of each shared name in a function that runs beside others."""
    changes = list(_changes(function))
    if not changes:
        return
    runs_as, direct = _runs_as(function)
    seen: set[str] = set()
    for node, name in changes if runs_as else ():
        if name not in seen and not is_held(function, node) and not _is_own_connection(function, node):
            seen.add(name)
            mixes = name.startswith("self.") and _mixes_callers(function, node, name.removeprefix("self."))
            yield SharedChange(node, name, runs_as, direct, _is_relative(function, node, name), mixes)


def _is_own_connection(function: FunctionFacts, node: t.Node) -> bool:
    """Whether a coroutine puts its own connection into what the process keeps of its connections, or takes it out, in one step.

    A connection belongs to the process that holds it, and one step of one loop is not divided.
    """
    if not function.node.is_async:
        return False
    held: list[t.Expr] = []
    if isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in _ONE_STEP:
        held = node.args[:1]
    elif isinstance(node, t.Delete):
        held = [x.index for x in node.targets if isinstance(x, t.Subscript)]
    return bool(held) and all(isinstance(each, t.Name) and _is_connection(function, each) for each in held)


_ONE_STEP = frozenset({"add", "discard", "remove", "append", "pop"})
_CONNECTION_NAMES = frozenset({"sid", "ws", "websocket", "socket", "connection", "conn"})


def _is_connection(function: FunctionFacts, name: t.Name) -> bool:
    """Whether a parameter holds the connection that is served, or its identifier."""
    definitions = function.unit.definitions(name)
    if not definitions or any(each.kind != "parameter" for each in definitions):
        return False
    kind = function.unit.type_of(name).rpartition(".")[2]
    return name.id in _CONNECTION_NAMES or "WebSocket" in kind


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
    return ("request", False) if ask(ENTRY_POINTS, function.qualified_name) else ("", False)


def _changes(function: FunctionFacts) -> Iterator[tuple[t.Node, str]]:
    global_names = {name for node in function.own_nodes(t.Global) if not node.nonlocal_ for name in node.names}
    for node in function.own_nodes(t.Assign, t.AugAssign, t.AnnAssign, t.Delete, t.Call):
        for target in _targets(node):
            if isinstance(target, t.Name) and not isinstance(node, t.Call):
                if target.id in global_names and (
                    isinstance(node, t.AugAssign) or _reads_itself(node, target) or _is_of_caller(function, node)
                ):
                    yield node, target.id
            else:
                container = target.value if isinstance(target, t.Subscript) else target
                if _is_shared_container(function, container):
                    yield node, function.unit.text(container)
        if function.class_name:
            for attribute, kind in changed_attributes(node, "self"):
                if kind == "change" and (
                    function.unit.asking.ask(SHARED_ATTRIBUTE, function.class_name, attribute)
                    or _mixes_callers(function, node, attribute)
                ):
                    yield node, f"self.{attribute}"


def _is_of_caller(function: FunctionFacts, node: t.Node) -> bool:
    """Whether a name gets what one caller says or is: the next one finds it there."""
    value = node.value if isinstance(node, (t.Assign, t.AnnAssign)) else None
    if value is None or isinstance(value, t.Constant):
        return False
    return any(each.is_client or each.is_identity for each in sources_of(function).of(value))


def _mixes_callers(function: FunctionFacts, node: t.Node, attribute: str) -> bool:
    """Whether what a caller says is put into what all callers find: a list of an object that the module shares, a container of the class."""
    put = _put(node)
    ask = function.unit.asking.ask
    if put is None or not (
        _is_of_module(function, node, attribute) or ask(IS_MEANT_AS_OWN, function.class_name, attribute)
    ):
        return False
    given = {n.id for n in put.walk() if isinstance(n, t.Name) and not _is_connection(function, n)}
    chosen = {name for each in ask(ENTRY_POINTS, function.qualified_name) for name in each.chosen}
    return not given.isdisjoint(chosen)


def _is_of_module(function: FunctionFacts, node: t.Node, attribute: str) -> bool:
    grows = isinstance(node, t.Call) and last_name(node.func) in _GROWING_LISTS
    return grows and function.unit.asking.ask(IS_SHARED_LIST, function.class_name, attribute)


def _put(node: t.Node) -> t.Expr | None:
    """What is put into a container: `self.items.append(item)`, `self.values[key] = value`."""
    if isinstance(node, t.Assign):
        return node.value
    grows = isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in _GROWING
    return node.args[-1] if grows and isinstance(node, t.Call) and node.args else None


_GROWING_LISTS = frozenset({"append", "extend", "appendleft"})
_GROWING = _GROWING_LISTS | {"add", "insert"}


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
    return facts.type_of(node) in SHARED_CONTAINERS and LOCK_WORDS.isdisjoint(words(last_name(node)))
