"""Finds where a value that was read from a store is changed in Python and written back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.code.symbols import last_name
from offpath.facts.flow.order import comes_first
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.references import Ref
from offpath.facts.stores.access import Assigned, DataAccess
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.transactions.locking import compares_what_was_read, is_guarded
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.changes import RELATING, Change, is_link, record_changes
from offpath.facts.updates.decisions import decision_on
from offpath.facts.updates.files import is_run_by_many, kept_in_files
from offpath.facts.updates.handed_records import handed_changes
from offpath.facts.updates.origins import Origin, Origins
from offpath.facts.updates.reached_writes import comes_to, is_built_anew, may_be_field, root_of, was_empty
from offpath.facts.updates.same_record import follows, is_same_record
from offpath.syntax import tree as t

_TRACKED = "sqlalchemy"
"""The store that writes changed attributes by itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Rewrite:
    """A read, what becomes of it, and the write."""

    function: FunctionFacts
    origins: Origins
    read: DataAccess
    write: DataAccess | None
    """None where the store follows changes of the record by itself."""
    at: t.Node
    """What is reported: the write, or the assignment."""
    record: t.Name | None
    """The record, where one is changed as a whole."""
    changes: tuple[Change, ...]
    others: tuple[t.Stmt, ...] = ()
    """Further assignments to the record that are written with it."""
    decision: t.Node | None = None
    """The test of what was read that stands between."""
    is_handed: bool = False
    """Whether the record's model is told by the relation that leads to it from what was handed in."""

    @property
    def is_given(self) -> bool:
        """Whether the record was read by whoever called the function."""
        return self.read in self.origins.given

    @property
    def is_related(self) -> bool:
        """Whether the record is one that the read one refers to: `seat.team`."""
        if self.record is None:
            return False
        return any(o.access is self.read and o.column for o in self.origins.of(self.record))


def rewrites(function: FunctionFacts) -> Iterator[Rewrite]:
    """Every unguarded read-modify-write of a function, in source order."""
    files = kept_in_files(function)
    if not accesses_in(function) and not files and not function.params:
        return
    accesses = (*accesses_in(function), *files)
    origins = Origins(function, files)
    reads = [a for a in accesses if a.operation in ("read", "upsert") and a.results]
    found = [
        *_of_values(function, origins, [*reads, *origins.given]),
        *_of_records(function, origins, (*reads, *origins.injected, *origins.given), accesses),
        *_of_handed(function, origins),
    ]
    seen: set[t.Node] = set()
    told: set[tuple[DataAccess, str]] = set()
    for each in sorted(found, key=lambda r: (r.at.start, r.at.end)):
        helper = (each.read, each.write.through if each.write is not None else "")
        if each.at not in seen and helper not in told and not _is_silent(each):
            seen.add(each.at)
            if helper[1]:
                told.add(helper)
            yield each


def _is_silent(each: Rewrite) -> bool:
    if each.read.is_file and not is_run_by_many(each.function):
        return True
    if is_guarded(each.function, each.read, each.at) or (each.write is not None and each.write.conditional):
        return True
    if each.is_given and (_is_being_built(each) or not is_plain_given(each.function, each.write)):
        return True
    if was_empty(each.function, each.origins, each.read, each.at):
        return True
    if each.write is not None and compares_what_was_read(each.origins, each.read, each.write):
        return True
    if all(is_link(each.function, each.read, change) for change in each.changes):
        return True
    return is_versioned(each.function, each.read)


def is_versioned(function: FunctionFacts, read: DataAccess) -> bool:
    """Whether the mapper compares a version at every write of such a record."""
    if read.store not in (_TRACKED, "mapper") or read.model is None or not read.model.internal:
        return False
    schema = function.unit.asking.ask(SCHEMA, read.model.name)
    return schema is not None and bool(schema.versioned)


