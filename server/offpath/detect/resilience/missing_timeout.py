"""Waits without an end: which calls have no bound, judged with what surrounds them."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.catalogue.library import Waits
from offpath.detect.resilience.sockets import is_bound_by_itself, is_elsewhere, waits_for_peer
from offpath.facts.code.symbols import called_by, last_name
from offpath.facts.functions.attribute_changes import attribute_of
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.routes.routes import HANDLER
from offpath.facts.running.by_hand import is_by_hand
from offpath.facts.running.scripts import IS_SCRIPT
from offpath.facts.shared.containers import BOUNDED_USES
from offpath.facts.shared.registered import IS_REPLACED, MOUNTS_ADAPTER, REGISTERED
from offpath.facts.stores.chain import local_value
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.arguments import arguments
from offpath.facts.values.constants import fold, is_constant
from offpath.facts.values.values import Values
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True)
class EndlessWait:
    """One call that can wait for ever."""

    call: t.Call
    name: str
    wait: Waits
    given: t.Expr | None = None
    """The value that takes the bound away: `None` of `timeout=None`."""
    forwarded: str = ""
    """The name of the `**kwargs` that the call hands on, where its callers could have given a bound and do not."""
    is_elsewhere: bool = False
    """Whether what takes the bound away is written in another place."""


def endless_waits(facts: UnitFacts) -> list[EndlessWait]:
    """The calls of a unit that nothing bounds."""
    return [wait for call in facts.nodes(t.Call) for wait in [_judge(facts, call)] if wait is not None]


def _judge(facts: UnitFacts, call: t.Call) -> EndlessWait | None:
    name = facts.callee(call)
    wait = facts.asking.catalogue.wait(name) or _grpc(facts, call) or _socket_connect(facts, call, name)
    if wait is None:
        return None
    options = arguments(facts, call)
    if any(part in options.given and not options.given[part].holds(None) for part in wait.parts):
        return None
    given = [options.given[keyword] for keyword in wait.keywords if keyword in options.given]
    if given:
        taken_away = [each for each in given if each.holds(None)]
        if not taken_away or _has_deadline(facts, call) or _is_bounded_in_use(facts, call):
            return None
        return EndlessWait(call, name, wait, taken_away[0].value, is_elsewhere=taken_away[0].value is None)
    if wait.position is not None and len(call.args) > wait.position:
        value = call.args[wait.position]
        unbounded = is_constant(facts, value, None) and not wait.in_handlers and not _has_deadline(facts, call)
        return EndlessWait(call, name, wait, value) if unbounded else None
    if wait.has_default or _has_deadline(facts, call):
        return None
    if name == "socket.create_connection" and call.args and not is_elsewhere(facts, call.args[0]):
        return None
    if name.startswith("subprocess.") and (is_attended(facts, call) or _is_in_the_foreground(facts, call)):
        return None
    if wait.in_handlers and not _in_handler(facts, call):
        return None
    if name.startswith("subprocess.") and _is_killed_before(facts, call):
        return None
    forwarded = _forwarded(facts, call) if options.is_open or any(isinstance(a, t.Starred) for a in call.args) else ""
    if forwarded is None or _bounded_by_text(facts, call, wait) or _bounded_session(facts, call):
        return None
    if wait.everywhere and facts.asking.ask(REGISTERED, wait.everywhere):
        return None
    return EndlessWait(call, name, wait, None, forwarded)


def _grpc(facts: UnitFacts, call: t.Call) -> Waits | None:
    """A call on a generated gRPC stub."""
    if not isinstance(call.func, t.Attribute) or not call.args:
        return None
    kind = facts.type_of(call.func.value)
    return Waits() if "_pb2_grpc." in kind and kind.endswith("Stub") else None


def _is_bounded_in_use(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a client is kept in an attribute, and the class bounds whatever it calls on it."""
    function = facts.function_of(call)
    statement = next((each for each in call.ancestors() if isinstance(each, t.Stmt)), None)
    targets = statement.targets if isinstance(statement, t.Assign) else []
    if isinstance(statement, t.AnnAssign):
        targets = [statement.target]
    kept = [attribute_of(each, "self") for each in targets]
    if function is None or not function.class_name or not any(kept):
        return False
    return all(facts.asking.ask(BOUNDED_USES, function.class_name, each) for each in kept)


