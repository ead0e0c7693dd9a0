"""How far a stretch of statements gets, as far as a unit shows: what a `try` is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from offpath.catalogue.words import outside as spoken
from offpath.catalogue.words.exceptions import KEEPING
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import own_nodes, try_of
from offpath.facts.failures.told_failures import TELLS
from offpath.facts.language_models.calls import asks_by_shape
from offpath.facts.project.call_graph import RUN_BY
from offpath.facts.project.references import Ref
from offpath.facts.running.stakes import STAKE, Stake, farthest, of_call
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.related import fetches_related
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t


def stake_of(function: FunctionFacts, body: list[t.Stmt]) -> Stake:
    """The farthest that statements of a function get, with all that they call."""
    return farthest(_stakes(function, body))


def _stakes(function: FunctionFacts, body: list[t.Stmt]) -> Iterator[Stake]:
    start, end = (body[0].start, body[-1].end) if body else (0, 0)
    known = {}
    for access in accesses_in(function):
        if start <= access.call.start < end:
            known[access.call] = Stake.ASKS if access.reads and not access.writes else Stake.WRITES
    yield from known.values()
    for node in own_nodes(body):
        if isinstance(node, t.Call) and node not in known:
            yield _of_call(function, node)
        elif isinstance(node, t.Attribute) and fetches_related(function.unit, node):
            yield Stake.ASKS


def _of_call(function: FunctionFacts, call: t.Call) -> Stake:
    facts = function.unit
    target = facts.resolve(call.func)
    if target is not None and (operation := facts.asking.catalogue.operation(target.name)):
        return Stake.ASKS if operation == "read" else Stake.WRITES
    if asks_by_shape(call):
        return Stake.ASKS
    inner = _run_by(facts, target)
    if inner and facts.summary(inner) is not None:
        return facts.asking.ask(STAKE, inner)
    if target is None and isinstance(call.func, t.Name) and any(p.name == call.func.id for p in function.params):
        return Stake.UNSEEN
    if target is None and isinstance(call.parent, t.Await):
        return Stake.ASKS
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    if isinstance(receiver, t.Constant):
        return Stake.COMPUTES
    of = last_name(receiver.func if isinstance(receiver, t.Call) else receiver) if receiver is not None else ""
    return of_call(target, last_name(call.func), of)


def _run_by(facts: UnitFacts, target: Ref | None) -> str:
    """The function of the project that a call runs; empty: none that can be seen."""
    return facts.asking.ask(RUN_BY, target) if target is not None and target.internal else ""


def is_told_by_callees(function: FunctionFacts, body: list[t.Stmt]) -> bool:
    """Whether all that statements call which may fail tells of its failures itself."""
    facts, told = function.unit, False
    for call in (node for node in own_nodes(body) if isinstance(node, t.Call)):
        inner = _run_by(facts, facts.resolve(call.func))
        summary = facts.summary(inner) if inner else None
        if summary is not None and TELLS in summary.traits:
            told = True
        elif _of_call(function, call) is not Stake.COMPUTES:
            return False
    return told


class Work(Enum):
    """Work of a kind that is known by its calls."""

    FILE = "reads a file"
    NOTICE = "a notice"


def work_of(function: FunctionFacts, body: list[t.Stmt]) -> Work | None:
    """What statements are for, where all that they do outside is of one kind: reading a file, telling whoever listens."""
    calls = [n for n in own_nodes(body) if isinstance(n, t.Call)]
    acting = [call for call in calls if _of_call(function, call) is not Stake.COMPUTES]
    called = {last_name(call.func) for call in acting}
    opened = not called.isdisjoint(spoken.OPENING_FILES) and not any(_opens_to_write(call) for call in acting)
    if opened and called <= spoken.OPENING_FILES | spoken.READING_FILES:
        return Work.FILE
    if acting and all(_is_notice(call) for call in acting):
        return Work.NOTICE
    return None


def _opens_to_write(call: t.Call) -> bool:
    mode = call.keyword("mode") or (call.args[-1] if last_name(call.func) == "open" and call.args else None)
    return isinstance(mode, t.Constant) and mode.value in ("w", "a", "x", "wb", "ab", "xb", "r+", "w+", "a+", "rb+")


def _is_notice(call: t.Call) -> bool:
    """Whether a call tells somebody who listens: `ws_manager.send_to_user(…)`, `socketio.emit(…)`, `notifier.notify(…)`."""
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    of = set(words(last_name(receiver))) if receiver is not None else set()
    return first_word(last_name(call.func)) in spoken.TELLING_LISTENERS and not of.isdisjoint(spoken.LISTENERS)


def drops_entry(handler: t.ExceptHandler) -> bool:
    """Whether an empty branch leaves out an entry of what a loop gathers, and nobody can tell that it is missing."""
    statement = try_of(handler)
    in_loop = any(isinstance(outer, (t.For, t.While)) for outer in statement.ancestors())
    return in_loop and any(_gathers(node) for node in own_nodes([*statement.body, *statement.orelse]))


def _gathers(node: t.Node) -> bool:
    if isinstance(node, t.Call):
        return last_name(node.func) in KEEPING | {"extend", "update"} and isinstance(node.func, t.Attribute)
    if isinstance(node, t.Assign):
        return any(isinstance(each, t.Subscript) for each in node.targets)
    return isinstance(node, (t.AugAssign, t.Yield))


_SCHEMA_CHANGE = re.compile(
    r"\s*(?:ALTER\s+TABLE|CREATE\s+(?:UNIQUE\s+)?INDEX|CREATE\s+TABLE|CREATE\s+EXTENSION|DROP\s+\w+)\b", re.I
)


def only_changes_schema(function: FunctionFacts, handler: t.ExceptHandler) -> bool:
    """Whether a `try` only makes a column, an index or a table that may be there: what fails is mostly that it is."""
    calls = [n for n in own_nodes(try_of(handler).body) if isinstance(n, t.Call)]
    executing = [
        c
        for c in calls
        if last_name(c.func) in ("execute", "executescript", "exec_driver_sql", "add_column", "create_index")
    ]
    others = {last_name(c.func) for c in calls} - {last_name(c.func) for c in executing}
    return (
        bool(executing)
        and others <= {"commit", "text", "connect", "cursor", "close", "begin", "rollback", "op", "DDL", "format"}
        and all(_changes_schema(function, c) for c in executing)
    )


def _changes_schema(function: FunctionFacts, call: t.Call) -> bool:
    if last_name(call.func) in ("add_column", "create_index"):
        return True
    texts = list(_texts(function, call.args[0])) if call.args else []
    return bool(texts) and all(_SCHEMA_CHANGE.match(text) for text in texts)


def _texts(function: FunctionFacts, node: t.Expr | None) -> Iterator[str]:
    """The beginnings of the texts that an expression may be: written there, or in what a loop goes through."""
    pending, steps = [node], 0
    while pending and steps < _MOST_STEPS:
        steps += 1
        current = pending.pop()
        if isinstance(current, t.Constant) and isinstance(current.value, str):
            yield current.value
        elif isinstance(current, t.JoinedStr) and current.values:
            pending.append(current.values[0])
        elif isinstance(current, t.Name):
            bound = function.unit.definitions(current)
            pending += [d.value for d in bound if d.kind in ("assign", "loop")]
        elif isinstance(current, (t.List, t.Tuple, t.Set)):
            pending += current.elts
        elif isinstance(current, t.BinOp):
            pending.append(current.left)
        elif isinstance(current, t.Call):
            inner = (
                current.func.value
                if isinstance(current.func, t.Attribute) and last_name(current.func) == "format"
                else None
            )
            pending += [inner] if inner is not None else current.args[:1]


_MOST_STEPS = 60