def is_plain_given(function: FunctionFacts, write: DataAccess | None) -> bool:
    """Whether a record that is handed in is written for certain, and no caller locks what it hands in."""
    if write is None and not any(last_name(call.func) in _FLUSHING for call in function.calls):
        return False
    if function.name in ("save", "__init__", "clean", "delete", "asave"):
        return False
    callers = function.unit.asking.ask(CALLERS, function.qualified_name)
    return not any(access.locks for _, caller, _ in callers for access in caller.accesses)


def _is_being_built(each: Rewrite) -> bool:
    """Whether a text of a record that is handed in is being put together."""
    return any(_writes_text(change.value) for change in each.changes)


def _writes_text(value: t.Expr | None) -> bool:
    return value is not None and any(
        isinstance(node, t.JoinedStr)
        or (isinstance(node, t.Constant) and isinstance(node.value, str) and bool(node.value.strip()))
        for node in value.walk()
        if not isinstance(node.parent, t.Subscript)
    )


_FLUSHING = frozenset({"commit", "flush", "add", "merge"})


# -- records that were handed in


def _of_handed(function: FunctionFacts, origins: Origins) -> Iterator[Rewrite]:
    for each in handed_changes(function):
        if not is_plain_given(function, each.save):
            continue
        model = Ref("instance", each.model, internal=True)
        read = DataAccess("django", "read", each.save.call, model=model, one=True, certainty="by-name")
        value = each.change.value
        operator = each.change.op if isinstance(each.change, t.AugAssign) else ""
        change = Change(each.column, each.change, value, operator)
        if not _writes_text(value) and not _unsaved_columns(each.save, (change,)):
            yield Rewrite(function, origins, read, each.save, each.save.call, None, (change,), is_handed=True)


# -- written values


def _of_values(function: FunctionFacts, origins: Origins, reads: list[DataAccess]) -> Iterator[Rewrite]:
    for write in accesses_in(function):
        if write.operation not in ("update", "upsert") or write.through:
            continue
        changes: dict[DataAccess, list[Change]] = {}
        for value in write.values:
            if value.relative or value.value is None:
                continue
            for read in _computed_from(function, origins, write, value):
                if read in reads:
                    changes.setdefault(read, []).append(Change(value.column, value.value, value.value))
        for read, made in changes.items():
            decision = decision_on(function, origins, read, write.call)
            yield Rewrite(function, origins, read, write, write.call, None, tuple(made), decision=decision)


def _computed_from(
    function: FunctionFacts, origins: Origins, write: DataAccess, value: Assigned
) -> Iterator[DataAccess]:
    """The reads of the written place that a value is computed from, each once."""
    seen: list[DataAccess] = []
    for origin in origins.of(value.value):
        read = origin.access
        if not origin.computed or read in seen or not is_same_record(function, read, write) or not follows(read, write):
            continue
        if _same_column(origin, write, value.column):
            seen.append(read)
            yield read


def _same_column(origin: Origin, write: DataAccess, column: str) -> bool:
    if write.store in ("repository", "redis", "cache") or not origin.column:
        return True
    outermost = column.partition(".")[0]
    return origin.column.removeprefix("_").lower() == outermost.removeprefix("_").lower()


# -- changed records


def _of_records(
    function: FunctionFacts, origins: Origins, reads: tuple[DataAccess, ...], accesses: tuple[DataAccess, ...]
) -> Iterator[Rewrite]:
    changes = [
        (name, change, access)
        for name, change, access in record_changes(function, origins)
        if may_be_field(access, change.node) and not is_built_anew(function, origins, name, change.column, change.node)
    ]
    for read in reads:
        own = [(name, change) for name, change, access in changes if access is read]
        if not own:
            continue
        if read.store == _TRACKED and not read.columns and not read.scalar:
            yield from _tracked(function, origins, read, own)
            continue
        for name in {n.id: n for n, _ in own}.values():
            mine = [(n, c) for n, c in own if n.id == name.id]
            yield from _saved(function, origins, read, mine, accesses)


