"""Where the rows of a query end up first: fetches from a cursor, readers of a result, or the call itself."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.chain import awaited, outward, stripped
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

FETCHES = frozenset({"fetchone", "fetchall", "fetchmany", "fetchval", "fetch_row", "fetchdf", "nextset"})
_SHAPING = frozenset({"scalars", "mappings", "unique", "tuples", "columns", "yield_per", "partitions"})
READERS = frozenset(
    {"first", "all", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none", "fetchone", "fetchall", "fetchmany", "fetchval",
     "to_list", "next"}
)  # fmt: skip
ONE = frozenset(
    {"first", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none", "fetchone", "fetchval", "fetchrow", "fetch_one", "fetch_val"}
)  # fmt: skip
SCALAR = frozenset({"scalar", "scalar_one", "scalar_one_or_none", "fetchval", "fetch_val"})
_EXECUTES = frozenset({"execute", "executemany", "executescript", "callproc"})


def results_of_execute(facts: UnitFacts, call: t.Call) -> Iterator[t.Expr]:
    """The expressions that hold what an execute read, the call itself where nothing fetches from it."""
    found = list(_readers(facts, call))
    if not found and isinstance(call.func, t.Attribute) and not call.func.attr.startswith("fetch"):
        found = list(_later_fetches(facts, call, call.func.value))
    yield from found or [awaited(call)]


def _readers(facts: UnitFacts, call: t.Expr) -> Iterator[t.Expr]:
    """Readers chained to the call, or called on a name that holds its result."""
    pending, seen = [call], {call}
    while pending:
        value = pending.pop()
        reader, holder = _chained(value)
        if reader is not None:
            yield reader
            continue
        for read in reversed(list(_reads_of(facts, holder))):
            if read not in seen:
                seen.add(read)
                pending.append(read)


def _chained(value: t.Expr) -> tuple[t.Expr | None, t.Expr]:
    """The reader that is called on a value, through what only shapes it; and what the value has become so far."""
    last: t.Expr | None = None
    for outer in outward(value):
        name = last_name(outer.func)
        if name in READERS:
            return awaited(outer), value
        if name not in _SHAPING:
            break
        last = outer
    return None, awaited(last if last is not None else value)


def _reads_of(facts: UnitFacts, value: t.Expr) -> Iterator[t.Name]:
    """The reads of a name that a value is bound to, by assignment or `with`."""
    parent = value.parent
    targets: list[t.Expr] = []
    if isinstance(parent, t.Assign) and parent.value is value:
        targets = [x for x in parent.targets if isinstance(x, t.Name)]
    elif (
        (isinstance(parent, t.AnnAssign) and parent.value is value)
        or (isinstance(parent, t.WithItem) and parent.context is value and parent.target is not None)
        or isinstance(parent, t.NamedExpr)
    ):
        targets = [parent.target] if parent.target is not None else []
    for target in targets:
        if isinstance(target, t.Name):
            for definition in facts.reading.symbols.flow_at(target).named(target.id):
                if definition.node is target:
                    yield from definition.uses


def _later_fetches(facts: UnitFacts, call: t.Call, cursor: t.Expr) -> Iterator[t.Expr]:
    """Fetches from the same cursor behind the call, up to the next execute on it."""
    if not isinstance(cursor, (t.Name, t.Attribute)):
        return
    text = facts.text(cursor)
    function = facts.function_of(call)
    calls = function.calls if function is not None else facts.nodes(t.Call)
    for other in calls:
        if other.start < call.end or not isinstance(other.func, t.Attribute):
            continue
        if facts.text(stripped(other.func.value)) != text:
            continue
        if other.func.attr in FETCHES and (not other.args or other.func.attr == "fetchmany"):
            yield awaited(other)
        elif other.func.attr in _EXECUTES and not excludes(call, other):
            return


def excludes(first: t.Node, second: t.Node) -> bool:
    """Whether two nodes stand in different branches of one statement."""
    branches: dict[t.Node, int] = {}
    child, parent = first, first.parent
    while parent is not None:
        branches[parent] = _branch(parent, child)
        child, parent = parent, parent.parent
    child, parent = second, second.parent
    while parent is not None:
        if parent in branches:
            here, there = branches[parent], _branch(parent, child)
            return bool(here and there) and here != there
        child, parent = parent, parent.parent
    return False


def _branch(parent: t.Node, child: t.Node) -> int:
    """Which branch of a statement a child stands in, from 1; 0 for its test, and in statements without branches."""
    if isinstance(parent, t.If):
        return 1 if child in parent.body else 2 if child in parent.orelse else 0
    if isinstance(parent, t.Match):
        return next((i for i, case in enumerate(parent.cases, 1) if case is child), 0)
    return 0
