"""Work that is started once for each item of something of unknown length, with nothing that limits it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import concurrency as catalogue
from offpath.catalogue.words.verbs import words
from offpath.detect.resilience.how_many import Reason, is_bounded, length_in, speaks_of_data
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import own_nodes
from offpath.facts.project.calls import IS_LIMITED
from offpath.facts.running.by_hand import is_by_hand
from offpath.facts.running.suspending import SUSPENDS
from offpath.facts.stores.chain import local_value
from offpath.facts.unit import UnitFacts
from offpath.facts.values.lengths import Length
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
        elif name in catalogue.SPAWNING or _creates_task(call, name) or _is_nursery(call):
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
    is_stream = isinstance(spawn.loop, t.While) or (isinstance(spawn.loop, t.For) and spawn.loop.is_async)
    length = Length.GROWS if is_stream else length_in(facts, spawn.source)
    if length is Length.CHOSEN:
        return None
    if is_by_hand(function):
        return Reason.BY_HAND
    if _ends_item(spawn):
        return Reason.ENDS
    if length is Length.GROWS:
        return Reason.DATA
    is_named = not _is_of_one_kind(spawn) and speaks_of_data(facts, spawn.source)
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


def _is_nursery(call: t.Call) -> bool:
    """Whether a function is started in a nursery or task group of trio or anyio, by the one name for that."""
    return isinstance(call.func, t.Attribute) and call.func.attr == "start_soon"


def _creates_task(call: t.Call, name: str) -> bool:
    return not name and isinstance(call.func, t.Attribute) and call.func.attr == "create_task"


def _gathered(facts: UnitFacts, call: t.Call) -> Spawn | None:
    spread = next((a.value for a in call.args if isinstance(a, t.Starred)), None)
    if spread is None:
        return None
    made = local_value(facts, spread) if isinstance(spread, t.Name) else None
    spread = made if isinstance(made, t.Comp) else spread
    if isinstance(spread, t.Comp) and isinstance(spread.elt, t.Expr):
        if _starts_task(facts, spread.elt) or is_bounded(facts, spread.generators[0].iter):
            return None
        if _waits_for_a_thread(spread.elt):
            return None
        return (
            None
            if _is_limited(facts, spread.elt)
            else Spawn(call, "gather", spread.elt, spread, spread.generators[0].iter)
        )
    if isinstance(spread, t.Call) and last_name(spread.func) == "map" and len(spread.args) > 1:
        bounded = all(is_bounded(facts, a) for a in spread.args[1:]) or _limited_function(facts, spread.args[0])
        return None if bounded else Spawn(call, "gather", None, None, spread.args[1])
    if isinstance(spread, t.Name):
        for append, loop in _appends(facts, spread):
            if not append.args or _starts_task(facts, append.args[0]) or _waits_for_a_thread(append.args[0]):
                continue
            if not is_bounded(facts, loop.iter) and not _is_limited(facts, append.args[0]):
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
        return _served(facts, call, name)
    source = loop.generators[0].iter if isinstance(loop, t.Comp) else loop.iter
    if is_bounded(facts, source) or (isinstance(loop, t.For) and _waits_inside(loop)):
        return None
    is_thread = name.endswith((".Thread", ".Process"))
    work = call.keyword("target") if is_thread else (call.args[0] if call.args else None)
    if work is None or _waits_for_a_thread(work) or _is_at_most_once(call, loop) or _only_sleeps(facts, work):
        return None
    is_function = is_thread or _is_nursery(call)
    limited = _limited_function(facts, work) if is_function else _is_limited(facts, work)
    return None if limited else Spawn(call, "thread" if is_thread else "task", work, loop, source)


def _served(facts: UnitFacts, call: t.Call, name: str) -> Spawn | None:
    """Work that an endless loop starts for each thing that comes: `while True: link, _ = server.accept(); Thread(…)`."""
    loop = next((each for each in call.ancestors() if isinstance(each, (t.While, t.FunctionDef, t.Lambda))), None)
    if not isinstance(loop, t.While) or not (isinstance(loop.test, t.Constant) and loop.test.value):
        return None
    coming = next((n for n in own_nodes(loop.body) if isinstance(n, t.Call) and _comes(n)), None)
    is_thread = name.endswith((".Thread", ".Process"))
    work = call.keyword("target") if is_thread else (call.args[0] if call.args else None)
    if coming is None or coming.start > call.start or work is None or _waits_inside(loop):
        return None
    if _limited_function(facts, work) if is_thread else _is_limited(facts, work):
        return None
    return Spawn(call, "thread" if is_thread else "task", work, loop, coming)


def _comes(call: t.Call) -> bool:
    """Whether a call waits for what others send."""
    if not isinstance(call.func, t.Attribute):
        return False
    is_queue = not {"queue", "q", "jobs", "inbox"}.isdisjoint(words(last_name(call.func.value)))
    return call.func.attr in catalogue.RECEIVING or (call.func.attr == "get" and is_queue and not call.args)


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
    source = _counted(local_value(facts, workers))
    if workers is None or source is None or is_bounded(facts, source):
        return None
    return Spawn(call, "executor", workers, None, source)


def _counted(node: t.Expr | None) -> t.Expr | None:
    """What is counted: `len(paths)`, `Parcel.objects.filter(…).count()`."""
    if not isinstance(node, t.Call):
        return None
    if last_name(node.func) == "len" and node.args:
        return node.args[0]
    is_count = isinstance(node.func, t.Attribute) and node.func.attr == "count" and not node.args
    return node.func.value if is_count and isinstance(node.func, t.Attribute) else None


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


def _waits_inside(loop: t.For | t.While) -> bool:
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
