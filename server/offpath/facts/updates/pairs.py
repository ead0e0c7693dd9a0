"""Writes that belong together and are committed one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import transactions as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import own_nodes, try_of
from offpath.facts.language_models.calls import asks_by_shape
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import awaited, local_value
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.reading import accesses_in
from offpath.facts.transactions.at_once import commits_at_once, is_of_asyncpg
from offpath.facts.transactions.commits import COMMITS_ITSELF
from offpath.facts.transactions.regions import is_in_transaction
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.kin import (
    puts_in_place,
    records_step,
    saved_by_serializers,
    settles,
    shares_key,
    takes_note_of_amount,
    takes_parts_away,
)
from offpath.facts.updates.origins import Origins
from offpath.syntax import tree as t
from offpath.syntax.budget import spend


@dataclass(frozen=True, slots=True, eq=False)
class TornPair:
    """Two writes of which the first can last without the second."""

    first: DataAccess
    second: DataAccess
    kind: str
    """`transfer`, `child` (the second refers to the record of the first), `step` (the second records what the first took), `parts` (the first deletes what
    belongs to what the second deletes), `replaced` (the second writes anew what the first deletes) or `settled` (the second saves what the first was made for)."""
    commit: t.Call | None
    """What commits the first before the second; None: every write commits itself."""


@dataclass(frozen=True, slots=True, eq=False)
class TornRecords:
    """Two changes of tracked records of which the first is committed alone."""

    first: t.Stmt
    second: t.Stmt
    commit: t.Call


def torn_pairs(function: FunctionFacts) -> Iterator[TornPair]:
    """The first torn pair of a function, if there is one."""
    writes = [a for a in accesses_in(function) if a.writes and _lasts_or_is_own(function, a)]
    saved = list(saved_by_serializers(function)) if writes else []
    if saved:
        taken = {each.call for each in saved}
        writes = sorted([*saved, *(a for a in writes if a.call not in taken)], key=lambda each: each.call.start)
    for position, second in enumerate(writes):
        for first in writes[:position]:
            if first.call is second.call or _is_side(first) or _accompanies(function, first, second):
                continue
            kind = belonging(function, first, second)
            if not kind or first.store != second.store or _excluded(first, second):
                continue
            separate, commit = _separately(function, first, second)
            if (
                separate
                and not is_in_transaction(function, first.call, second.call)
                and not _is_taken_back(function, first, second)
            ):
                yield TornPair(first, second, kind, commit)
                return


def _is_taken_back(function: FunctionFacts, first: DataAccess, second: DataAccess) -> bool:
    """Whether a branch for the second write's failure deletes what the first one made."""
    names = _names_of(function, first)
    for handler in function.own_nodes(t.ExceptHandler):
        body = try_of(handler).body
        if not body or not body[0].start <= second.call.start < body[-1].end:
            continue
        for node in own_nodes(handler.body):
            if isinstance(node, t.Call) and last_name(node.func) in (
                "delete",
                "adelete",
                "destroy",
                "delete_one",
                "remove",
            ):
                if any(isinstance(each, t.Name) and each.id in names for each in node.walk()):
                    return True
    return False


def waits_between(function: FunctionFacts, pair: TornPair) -> bool:
    """Whether somebody else is waited for between two writes, so that one transaction of both would be held for as long."""
    start, end = pair.first.call.end, pair.second.call.start
    written = {access.call for access in accesses_in(function)}
    between = (c for c in function.calls if start <= c.start and c.end <= end and c not in written)
    return any(
        (not catalogue.LASTING.isdisjoint(words(last_name(c.func))) and last_name(c.func) != "commit")
        or last_name(c.func) in _ELSEWHERE
        or asks_by_shape(c)
        for c in between
    )


_ELSEWHERE = frozenset({"to_thread", "run_in_executor", "run_in_threadpool", "run_sync", "gather"})
"""Calls that have work done elsewhere and wait for it."""