def _socket_connect(facts: UnitFacts, call: t.Call, name: str) -> Waits | None:
    if name != "socket.socket.connect" or not isinstance(call.func, t.Attribute):
        return None
    receiver = call.func.value
    if is_bound_by_itself(facts, receiver) or not waits_for_peer(facts, receiver):
        return None
    return (
        Waits(keywords=(), everywhere="setdefaulttimeout")
        if not call.args or is_elsewhere(facts, call.args[0])
        else None
    )


_HOSTS = frozenset({"host", "hostaddr", "dsn", "conninfo", "service"})


def is_own_machine(wait: EndlessWait) -> bool:
    """Whether a database is asked for by the socket of this machine: no host is named."""
    if wait.name not in ("psycopg2.connect", "psycopg.connect", "psycopg.Connection.connect"):
        return False
    return not wait.call.args and all(k.arg is not None and k.arg not in _HOSTS for k in wait.call.keywords)


def _has_deadline(facts: UnitFacts, call: t.Call) -> bool:
    """Whether something around the call, or something that its awaitable is handed to, ends the wait."""
    node: t.Node | None = call.parent
    while node is not None and not isinstance(node, t.FunctionDef):
        if isinstance(node, t.With):
            if any(_is_deadline(facts, item.context) for item in node.items):
                return True
        elif isinstance(node, t.Call) and _is_deadline(facts, node):
            return True
        node = node.parent
    values = Values(facts.reading.symbols)
    return any(
        use.kind == "argument" and isinstance(use.node, t.Call) and _is_deadline(facts, use.node)
        for use in values.uses(call)
    )


def _is_deadline(facts: UnitFacts, node: t.Expr) -> bool:
    return isinstance(node, t.Call) and facts.callee(node) in facts.asking.catalogue.effects.bounding


def _in_handler(facts: UnitFacts, call: t.Call) -> bool:
    """Whether what waits serves others, and nobody sees it hang."""
    function = facts.function_of(call)
    handler = facts.asking.ask(HANDLER, function.qualified_name) if function is not None else None
    return handler is not None and handler.is_unattended


