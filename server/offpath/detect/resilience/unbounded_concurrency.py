"""Work that is started once for each item of something of unknown length, with nothing that limits it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import concurrency as catalogue
from offpath.catalogue.words.verbs import words
from offpath.detect.resilience.how_many import Reason, length_in, speaks_of_data
from offpath.facts.code.constants import fold
from offpath.facts.code.except_branches import own_nodes
from offpath.facts.code.lengths import Length
from offpath.facts.code.symbols import last_name
from offpath.facts.code.walking import once_for_each_place
from offpath.facts.project.by_hand import is_by_hand
from offpath.facts.project.calls import IS_LIMITED
from offpath.facts.project.suspending import SUSPENDS
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True)
class Spawn:
    """One place that starts as much work as there are items."""

    call: t.Call
    kind: str
    """`gather`, `task`, `thread` or `executor`."""
    work: t.Expr | None
    """The awaitable that is started for each item, where it is written out."""
    loop: t.Node | None = None
    """The loop or comprehension that starts it."""
    source: t.Expr | None = None
    """What there is one piece of work for each item of."""

    @property
    def target(self) -> t.Expr | None:
        """What the loop calls an item."""
        if isinstance(self.loop, t.Comp):
            return self.loop.generators[0].target
        return self.loop.target if isinstance(self.loop, t.For) else None


def unlimited_spawns(facts: UnitFacts) -> Iterator[Spawn]:
    """The places of a unit where nothing limits how much is started."""
    for call in facts.nodes(t.Call):
        name = facts.callee(call)
        if name in catalogue.GATHERING:
            found = _gathered(facts, call)
        elif name in catalogue.SPAWNING or _creates_task(call, name):
            found = _spawned(facts, call, name)
        elif name in catalogue.EXECUTORS:
            found = _executor(facts, call)
        else:
            continue
        if found is not None and not _runs_already(facts, found):
            yield found


def reason_of(facts: UnitFacts, spawn: Spawn) -> Reason | None:
    """What a finding rests on; None: the code itself says how many there are."""
    function = facts.function_of(spawn.call)
    if spawn.source is None:
        return Reason.UNKNOWN
    is_stream = isinstance(spawn.loop, t.For) and spawn.loop.is_async
    length = Length.GROWS if is_stream else length_in(facts, spawn.source)
    if length is Length.CHOSEN:
        return None
    if is_by_hand(function):
        return Reason.BY_HAND
    if _ends_item(spawn):
        return Reason.ENDS
    if length is Length.GROWS:
        return Reason.DATA
    is_named = not _is_of_one_kind(spawn) and speaks_of_data(facts, spawn.source, spawn.target)
    return Reason.NAMED if is_named else Reason.UNKNOWN


def _is_of_one_kind(spawn: Spawn) -> bool:
    """Whether work is started for items of one kind alone, which may be few among many: `if event["type"] == "start": …`."""
    for outer in spawn.call.ancestors():
        if outer is spawn.loop:
            return False
        if isinstance(outer, t.If) and isinstance(outer.test, t.Compare) and outer.test.ops[:1] == ["=="]:
            root, target = t.root(outer.test.left), spawn.target
            if isinstance(root, t.Name) and isinstance(target, t.Name) and root.id == target.id:
                return True
    return False


def _ends_item(spawn: Spawn) -> bool:
    """Whether the work is that of each item to come to its end: `service.stop()`."""
    work, target = spawn.work, spawn.target
    if not isinstance(work, t.Call) or not isinstance(work.func, t.Attribute) or not isinstance(target, t.Name):
        return False
    root = t.root(work.func.value)
    return work.func.attr in catalogue.ENDING and isinstance(root, t.Name) and root.id == target.id


def _runs_already(facts: UnitFacts, spawn: Spawn) -> bool:
    """Whether nothing begins: what is waited for runs elsewhere, or is a coroutine in which nobody else has a turn."""
    work = spawn.work
    if spawn.kind not in ("gather", "task") or work is None:
        return False
    while isinstance(work, t.Call) and last_name(work.func) in catalogue.WAITING:
        if not work.args:
            return True
        work = work.args[0]
    if spawn.kind == "gather" and isinstance(work, (t.Name, t.Attribute, t.Subscript)):
        return True
    found = facts.resolve(work.func) if isinstance(work, t.Call) else None
    if found is None or not found.internal or found.kind != "function":
        return False
    return not facts.asking.ask(SUSPENDS, found.name)


def _creates_task(call: t.Call, name: str) -> bool:
    return not name and isinstance(call.func, t.Attribute) and call.func.attr == "create_task"


def _gathered(facts: UnitFacts, call: t.Call) -> Spawn | None:
    spread = next((a.value for a in call.args if isinstance(a, t.Starred)), None)
    if spread is None:
        return None
    if isinstance(spread, t.Comp) and isinstance(spread.elt, t.Expr):
        if _starts_task(facts, spread.elt) or _is_bounded(facts, spread.generators[0].iter):
            return None
        if _waits_for_a_thread(spread.elt):
            return None
        return (
            None
            if _is_limited(facts, spread.elt)
            else Spawn(call, "gather", spread.elt, spread, spread.generators[0].iter)
        )
    if isinstance(spread, t.Call) and last_name(spread.func) == "map" and len(spread.args) > 1:
        bounded = all(_is_bounded(facts, a) for a in spread.args[1:]) or _limited_function(facts, spread.args[0])
        return None if bounded else Spawn(call, "gather", None, None, spread.args[1])
    if isinstance(spread, t.Name):
        for append, loop in _appends(facts, spread):
            if not append.args or _starts_task(facts, append.args[0]) or _waits_for_a_thread(append.args[0]):
                continue
            if not _is_bounded(facts, loop.iter) and not _is_limited(facts, append.args[0]):
                return Spawn(call, "gather", append.args[0], loop, loop.iter)
    return None


def _waits_for_a_thread(node: t.Expr) -> bool:
    """Whether work waits until the executor has a thread for it: `to_thread(f, x)`, `loop.run_in_executor(None, f)`."""
    return isinstance(node, t.Call) and last_name(node.func) in catalogue.POOLED


def _appends(facts: UnitFacts, name: t.Name) -> Iterator[tuple[t.Call, t.For]]:
    for definition in facts.definitions(name):
        for read in definition.uses:
            function = read.parent
            call = function.parent if isinstance(function, t.Attribute) and function.attr == "append" else None
            loop = _loop_of(call) if isinstance(call, t.Call) else None
            if isinstance(call, t.Call) and isinstance(loop, t.For):
                yield call, loop


def _starts_task(facts: UnitFacts, node: t.Expr) -> bool:
    return isinstance(node, t.Call) and (
        facts.callee(node) in catalogue.SPAWNING or _creates_task(node, facts.callee(node))
    )


def _spawned(facts: UnitFacts, call: t.Call, name: str) -> Spawn | None:
    loop = _loop_of(call)
    if loop is None:
        return None
    source = loop.generators[0].iter if isinstance(loop, t.Comp) else loop.iter
    if _is_bounded(facts, source) or (isinstance(loop, t.For) and _waits_inside(loop)):
        return None
    is_thread = name.endswith((".Thread", ".Process"))
    work = call.keyword("target") if is_thread else (call.args[0] if call.args else None)
    if work is None or _is_at_most_once(call, loop) or _only_sleeps(facts, work):
        return None
    limited = _limited_function(facts, work) if is_thread else _is_limited(facts, work)
    return None if limited else Spawn(call, "thread" if is_thread else "task", work, loop, source)


def _only_sleeps(facts: UnitFacts, work: t.Expr) -> bool:
    return isinstance(work, t.Call) and facts.callee(work) == "asyncio.sleep"


def _is_at_most_once(call: t.Call, loop: t.For | t.Comp) -> bool:
    """Whether work is started only where none has been: `if task is None: task = create_task(…)`, or the loop is left."""
    statement = call.parent
    target = statement.targets[0] if isinstance(statement, t.Assign) else None
    node: t.Node | None = call
    while node is not None and node is not loop:
        if isinstance(node, t.If) and isinstance(target, t.Name):
            if any(isinstance(inner, t.Name) and inner.id == target.id for inner in node.test.walk()):
                return True
        block = getattr(node.parent, "body", None)
        if (
            isinstance(block, list)
            and node in block
            and isinstance(block[-1], (t.Break, t.Return))
            and node.parent is not loop
        ):
            return True
        node = node.parent
    return False


def _executor(facts: UnitFacts, call: t.Call) -> Spawn | None:
    workers = call.keyword("max_workers") or (call.args[0] if call.args else None)
    if isinstance(workers, t.Call) and last_name(workers.func) == "len" and workers.args:
        return None if _is_bounded(facts, workers.args[0]) else Spawn(call, "executor", workers, None, workers.args[0])
    return None


def _loop_of(node: t.Node) -> t.For | t.Comp | None:
    """The innermost loop or comprehension that runs a node once for each item."""
    child, parent = node, node.parent
    while parent is not None and not isinstance(parent, (t.FunctionDef, t.Lambda)):
        if isinstance(parent, t.For) and child in parent.body:
            return parent
        if isinstance(parent, t.Comp) and child is parent.elt:
            return parent
        child, parent = parent, parent.parent
    return None


def _waits_inside(loop: t.For) -> bool:
    """Whether the loop waits for what it starts, or for a free place, before it goes on."""
    for node in own_nodes(loop.body):
        if isinstance(node, t.Await) and isinstance(node.value, t.Name):
            return True
        if isinstance(node, t.Call) and last_name(node.func) in ("join", "acquire", "wait"):
            return True
    return False


def _is_limited(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether a started awaitable waits for a semaphore."""
    return isinstance(node, t.Call) and _limited_function(facts, node.func)