def _lasts_or_is_own(function: FunctionFacts, access: DataAccess) -> bool:
    """Whether a write is the function's own, or a helper's that commits it."""
    return not access.through or _commits_itself(function, access)


def _accompanies(function: FunctionFacts, first: DataAccess, second: DataAccess) -> bool:
    return _is_side(second) and not takes_note_of_amount(function, first, second)


def _commits_itself(function: FunctionFacts, access: DataAccess) -> bool:
    """Whether a write is made by a function of the project that commits: one that knows what it writes, or is handed the statement."""
    if access.through:
        return function.unit.asking.ask(COMMITS_ITSELF, access.through)
    target = function.unit.resolve(access.call.func) if access.store == "sql" else None
    if target is None or not target.internal or target.kind != "function":
        return False
    return function.unit.asking.ask(COMMITS_ITSELF, target.name)


def torn_records(function: FunctionFacts) -> TornRecords | None:
    """Two tracked records of which one is lowered and one is raised, with a commit between the two changes; None: there are none."""
    reads = [access for access in accesses_in(function) if access.reads and access.store == "sqlalchemy" and access.one]
    if len(reads) < 2:
        return None
    origins = Origins(function)
    steps: list[tuple[t.AugAssign, DataAccess, str]] = []
    for node in function.own_nodes(t.AugAssign):
        target = node.target
        if node.op in ("+", "-") and isinstance(target, t.Attribute) and isinstance(target.value, t.Name):
            found = {origin.access for origin in origins.of(target.value) if not origin.column}
            if len(found) == 1:
                steps.append((node, found.pop(), target.attr))
    for position, (second, read, column) in enumerate(steps):
        for first, other, same in steps[:position]:
            if other is read or same != column or first.op == second.op:
                continue
            commit = next(
                (c for c in function.calls if last_name(c.func) == "commit" and first.end <= c.start < second.start),
                None,
            )
            if commit is not None and not is_in_transaction(function, first, second):
                return TornRecords(first, second, commit)
    return None


def _is_side(access: DataAccess) -> bool:
    named = access.model.name.rpartition(".")[2] if access.model is not None else ""
    through = access.through.rpartition(".")[2]
    called = (*words(through), *words(last_name(access.call.func))) if access.through else ()
    return not catalogue.SIDE_TABLES.isdisjoint((*words(access.target), *words(named), *called))


def _excluded(first: DataAccess, second: DataAccess) -> bool:
    """Whether the two stand in different branches."""
    child: t.Node = first.call
    for outer in first.call.ancestors():
        if isinstance(outer, t.If):
            in_body = any(each is child for each in outer.body)
            held = outer.start <= second.call.start < outer.end
            other = outer.orelse if in_body else outer.body
            if held and other and other[0].start <= second.call.start < other[-1].end:
                return True
            if not held and in_body and isinstance(outer.body[-1], (t.Return, t.Raise, t.Continue)):
                return True
        child = outer
    return False


def belonging(function: FunctionFacts, first: DataAccess, second: DataAccess) -> str:
    """How two writes belong together; empty: they do not, as far as can be seen."""
    spend()
    if first.through and second.through and _are_opposite(first, second):
        return "transfer"
    if first.through or second.through:
        return "child" if _makes_part(function, first, second) else ""
    if takes_parts_away(function, first, second):
        return "parts"
    if puts_in_place(function, first, second):
        return "replaced"
    if settles(function, first, second):
        return "settled"
    ours = _steps(function, first) if first.operation == "update" or first.target else []
    if ours and first.target and normalised(first.target) == normalised(second.target):
        theirs = _steps(function, second)
        if any(column == other and sign * against < 0 for column, sign in ours for other, against in theirs):
            return "transfer"
    if second.operation not in ("insert", "upsert"):
        return ""
    if first.operation == "insert":
        is_part = _refers(function, second, _names_of(function, first)) or shares_key(function, first, second)
        return "child" if is_part else ""
    if ours and first.operation == "update":
        is_record = _refers(function, second, _names_of(function, first)) or records_step(function, first, second)
        return "step" if is_record else ""
    return ""


