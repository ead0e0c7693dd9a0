"""Tests of a stored column that decide on an update of it, where the update does not ask again: two callers at once both pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.flow.conditions import tests_passed
from offpath.facts.flow.order import can_follow
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import unroll
from offpath.facts.stores.families.expressions import is_store_expression
from offpath.facts.stores.reading import accesses_in
from offpath.facts.transactions.locking import compares_what_was_read, is_guarded
from offpath.facts.transactions.settled import is_settled
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.harms import Harm, Update, harm_of, is_same_for_all, is_written
from offpath.facts.updates.origins import Origins
from offpath.facts.updates.promised import does_beyond, is_outcome_read
from offpath.facts.updates.reached_writes import column_of, may_be_field, root_of
from offpath.facts.updates.rewrites import Rewrite, is_plain_given, is_versioned, rewrites
from offpath.facts.updates.same_record import follows, is_same_record
from offpath.syntax import tree as t


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
    harm: Harm


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
        found = _test_of(function, origins, update)
        if found is None or _is_kept(function, origins, update, found[0]):
            continue
        changed = tuple(rewrites(function)) if changed is None else changed
        if any(each.read is update.read or each.at is update.at for each in changed):
            continue
        seen.add(update.read)
        is_given = update.read in origins.given
        yield LoneGuard(update.read, found[0], update.column, update.at, update.relative, is_given, found[1])


# -- what is written


def _updates(function: FunctionFacts, origins: Origins, reads: list[DataAccess]) -> Iterator[Update]:
    for write in accesses_in(function):
        if write.operation not in ("update", "upsert"):
            continue
        for read in reads:
            if (
                follows(read, write)
                and is_same_record(function, read, write)
                and _is_same_record(function, origins, read, write)
            ):
                for value in write.values:
                    if write.through and value.value is None and not value.relative:
                        continue
                    yield Update(value.column, value.value, value.relative, write.call, write.call, write, read)
    yield from _assignments(function, origins, reads)


def _assignments(function: FunctionFacts, origins: Origins, reads: list[DataAccess]) -> Iterator[Update]:
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
                relative = _is_counted_by_store(function, node.value, column)
                if read.store == "sqlalchemy" and not read.columns:
                    yield Update(column, node.value, relative, node, node, None, read)
                elif (write := _written_by(function, origins, read, node, column)) is not None:
                    yield Update(column, node.value, relative, write.call, node, write, read)


def _is_counted_by_store(function: FunctionFacts, value: t.Expr, column: str) -> bool:
    """Whether the store computes a value from the column itself: `F("credit") - n`, `Wallet.cents - n`."""
    return is_store_expression(function.unit, value) and any(
        (isinstance(node, t.Attribute) and node.attr == column)
        or (isinstance(node, t.Constant) and node.value == column)
        for node in value.walk()
    )


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


def _test_of(function: FunctionFacts, origins: Origins, update: Update) -> tuple[t.Expr, Harm] | None:
    """The test of the written column that every way to the write has passed, and what is lost where two callers pass it."""
    passed = [each for each in tests_passed(function.unit, update.assigned) if isinstance(each.test, t.Expr)]
    for each in passed:
        assert isinstance(each.test, t.Expr)
        if each.test.start < update.read.call.start or not _asks_column(origins, update, each.test):
            continue
        harm = harm_of(function, origins, update, each.test, each.holds)
        if harm is not None:
            return each.test, harm
    for each in passed:
        assert isinstance(each.test, t.Expr)
        if _asks_presence(origins, update, each.test) and _is_looked_for(function, update):
            harm = harm_of(function, origins, update, each.test, each.holds, asked=True)
            if harm is not None:
                return each.test, harm
    return None


def _asks_column(origins: Origins, update: Update, test: t.Expr) -> bool:
    sides = [test.left, *test.comparators] if isinstance(test, t.Compare) else [test]
    parts = (part for side in sides for part in _values_in(side) if not _is_judged_elsewhere(part))
    return any(is_written(origin, update) for part in parts for origin in origins.of(part))


def _is_judged_elsewhere(part: t.Expr) -> bool:
    """Whether another function draws a conclusion: `verify(password, user.hash)`."""
    return isinstance(part, t.Call) and isinstance(part.func, t.Name) and part.func.id not in _PLAIN_CALLS


_PLAIN_CALLS = frozenset({"int", "float", "len", "str", "bool", "Decimal", "abs"})
"""Functions whose answer still is the value."""


def _values_in(node: t.Expr) -> Iterator[t.Expr]:
    """An expression, or what it is computed from: `row["stock"] - held`."""
    if isinstance(node, t.BinOp):
        yield from _values_in(node.left)
        yield from _values_in(node.right)
    else:
        yield node


def _asks_presence(origins: Origins, update: Update, test: t.Expr) -> bool:
    node = test.left if isinstance(test, t.Compare) else test
    if isinstance(test, t.Compare) and not (
        isinstance(test.comparators[0], t.Constant) and test.comparators[0].value is None
    ):
        return False
    found = origins.of(node)
    return bool(found) and all(o.access is update.read and not o.computed for o in found)


def _is_looked_for(function: FunctionFacts, update: Update) -> bool:
    """Whether the look itself asked for the column that is written: `WHERE id = ? AND holder IS NULL`."""
    if not update.read.one or (update.write is None and update.read.store != "sqlalchemy"):
        return False
    for each in update.read.filters:
        if each.column != update.column or not each.conjunctive or each.op not in ("=", "is", "!=", ">", ">="):
            continue
        if each.value is None or is_same_for_all(function, each.value):
            return True
    return False


# -- what keeps others away


def _is_kept(function: FunctionFacts, origins: Origins, update: Update, test: t.Expr) -> bool:
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