def _limited_function(facts: UnitFacts, function: t.Expr) -> bool:
    if isinstance(function, t.Name):
        for definition in facts.definitions(function):
            if isinstance(definition.node, t.FunctionDef) and _enters_limiter(facts, definition.node):
                return True
    found = facts.resolve(function)
    return found is not None and found.internal and bool(facts.asking.ask(IS_LIMITED, found.name))


def _enters_limiter(facts: UnitFacts, function: t.FunctionDef) -> bool:
    for node in own_nodes(function.body):
        if isinstance(node, t.WithItem) and facts.type_of(node.context) in catalogue.LIMITERS:
            return True
        if isinstance(node, t.Call) and last_name(node.func) == "acquire":
            return True
    return False


@once_for_each_place
def _is_bounded(facts: UnitFacts, source: t.Expr, depth: int = 0) -> bool:
    """Whether the length of what is iterated is chosen: written out, cut, checked, or that of something in the code itself."""
    if depth > 8 or fold(facts, source) is not None:
        return depth <= 8
    if isinstance(source, (t.List, t.Tuple, t.Set, t.Dict)):
        return bool(source.children())
    if isinstance(source, t.Subscript):
        return isinstance(source.index, t.Slice) and source.index.upper is not None
    if isinstance(source, t.Comp):
        return _is_bounded(facts, source.generators[0].iter, depth + 1)
    if isinstance(source, (t.Await, t.Starred)):
        return _is_bounded(facts, source.value, depth + 1)
    if isinstance(source, (t.Call, t.Attribute)) and _is_configured(source):
        return True
    if isinstance(source, t.Call):
        return _bounded_call(facts, source, depth)
    if isinstance(source, t.Name):
        return _bounded_name(facts, source, depth)
    return _is_written_out(facts, source)