def _makes_part(function: FunctionFacts, first: DataAccess, second: DataAccess) -> bool:
    """Whether two calls of the project's functions, or a call and a write, make a record and what belongs to it."""
    if first.operation != "insert" or second.operation not in ("insert", "upsert"):
        return False
    if any(each.through and not _says_so(each) for each in (first, second)):
        return False
    if first.target and normalised(first.target) == normalised(second.target):
        return False
    names = _bound_to(function, first) if first.through else _names_of(function, first)
    if not second.through:
        return _refers(function, second, names)
    handed = [*second.call.args, *(keyword.value for keyword in second.call.keywords)]
    return any(_is_made(function, each, names) for value in handed for each in value.walk())


def _bound_to(function: FunctionFacts, access: DataAccess) -> set[str]:
    """The name that a call's result is bound to, and those of its fields."""
    statement = awaited(access.call).parent
    targets = statement.targets if isinstance(statement, t.Assign) else []
    names = {each.id for each in targets if isinstance(each, t.Name)}
    for node in function.own_nodes(t.Assign):
        value = node.value
        if (
            isinstance(value, (t.Attribute, t.Subscript))
            and isinstance(value.value, t.Name)
            and value.value.id in names
        ):
            names |= {each.id for each in node.targets if isinstance(each, t.Name)}
    return names


def _says_so(access: DataAccess) -> bool:
    """Whether a function that writes is called to make records: what only makes one on its way to something else is no half of a pair."""
    spoken = words(last_name(access.call.func))
    return bool(spoken) and spoken[0] in _MAKING


_MAKING = frozenset(
    {"create", "add", "insert", "register", "make", "new", "place", "open", "assign", "grant", "save", "store", "book", "enroll", "enrol", "issue", "init",
     "initialize", "initialise", "seed", "attach", "link"}
)  # fmt: skip
"""First words of functions that make records."""


_TAKING = frozenset(
    {"debit", "withdraw", "subtract", "decrease", "deduct", "take", "remove", "decrement", "charge", "reduce"}
)
_GIVING = frozenset({"credit", "deposit", "add", "increase", "give", "increment", "refund"})


def _are_opposite(first: DataAccess, second: DataAccess) -> bool:
    """Whether two helpers move the same column of the same table, one down and one up, as their names say."""
    if not first.target or normalised(first.target) != normalised(second.target):
        return False
    moved = {v.column for v in first.values if v.relative} & {v.column for v in second.values if v.relative}
    spoken = [set(words(last_name(each.call.func))) for each in (first, second)]
    down, up = [bool(each & _TAKING) for each in spoken], [bool(each & _GIVING) for each in spoken]
    return bool(moved) and ((down[0] and up[1]) or (up[0] and down[1]))


def _steps(function: FunctionFacts, access: DataAccess) -> list[tuple[str, int]]:
    """The columns that a write raises (1) or lowers (-1)."""
    found: list[tuple[str, int]] = []
    if access.statement is not None:
        for each in access.statement.assignments:
            if each.relative and each.column and each.operator in ("+", "-"):
                found.append((each.column, 1 if each.operator == "+" else -1))
        return found
    for value in access.values:
        if value.relative and value.value is not None:
            found.append((value.column, _sign(value.value)))
    if isinstance(access.record, t.Name):
        record = function.unit.definitions(access.record)
        for node in function.own_nodes(t.AugAssign):
            target = node.target
            if node.op in ("+", "-") and isinstance(target, t.Attribute) and isinstance(target.value, t.Name):
                if node.start < access.call.start and set(function.unit.definitions(target.value)) & set(record):
                    found.append((target.attr, 1 if node.op == "+" else -1))
    return found


