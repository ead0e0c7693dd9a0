"""Whether anything keeps others away between a read and the write that follows from it."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries.concurrency import LOCK_TYPES, LOCK_WORDS, LOCKING_SQL
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.flow.order import comes_first
from offpath.facts.functions.elsewhere import names_lock
from offpath.facts.stores.access import DataAccess, Filter
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.reading import accesses_in
from offpath.facts.transactions.held_locks import RUNS_LOCKED
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.origins import Origins
from offpath.facts.updates.promised import is_outcome_read
from offpath.facts.updates.same_record import is_same_record
from offpath.facts.values.constants import is_constant
from offpath.syntax import tree as t

_LOCKING_TEXT = frozenset({"SERIALIZABLE", "IMMEDIATE", "EXCLUSIVE"})
VERSION_COLUMNS = frozenset(
    {"version", "revision", "rev", "_rev", "etag", "lock_version", "row_version", "version_id", "updated_at", "modified_at", "version_number",
     "_version", "seq", "generation", "timestamp"}
)  # fmt: skip
"""Columns that change with every write, so that comparing them tells whether somebody else has written."""


_ONE_BY_ONE = frozenset(
    {
        "queue",
        "queued",
        "enqueue",
        "enqueued",
        "serial",
        "sequential",
        "one_at_a_time",
        "single_thread",
        "single_threaded",
        "in_order",
    }
)
"""Decorators by which one worker runs every call, one after the other."""


def is_guarded(function: FunctionFacts, read: DataAccess, write: t.Node) -> bool:
    """Whether a lock, transaction isolation or watched key covers both a read and a write."""
    if read.locks or any(_locks_before(read, other, write) for other in accesses_in(function)):
        return True
    worn = [last_name(_called(each)) for each in function.node.decorators]
    if any(name in _ONE_BY_ONE or LOCK_WORDS.intersection(words(name)) for name in worn):
        return True
    if any(_encloses_lock(function, read, write)) or _acquires(function, write):
        return True
    if any(_claims(function, read, other, write) for other in accesses_in(function)):
        return True
    return function.unit.asking.ask(RUNS_LOCKED, function.qualified_name) or _is_handed_to_lock(function)


def _is_handed_to_lock(function: FunctionFacts) -> bool:
    """Whether a function that stands in another one is only named where a lock is held: `self.lock.run(self.pool.do, work)`."""
    outer = next((each for each in function.node.ancestors() if isinstance(each, t.FunctionDef)), None)
    around = function.unit.function_of(function.node) if outer is not None else None
    if outer is None or around is None:
        return False
    named = [each for each in outer.walk() if isinstance(each, t.Name) and each.id == function.node.name]
    used = [each for each in named if function.node not in each.ancestors()]
    if not used:
        return False
    return all(any(_brings_lock(around, each, outer)) for each in used) or function.unit.asking.ask(
        RUNS_LOCKED, around.qualified_name
    )


def _brings_lock(function: FunctionFacts, name: t.Name, outer: t.FunctionDef) -> Iterator[bool]:
    for each in name.ancestors():
        if each is outer:
            break
        if isinstance(each, t.Call) and name not in each.func.walk():
            yield names_lock(each.func)
        elif isinstance(each, t.With):
            yield any(is_lock(function, item.context) for item in each.items)


def _locks_before(read: DataAccess, other: DataAccess, write: t.Node) -> bool:
    """Whether an access before the write locks the rows of the read's table."""
    if other.call.start > write.start:
        return False
    if other.locks and (not other.target or normalised(other.target) == normalised(read.target)):
        return True
    text = other.source.sql.text if other.source is not None else ""
    return bool(LOCKING_SQL.search(text)) and (other.operation != "read" or "FOR UPDATE" not in text.upper())


def _claims(function: FunctionFacts, read: DataAccess, other: DataAccess, write: t.Node) -> bool:
    """Whether an earlier write has taken the record for this run alone: one that the store makes for one caller only, by what it compares."""
    if other.operation != "update" or other.call is write or not (other.conditional or _compares_and_sets(other)):
        return False
    if not _goes_before(other.call, write) or not is_same_record(function, read, other):
        return False
    return other.conditional or is_outcome_read(function, other)


def _goes_before(first: t.Call, write: t.Node) -> bool:
    """Whether every way to a write passes a call, or comes from what failed behind it."""
    if comes_first(first, write):
        return True
    handlers = (each for each in write.ancestors() if isinstance(each, t.ExceptHandler))
    return any(
        isinstance(each.parent, t.Try) and each.parent.body[0].start <= first.start < each.parent.body[-1].end
        for each in handlers
    )


def _compares_and_sets(write: DataAccess) -> bool:
    """Whether a write sets what it asks for: `SET status = 'running' WHERE status = 'queued'`."""
    changed = {value.column for value in write.values}
    return any(each.conjunctive and each.op in ("=", "is") and each.column in changed for each in write.filters)


def _encloses_lock(function: FunctionFacts, read: DataAccess, write: t.Node) -> Iterator[bool]:
    node = write.parent
    while node is not None and node is not function.node:
        if isinstance(node, t.With) and node.start <= read.call.start and read.call.end <= node.end:
            for item in node.items:
                yield is_lock(function, item.context)
        node = node.parent


def is_lock(function: FunctionFacts, node: t.Expr) -> bool:
    """Whether entering or acquiring an expression keeps others away: by its type, or by its name."""
    target = node
    while isinstance(target, (t.Await, t.Call)):
        target = target.value if isinstance(target, t.Await) else target.func
    if function.unit.type_of(node) in LOCK_TYPES:
        return True
    while isinstance(target, (t.Attribute, t.Subscript, t.Call)):
        if LOCK_WORDS.intersection(words(last_name(target))):
            return True
        target = target.func if isinstance(target, t.Call) else target.value
    return bool(LOCK_WORDS.intersection(words(last_name(target))))


def _acquires(function: FunctionFacts, write: t.Node) -> bool:
    """Whether the function takes a lock by itself before the write: `lock.acquire()`, `watch(key)`, a locking refresh."""
    for call in function.calls:
        if call.start > write.start:
            continue
        name = last_name(call.func)
        if name in _LOCKING_CALLS:
            return True
        if name == "acquire" and isinstance(call.func, t.Attribute) and is_lock(function, call.func.value):
            return True
        if any(k.arg == "with_for_update" and not is_constant(function.unit, k.value, False) for k in call.keywords):
            return True
        if LOCK_WORDS.intersection(words(name)) and name not in ("is_locked", "unlock"):
            return True
        if any(
            isinstance(a, t.Constant) and a.value in _LOCKING_TEXT
            for a in (*call.args, *(k.value for k in call.keywords))
        ):
            return True
    return False


_LOCKING_CALLS = frozenset({"watch", "multi", "select_for_update", "with_for_update"})
"""`multi` of a pipeline ends the reads of what is watched, by the function itself or by who hands it the pipeline: the writes behind it count only if
nothing has changed."""


def compares_what_was_read(origins: Origins, read: DataAccess, write: DataAccess) -> bool:
    """Whether a write only takes place where a version, or the changed column itself, still is what was read."""
    changed = {value.column for value in write.values}
    return any(_compares(origins, read, each, changed) for each in write.filters)


def _compares(origins: Origins, read: DataAccess, condition: Filter, changed: set[str]) -> bool:
    if condition.op not in ("=", "is") or condition.column not in VERSION_COLUMNS | changed:
        return False
    return condition.value is not None and any(o.access is read for o in origins.of(condition.value))


def _called(node: t.Expr) -> t.Expr:
    return node.func if isinstance(node, t.Call) else node