def _tracked(
    function: FunctionFacts, origins: Origins, read: DataAccess, own: list[tuple[t.Name, Change]]
) -> Iterator[Rewrite]:
    """Records of a session: every changed attribute is written at the next flush."""
    for name, change in own:
        if not isinstance(change.node, t.Stmt):
            continue
        decision = decision_on(function, origins, read, change.node)
        others = tuple(o for o in _plain_assignments(function, name) if o is not change.node)
        yield Rewrite(function, origins, read, None, change.node, name, (change,), others, decision)


def _saved(
    function: FunctionFacts,
    origins: Origins,
    read: DataAccess,
    own: list[tuple[t.Name, Change]],
    accesses: tuple[DataAccess, ...],
) -> Iterator[Rewrite]:
    """Records that are written back by a call: `save()`, `replace_one(…, document)`, `repo.save(record)`."""
    done: list[tuple[Change, DataAccess]] = []
    for write in _writes_of(function, origins, read, accesses):
        before = [
            (n, c)
            for n, c in own
            if comes_to(function, origins, n, c.column, c.node, write.call)
            and _is_saved_with(function, origins, (n, c), write)
            and not any(c is saved and comes_first(by.call, write.call) for saved, by in done)
        ]
        if not before:
            continue
        name, changes = before[0][0], tuple(c for _, c in before)
        if _unsaved_columns(write, changes):
            continue
        done += [(change, write) for change in changes]
        nodes = {c.node for c in changes}
        others = tuple(o for o in _plain_assignments(function, name) if o not in nodes and o.start < write.call.start)
        decision = decision_on(function, origins, read, write.call)
        yield Rewrite(function, origins, read, write, write.call, name, changes, others, decision)


def _is_saved_with(function: FunctionFacts, origins: Origins, change: tuple[t.Name, Change], write: DataAccess) -> bool:
    """Whether the saved record is the changed one or holds it; a record that the changed one refers to is another."""
    (name, made), record = change, write.record
    if record is None:
        return True
    target = made.node.target if isinstance(made.node, (t.AugAssign, t.AnnAssign)) else None
    if isinstance(target, t.Attribute) and isinstance(target.value, t.Attribute) and write.store in RELATING:
        return function.unit.text(target.value) == function.unit.text(record)
    read = next((origin.access for origin in origins.of_parts(name)), None)
    if read is None:
        return False
    changed, saved = origins.columns(name, read), origins.columns(record, read)
    return saved <= {""} or changed == saved


def _unsaved_columns(write: DataAccess, changes: tuple[Change, ...]) -> bool:
    """Whether `save(update_fields=[…])` leaves out everything that was changed."""
    fields = next((k.value for k in write.call.keywords if k.arg == "update_fields"), None)
    if not isinstance(fields, (t.List, t.Tuple, t.Set)):
        return False
    saved = {e.value for e in fields.elts if isinstance(e, t.Constant)}
    return not any(change.written in saved for change in changes)


def _writes_of(
    function: FunctionFacts, origins: Origins, read: DataAccess, accesses: tuple[DataAccess, ...]
) -> Iterator[DataAccess]:
    """The writes that are handed the record, or what was made of it."""
    seen: set[t.Call] = set()
    for write in accesses:
        if (
            not write.writes
            or write.operation in ("delete", "insert")
            or write.call in seen
            or not follows(read, write)
        ):
            continue
        handed = [write.record] if write.record is not None else []
        if write.through or write.store in ("redis", "cache", "repository"):
            handed += [*write.call.args, *(k.value for k in write.call.keywords)]
            handed += [v.value for v in write.values if v.value is not None]
        if write.store not in RELATING and not is_same_record(function, read, write):
            continue
        if any(
            o.access is read and (not o.column or o.access.store in RELATING) for v in handed for o in origins.of(v)
        ):
            seen.add(write.call)
            yield write


def _plain_assignments(function: FunctionFacts, name: t.Name) -> Iterator[t.Stmt]:
    """Every assignment to a field of the record."""
    for node in function.own_nodes(t.Assign, t.AugAssign, t.AnnAssign):
        targets = node.targets if isinstance(node, t.Assign) else [node.target]  # type: ignore[attr-defined]
        if any((root := root_of(x)) is not None and root.id == name.id for x in targets):
            yield node
