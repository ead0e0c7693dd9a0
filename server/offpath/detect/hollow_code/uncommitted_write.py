"""Writes that vanish when the connection is closed, for nobody commits them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import transactions as catalogue
from offpath.facts.code.symbols import last_name
from offpath.facts.flow.flow import Definition
from offpath.facts.project.names import RESOLVE
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import stripped, unroll
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_WRITES = ("insert", "update", "delete", "upsert")
_HARMLESS_CALLS = frozenset({"closing", "aclosing", "print", "isinstance", "bool", "hasattr"})


@dataclass(frozen=True, slots=True, eq=False)
class LostWrite:
    """The last write on a connection or session that the function owns and never commits."""

    write: DataAccess
    name: str
    """The connection's or session's."""
    is_async: bool


def lost_writes(function: FunctionFacts) -> Iterator[LostWrite]:
    """Every such write of a function, one for each connection."""
    if not any(access.operation in _WRITES and not access.through for access in accesses_in(function)):
        return
    for definition in function.flow.definitions:
        kind = _opened(function, definition) or _injected(function, definition)
        if kind is None or not _is_owned(function, definition) or _is_settled(function, definition, kind):
            continue
        writes = [
            access
            for access in accesses_in(function)
            if access.operation in _WRITES and _goes_through(function, access, definition)
        ]
        if writes:
            last = max(writes, key=lambda access: access.call.start)
            yield LostWrite(last, definition.name, isinstance(last.call.parent, t.Await))


def _opened(function: FunctionFacts, definition: Definition) -> str | None:
    """The type of the connection or session that a name is bound to; None: it is none."""
    value = definition.value
    if (
        definition.kind not in ("assign", "with")
        or definition.path
        or value is None
        or definition.scope is not function.node
    ):
        return None
    inner = value.value if isinstance(value, t.Await) else value
    if isinstance(inner, t.Call) and last_name(inner.func) in ("closing", "aclosing") and inner.args:
        inner = inner.args[0]
    if not isinstance(inner, t.Call) or any(k.arg in catalogue.AUTOCOMMIT for k in inner.keywords):
        return None
    if last_name(inner.func) in catalogue.COMMITTING:
        return None
    kind = function.unit.type_entered(value) if definition.kind == "with" else function.unit.type_of(value)
    if last_name(inner.func) == "acquire" and not _is_of_own_pool(function, inner.func):
        return None
    return kind if catalogue.must_commit(function.unit.asking.catalogue.types, kind) else None


def _is_of_own_pool(function: FunctionFacts, acquire: t.Expr) -> bool:
    """Whether the function makes the pool that a connection is taken out of, and does not let it commit by itself."""
    pool = acquire.value if isinstance(acquire, t.Attribute) else None
    definitions = function.unit.definitions(pool) if isinstance(pool, t.Name) else ()
    made = [stripped(each.value) for each in definitions if each.value is not None and each.scope is function.node]
    return (
        len(made) == 1
        and isinstance(made[0], t.Call)
        and not any(k.arg in catalogue.AUTOCOMMIT or k.arg is None for k in made[0].keywords)
    )


def _injected(function: FunctionFacts, definition: Definition) -> str | None:
    """The type of the session that a dependency of the project opens and closes without committing; None: there is none."""
    if definition.kind != "parameter":
        return None
    facts = function.unit
    given = next((each.dependency for each in function.summary.parameters if each.name == definition.name), None)
    found = facts.resolve_symbol(given) if given is not None else None
    summary = facts.summary(found.name) if found is not None and found.internal else None
    if summary is None or not summary.is_generator or len(summary.entered) != 1 or summary.parameters:
        return None
    if any(site.name in catalogue.COMMITTING for site in summary.calls):
        return None
    module = found.name.rpartition(".")[0] if found is not None else ""
    entered = facts.asking.ask(RESOLVE, module, summary.entered[0])
    kinds = facts.asking.catalogue.types.lineage(entered.name) if entered is not None and not entered.internal else ()
    return next((kind for kind in kinds if kind in catalogue.SESSIONS), None)


def _is_owned(function: FunctionFacts, definition: Definition) -> bool:
    """Whether nobody else can commit: the function opens it and hands it to nobody, or closes it itself."""
    closes = False
    for use in definition.uses:
        parent = use.parent
        if isinstance(parent, t.Attribute) and parent.value is use:
            closes = closes or parent.attr in ("close", "aclose")
            continue
        if isinstance(parent, t.WithItem):
            continue
        if isinstance(parent, t.Call) and last_name(parent.func) in _HARMLESS_CALLS:
            continue
        return False
    if definition.kind == "parameter":
        return True
    value = stripped(definition.value) if definition.value is not None else None
    made_here = isinstance(value, t.Call) and not _is_of_project(function, value)
    return made_here or closes


def _is_of_project(function: FunctionFacts, call: t.Call) -> bool:
    found = function.unit.resolve(call.func)
    return found is not None and found.internal


def _is_settled(function: FunctionFacts, definition: Definition, kind: str) -> bool:
    """Whether the writes are committed: by a call, by leaving a `with`, or each by itself."""
    value = definition.value
    commits = function.unit.asking.catalogue.types.is_any(kind, catalogue.COMMIT_WHEN_LEFT)
    wrapped = isinstance(value, t.Call) and last_name(value.func) in ("closing", "aclosing")
    if definition.kind == "with" and commits and not wrapped:
        return True
    for use in definition.uses:
        parent = use.parent
        if isinstance(parent, t.Attribute) and parent.attr in (*catalogue.COMMITTING, *catalogue.AUTOCOMMIT):
            return True
        if isinstance(parent, t.WithItem) and commits:
            return True
    return any(_is_commit_statement(call) for call in function.calls)


def _is_commit_statement(call: t.Call) -> bool:
    """`cursor.execute("COMMIT")`."""
    first = call.args[0] if call.args else None
    return (
        isinstance(first, t.Constant)
        and isinstance(first.value, str)
        and first.value.strip().upper().startswith(("COMMIT", "BEGIN"))
    )


def _goes_through(function: FunctionFacts, access: DataAccess, definition: Definition) -> bool:
    """Whether an access is made on the connection, or on a cursor of it."""
    if access.through or not isinstance(access.call.func, t.Attribute):
        return False
    root = unroll(access.call.func.value).root
    for _ in range(3):
        if not isinstance(root, t.Name):
            return False
        definitions = function.unit.definitions(root)
        if definition in definitions:
            return True
        value = definitions[0].value if len(definitions) == 1 else None
        value = value.value if isinstance(value, t.Await) else value
        if not isinstance(value, t.Call) or not isinstance(value.func, t.Attribute):
            return False
        root = unroll(value.func.value).root
    return False
