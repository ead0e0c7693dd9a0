"""Tests of a stored column that decide on an update of it, where the update does not ask again: two callers at once both pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.conditions import tests_passed
from offpath.facts.code.constants import fold
from offpath.facts.code.order import can_follow
from offpath.facts.code.symbols import last_name
from offpath.facts.stores.chain import unroll
from offpath.facts.stores.model import DataAccess
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.locking import compares_what_was_read, is_guarded
from offpath.facts.updates.origins import Origin, Origins
from offpath.facts.updates.places import follows, is_same_place
from offpath.facts.updates.promised import does_beyond, is_outcome_read, is_promised, refusal_of
from offpath.facts.updates.reached_writes import column_of, may_be_field, root_of
from offpath.facts.updates.rewrites import Rewrite, is_plain_given, is_versioned, rewrites
from offpath.facts.updates.settled import is_settled
from offpath.syntax import tree as t

_TIMES = frozenset({"now", "utcnow", "today", "time", "localtime", "timestamp"})


@dataclass(frozen=True, slots=True, eq=False)
class LoneGuard:
    """One test, and the update that rests on it."""

    read: DataAccess
    test: t.Expr
    column: str
    at: t.Node
    """What is reported: the write, or the assignment where the store follows the record by itself."""
    relative: bool
    """Whether the store computes the new value, so that it is the test alone that is lost."""
    is_given: bool
    """Whether the record was read by whoever called the function."""


@dataclass(frozen=True, slots=True, eq=False)
class _Update:
    """A column that gets a value, and what writes it."""

    column: str
    value: t.Expr | None
    relative: bool
    at: t.Node
    assigned: t.Node
    write: DataAccess | None
    read: DataAccess


def lone_guards(function: FunctionFacts) -> Iterator[LoneGuard]:
    """The first of each read, in source order."""
    accesses = accesses_in(function)
    if not accesses and not function.class_name:
        return
    origins = Origins(function)
    reads = [a for a in accesses if a.operation == "read" and a.results and not a.lazy]
    if not reads and not origins.given:
        return
    changed: tuple[Rewrite, ...] | None = None
    seen: set[DataAccess] = set()
    for update in sorted(_updates(function, origins, reads), key=lambda each: each.at.start):
        if update.read in seen:
            continue
        test = _test_of(function, origins, update)
        if test is None or _is_kept(function, origins, update, test):
            continue
        changed = tuple(rewrites(function)) if changed is None else changed
        if any(each.read is update.read or each.at is update.at for each in changed):
            continue
        seen.add(update.read)
        is_given = update.read in origins.given
        yield LoneGuard(update.read, test, update.column, update.at, update.relative, is_given)


# -- what is written


def _updates(function: FunctionFacts, origins: Origins, reads: list[DataAccess]) -> Iterator[_Update]:
    for write in accesses_in(function):
        if write.operation not in ("update", "upsert"):
            continue
        for read in reads:
            if (
                follows(read, write)
                and is_same_place(function, read, write)
                and _is_same_record(function, origins, read, write)
            ):
                for value in write.values:
                    if write.through and value.value is None and not value.relative:
                        continue
                    yield _Update(value.column, value.value, value.relative, write.call, write.call, write, read)
    yield from _assignments(function, origins, reads)


def _assignments(function: FunctionFacts, origins: Origins, reads: list[DataAccess]) -> Iterator[_Update]:
    """Fields of records that get a value, with the call that writes them, or as they are where a session does."""
    known = {*reads, *origins.given, *origins.injected}
    for node in function.own_nodes(t.Assign):
        for target in node.targets:
            root = root_of(target)
            if root is None or not isinstance(target, (t.Attribute, t.Subscript)) or target.value is not root:
                continue
            for read in {o.access for o in origins.of_parts(root) if not o.column and not o.computed} & known:
                if not may_be_field(read, node):
                    continue
                column = column_of(target)
                if read.store == "sqlalchemy" and not read.columns:
                    yield _Update(column, node.value, False, node, node, None, read)
                elif (write := _written_by(function, origins, read, node, column)) is not None:
                    yield _Update(column, node.value, False, write.call, node, write, read)


def _written_by(
    function: FunctionFacts, origins: Origins, read: DataAccess, node: t.Node, column: str
) -> DataAccess | None:
    """The first write of a record behind a change of it."""
    for write in accesses_in(function):
        if not write.writes or write.operation in ("delete", "insert") or write.record is None:
            continue
        fields = next((k.value for k in write.call.keywords if k.arg == "update_fields"), None)
        if isinstance(fields, (t.List, t.Tuple)) and not any(
            isinstance(e, t.Constant) and e.value == column for e in fields.elts
        ):
            continue
        if can_follow(node, write.call) and any(
            o.access is read and not o.column for o in origins.of_parts(write.record)
        ):
            return write
    return None


def _is_same_record(function: FunctionFacts, origins: Origins, read: DataAccess, write: DataAccess) -> bool:
    """Whether a write means the record that was read: by the same value, or by one that the record holds."""
    if write.record is not None and any(o.access is read for o in origins.of_parts(write.record)):
        return True
    if read.one is False and read.store not in ("hosted", "mongo"):
        return False
    text = function.unit.text
    asked = {text(each.value) for each in read.filters if each.value is not None}
    picked = [each for each in write.filters if each.value is not None and each.op in ("=", "is")]
    return any(
        text(each.value) in asked or any(o.access is read for o in origins.of(each.value))
        for each in picked
        if each.value is not None
    )


# -- what was asked


def _test_of(function: FunctionFacts, origins: Origins, update: _Update) -> t.Expr | None:
    """The test of the written column that every way to the write has passed, and by which others are turned away."""
    passed = tests_passed(function.unit, update.assigned)
    for each in passed:
        test = each.test
        if not isinstance(test, t.Expr) or test.start < update.read.call.start:
            continue
        if _asks_column(origins, update, test) and _may_harm(function, origins, update, test):
            return test
    for each in passed:
        test = each.test
        if isinstance(test, t.Expr) and _asks_presence(origins, update, test) and _is_looked_for(function, update):
            if _may_harm(function, origins, update, test):
                return test
    return None


def _asks_column(origins: Origins, update: _Update, test: t.Expr) -> bool:
    sides = [test.left, *test.comparators] if isinstance(test, t.Compare) else [test]
    return any(
        _is_written(origin, update) for side in sides for part in _values_in(side) for origin in origins.of(part)
    )


def _is_written(origin: Origin, update: _Update) -> bool:
    """Whether a value is what was read of the column that is written."""
    column = origin.column or ("value" if origin.access.scalar else "")
    return origin.access is update.read and _is_called(column, update.column)


def _values_in(node: t.Expr) -> Iterator[t.Expr]:
    """An expression, or what it is computed from: `row["stock"] - held`."""
    if isinstance(node, t.BinOp):
        yield from _values_in(node.left)
        yield from _values_in(node.right)
    else:
        yield node


def _is_called(column: str, written: str) -> bool:
    return bool(column) and column.lower().removeprefix("_") == written.partition(".")[0].lower().removeprefix("_")


def _asks_presence(origins: Origins, update: _Update, test: t.Expr) -> bool:
    node = test.left if isinstance(test, t.Compare) else test
    if isinstance(test, t.Compare) and not (
        isinstance(test.comparators[0], t.Constant) and test.comparators[0].value is None
    ):
        return False
    found = origins.of(node)
    return bool(found) and all(o.access is update.read and not o.computed for o in found)


def _is_looked_for(function: FunctionFacts, update: _Update) -> bool:
    """Whether the look itself asked for the column that is written: `WHERE id = ? AND holder IS NULL`."""
    if not update.read.one or update.write is None:
        return False
    for each in update.read.filters:
        if each.column != update.column or not each.conjunctive or each.op not in ("=", "is", "!=", ">", ">="):
            continue
        if each.value is None or fold(function.unit, each.value) is not None:
            return True
    return False


def _may_harm(function: FunctionFacts, origins: Origins, update: _Update, test: t.Expr) -> bool:
    """Whether it makes a difference that two callers pass: what is written differs, or they are told, or do, what only one may."""
    refusal = refusal_of(function, test, update.assigned)
    if _returns_what_was_read(origins, update, refusal):
        return False
    if update.relative:
        return True
    text = function.unit.text
    if update.value is not None and isinstance(test, t.Compare):
        if text(update.value) in (text(test.left), text(test.comparators[0])) and not isinstance(
            update.value, t.Constant
        ):
            return False
    if update.value is not None and not _is_same_for_all(function, update.value) and _asks_emptiness(test):
        return bool(refusal) or is_promised(function, refusal, update.at, test)
    return is_promised(function, refusal, update.at, test)


def _returns_what_was_read(origins: Origins, update: _Update, refusal: list[t.Stmt]) -> bool:
    """Whether who comes later is given the value that is there: a value that is filled once, by whomever."""
    last = refusal[-1] if refusal else None
    if not isinstance(last, t.Return) or last.value is None:
        return False
    return any(_is_written(origin, update) for origin in origins.of(last.value))


def _asks_emptiness(test: t.Expr) -> bool:
    if not isinstance(test, t.Compare):
        return True
    return len(test.comparators) == 1 and isinstance(test.comparators[0], t.Constant)


def _is_same_for_all(function: FunctionFacts, value: t.Expr) -> bool:
    """Whether every caller writes the same: a constant, a member of an enumeration, the time."""
    if isinstance(value, t.Constant) or fold(function.unit, value) is not None:
        return True
    if isinstance(value, t.Attribute):
        return value.attr.isupper() or last_name(value.value)[:1].isupper() or value.attr == "value"
    return isinstance(value, t.Call) and not _TIMES.isdisjoint((last_name(value.func), *words(last_name(value.func))))


# -- what keeps others away


def _is_kept(function: FunctionFacts, origins: Origins, update: _Update, test: t.Expr) -> bool:
    read, write = update.read, update.write
    if is_guarded(function, read, update.at) or is_versioned(function, read):
        return True
    if read in origins.given and not is_plain_given(function, write):
        return True
    if write is None:
        return False
    if write.conditional or compares_what_was_read(origins, read, write):
        return True
    if write.store in ("redis", "cache") and update.relative:
        return True  # counting beyond a limit by one
    if _asks_again(function, write, update.column):
        return is_outcome_read(function, write) or not any(does_beyond(function, test, update.at))
    return is_settled(function, write.call)


def _asks_again(function: FunctionFacts, write: DataAccess, column: str) -> bool:
    """Whether a write's own condition speaks of a column, be it inside of an expression."""
    if any(each.column == column or each.column.startswith(f"{column}.") for each in write.filters):
        return True
    if write.source is not None:
        condition = re.split(r"\bwhere\b", write.source.sql.text, maxsplit=1, flags=re.IGNORECASE)[1:]
        return any(re.search(rf"\b{re.escape(column)}\b", text) for text in condition)
    asked = (
        argument
        for link in unroll(write.call).links
        if link.call and link.name in _ASKING
        for argument in link.call.args
    )
    return any(isinstance(node, t.Attribute) and node.attr == column for each in asked for node in each.walk())


_ASKING = frozenset({"where", "filter", "having"})