def _sign(value: t.Expr) -> int:
    """Whether a step goes down: `-amount`, `F("balance") - amount`, `{"decrement": amount}`, `Increment(-amount)`."""
    if isinstance(value, t.Dict) and len(value.items) == 1:
        key = value.items[0].key
        return -1 if isinstance(key, t.Constant) and key.value == "decrement" else 1
    if isinstance(value, t.Call) and len(value.args) == 1 and not isinstance(value.args[0], t.Starred):
        value = value.args[0]
    if isinstance(value, t.UnaryOp) and value.op == "-":
        return -1
    return -1 if isinstance(value, t.BinOp) and value.op == "-" else 1


def _names_of(function: FunctionFacts, access: DataAccess) -> set[str]:
    """The names that hold the written record, its key, or the answer of the write."""
    names: set[str] = set()
    if isinstance(access.record, t.Name):
        names.add(access.record.id)
    for result in (access.call, *access.results):
        outer: t.Node = result
        while isinstance(outer.parent, (t.Await, t.Attribute, t.Subscript, t.Call)):
            outer = outer.parent
        if isinstance(outer.parent, t.Assign):
            names |= {n.id for target in outer.parent.targets for n in target.walk() if isinstance(n, t.Name)}
    derived = set()
    for node in function.own_nodes(t.Assign):
        if node.start > access.call.start and any(_names_or_key(n, names) for n in node.value.walk()):
            if isinstance(node.value, (t.Attribute, t.Subscript, t.Call, t.Await)):
                derived |= {target.id for target in node.targets if isinstance(target, t.Name)}
    return names | derived


def _names_or_key(node: t.Node, names: set[str]) -> bool:
    if isinstance(node, t.Attribute):
        return node.attr in ("lastrowid", "inserted_primary_key", "inserted_id")
    return isinstance(node, t.Name) and node.id in names


def _refers(function: FunctionFacts, access: DataAccess, names: set[str]) -> bool:
    """Whether a write's values take one of these names or a field of it."""
    values: list[t.Node] = [v.value for v in access.values if v.value is not None]
    values += [value for _, value in access.parameters]
    values += _rows(function, access)
    record = access.record
    made: list[t.Expr | None] = [record]
    if isinstance(record, t.Name):
        made = [d.value for d in function.unit.definitions(record)]
    values += [keyword.value for call in made if isinstance(call, t.Call) for keyword in call.keywords]
    return any(_is_made(function, node, names) for value in values for node in value.walk())


def _rows(function: FunctionFacts, access: DataAccess) -> list[t.Expr]:
    """The rows that a statement is run with, once for each: those of a list, wherever the function has made it."""
    if last_name(access.call.func) != "executemany" or len(access.call.args) < 2:
        return []
    rows = local_value(function.unit, access.call.args[1])
    return [rows] if isinstance(rows, (t.Comp, t.List)) else []


def _is_made(function: FunctionFacts, node: t.Node, names: set[str]) -> bool:
    """Whether a name holds what was just made, on every way: what is found, and made only where there is none, stands by itself."""
    if not isinstance(node, t.Name) or node.id not in names:
        return False
    values = [each.value for each in function.unit.definitions(node)]
    return len([each for each in values if not (isinstance(each, t.Constant) and each.value is None)]) < 2


def _separately(function: FunctionFacts, first: DataAccess, second: DataAccess) -> tuple[bool, t.Call | None]:
    """Whether the first write lasts before the second is made, and what commits it."""
    commits = [
        call
        for call in function.calls
        if last_name(call.func) == "commit" and first.call.end <= call.start and call.end <= second.call.start
    ]
    if commits:
        return True, commits[0]
    if first.store == "mongo" and first.call.keyword("session") is not None:
        return False, None  # whoever handed the session over may have a transaction in it
    if first.store in catalogue.EACH_BY_ITSELF or _commits_itself(function, first):
        return True, None
    receiver = first.receiver
    if isinstance(receiver, t.Name) and commits_at_once(function, receiver):
        return True, None
    kind = function.unit.type_of(receiver) if receiver is not None else ""
    return kind.startswith(catalogue.WRITING_AT_ONCE) or (not kind and is_of_asyncpg(first)), None