def is_attended(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a person at a terminal waits for it, too."""
    function = facts.function_of(call)
    return is_by_hand(function) if function is not None else facts.asking.ask(IS_SCRIPT, facts.module)


def _is_killed_before(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a process is only waited for that was killed right before: the system ends it, and it is only to be cleared away."""
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    function = facts.function_of(call)
    if receiver is None or function is None or last_name(call.func) != "wait":
        return False
    statement = next((o for o in call.ancestors() if isinstance(o, t.Stmt)), None)
    for other in function.calls:
        func = other.func
        if not isinstance(func, t.Attribute) or func.attr != "kill" or facts.text(func.value) != facts.text(receiver):
            continue
        killing = next((o for o in other.ancestors() if isinstance(o, t.Stmt)), None)
        if (
            killing is not None
            and statement is not None
            and killing.parent is statement.parent
            and other.end <= call.start
        ):
            return True
    return False


def _is_in_the_foreground(facts: UnitFacts, call: t.Call) -> bool:
    """Whether the end of a process is what the program itself is for: it has the terminal, ends it, or is told to stop by a signal."""
    if _in_handler(facts, call):
        return False
    if any(isinstance(outer, t.Call) and facts.callee(outer) in ("sys.exit", "os._exit") for outer in call.ancestors()):
        return True
    started = local_value(facts, call.func.value) if isinstance(call.func, t.Attribute) else call
    if isinstance(started, t.Call) and any(_is_terminal(facts, each.value) for each in started.keywords):
        return True
    function = facts.function_of(call)
    return function is not None and any(facts.callee(each) == "signal.signal" for each in function.calls)


def _is_terminal(facts: UnitFacts, node: t.Expr) -> bool:
    found = facts.resolve(node) if isinstance(node, t.Attribute) else None
    return found is not None and found.name in ("sys.stdin", "sys.stdout", "sys.stderr")


def _forwarded(facts: UnitFacts, call: t.Call) -> str | None:
    """The `**` argument that might hold a bound: its name where it is the function's own and no caller gives one, an
    empty string where there is none, None where it cannot be told.
    """
    spread = next((k.value for k in call.keywords if k.arg is None), None)
    if spread is None:
        return "" if not any(isinstance(a, t.Starred) for a in call.args) else None
    function = facts.function_of(call)
    if function is None or not isinstance(spread, t.Name):
        return None
    own = next((p.name for p in function.params if p.kind == "var-keyword"), "")
    if spread.id != own or _sets_key(function, own, "timeout"):
        return None
    callers = facts.asking.ask(CALLERS, function.qualified_name)
    if not callers or any("timeout" in site.keywords or "**" in site.keywords for _, _, site in callers):
        return None
    return own


def _sets_key(function: FunctionFacts, name: str, key: str) -> bool:
    """Whether a function puts a key into a dictionary of its own."""
    for call in function.calls:
        target = call.func.value if isinstance(call.func, t.Attribute) else None
        if isinstance(target, t.Name) and target.id == name and call.func.attr in ("setdefault", "update"):  # type: ignore[attr-defined]
            return True
    for node in function.own_nodes(t.Subscript):
        if isinstance(node.value, t.Name) and node.value.id == name and isinstance(node.index, t.Constant):
            if node.index.value == key:
                return True
    return False


def _bounded_by_text(facts: UnitFacts, call: t.Call, wait: Waits) -> bool:
    """Whether the connection text holds the bound, or is all there is and cannot be read."""
    if not wait.text:
        return False
    texts = [fold(facts, a) for a in call.args]
    if any(t_ is not None and isinstance(t_.value, str) and wait.text in t_.value for t_ in texts):
        return True
    return len(call.args) == 1 and not call.keywords and texts[0] is None


def _is_bound_elsewhere(facts: UnitFacts, function: t.Attribute) -> bool:
    """Whether another part of the module has replaced the method, or the one that it goes through, of the session of a name."""
    symbol = facts.symbol(function.value)
    if symbol is None:
        return False
    if symbol[0] == "attr" and symbol[1] is not None and symbol[1][0] == "self":
        kept = f"{symbol[1][1]}.{symbol[2]}"
    else:
        kept = str(symbol[1]) if symbol[0] == "global" else ""
    methods = (function.attr, "request", "send")
    return bool(kept) and any(facts.asking.ask(IS_REPLACED, facts.module, f"{kept}.{each}") for each in methods)


def _bounded_session(facts: UnitFacts, call: t.Call) -> bool:
    """Whether the session that is asked has a bound of its own: a subclass that sets one, an adapter, a replaced method."""
    if not isinstance(call.func, t.Attribute):
        return False
    receiver = call.func.value
    ref = facts.resolve(receiver)
    if ref is not None and ref.internal:
        return any(
            facts.summary(f"{base}.{m}") is not None for base in facts.lineage(ref.name) for m in ("request", "send")
        )
    text = facts.text(receiver)
    for node in facts.nodes(t.Assign):
        for target in node.targets:
            if isinstance(target, t.Attribute) and target.attr == "request" and facts.text(target.value) == text:
                return True
    if _is_bound_elsewhere(facts, call.func):
        return True
    made = called_by(facts.symbol(receiver))
    function = facts.function_of(call)
    origin = ""
    if made is not None:
        made_by = facts.resolve_symbol(made[1])
        origin = made_by.name if made_by is not None and made_by.internal else ""
    own = function.qualified_name if function is not None else facts.module
    return bool(facts.asking.ask(MOUNTS_ADAPTER, origin or own))