def _is_configured(source: t.Call | t.Attribute) -> bool:
    """Whether whoever runs the program chose the items: `settings.SERVERS`, `Config.get("urls")`."""
    node: t.Expr = source.func if isinstance(source, t.Call) else source
    while isinstance(node, (t.Attribute, t.Call)):
        if isinstance(node, t.Attribute):
            node = node.value
            if not _CONFIGURING.isdisjoint(words(last_name(node))):
                return True
        else:
            node = node.func
    return False


_CONFIGURING = frozenset({"config", "settings", "conf", "environ", "configuration"})


def _bounded_call(facts: UnitFacts, call: t.Call, depth: int) -> bool:
    name = last_name(call.func)
    if name == "range":
        return not any(isinstance(n, t.Call) and last_name(n.func) == "len" for n in call.walk() if n is not call)
    if name in catalogue.SHORTENING or set(words(name)) & {"chunk", "chunks", "batch", "batches", "batched"}:
        return True
    if any(k.arg in catalogue.LIMITING and fold(facts, k.value) is not None for k in call.keywords):
        return True
    if any(
        isinstance(n, t.Constant) and isinstance(n.value, str) and " LIMIT " in n.value.upper() for n in call.walk()
    ):
        return True
    if any(isinstance(n, t.Call) and last_name(n.func) in catalogue.SHORTENING for n in call.walk()):
        return True
    if isinstance(call.func, t.Attribute):
        return _is_bounded(facts, call.func.value, depth + 1) if call.func.attr in _VIEWS else False
    return bool(call.args) and name in _RESHAPING and all(_is_bounded(facts, a, depth + 1) for a in call.args[:1])


_VIEWS = frozenset({"items", "keys", "values", "copy", "all", "scalars"})
_RESHAPING = frozenset({"enumerate", "zip", "sorted", "list", "tuple", "set", "reversed", "filter", "iter", "dict"})


def _bounded_name(facts: UnitFacts, name: t.Name, depth: int) -> bool:
    definitions = facts.definitions(name)
    if not definitions:
        return _is_written_out(facts, name)
    if _length_is_checked(facts, name):
        return True
    for definition in definitions:
        if definition.kind == "loop" and definition.value is not None:
            shortened = isinstance(definition.value, t.Call) and set(words(last_name(definition.value.func))) & {
                "chunk", "chunks", "batch", "batches", "batched",
            }  # fmt: skip
            if not shortened:
                return False
        elif definition.value is None or not _is_bounded(facts, definition.value, depth + 1):
            return False
    return True


def _is_written_out(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether a global name stands for a display or an enumeration in the code itself."""
    found = facts.resolve(node)
    if found is None:
        return False
    if found.kind == "class":
        return found.internal
    return found.name in ("builtins.dict", "builtins.list", "builtins.tuple", "builtins.set") and not found.of


def _length_is_checked(facts: UnitFacts, name: t.Name) -> bool:
    function = facts.function_of(name)
    if function is None:
        return False
    for branch in function.own_nodes(t.If):
        measures = any(
            isinstance(n, t.Call) and last_name(n.func) == "len" and n.args and facts.text(n.args[0]) == name.id
            for n in branch.test.walk()
        )
        if (
            measures
            and isinstance(branch.test, t.Compare)
            and isinstance(branch.body[-1], (t.Raise, t.Return, t.Assign))
        ):
            return True
    return False
