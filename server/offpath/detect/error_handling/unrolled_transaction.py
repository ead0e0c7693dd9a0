"""Except branches that leave a transaction as the failure left it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import transactions as catalogue
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names, is_broad, own_nodes, try_of
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import stripped, unroll
from offpath.facts.stores.reading import accesses_in
from offpath.facts.summaries.binding import parameter_of
from offpath.facts.transactions.begun import is_begun
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_FAILURES = frozenset(
    {
        "SQLAlchemyError", "IntegrityError", "DatabaseError", "OperationalError", "DBAPIError", "DataError", "ProgrammingError", "InterfaceError",
        "StatementError", "Error", "UniqueViolation", "InternalError", "PeeweeException", "PostgresError",
    }
)  # fmt: skip
_ENDING = frozenset({"rollback", "close", "invalidate", "remove", "abort", "reset", "arollback", "dispose"})


@dataclass(frozen=True, slots=True, eq=False)
class OpenTransaction:
    """One branch that goes on with a transaction that failed."""

    handler: t.ExceptHandler
    node: t.Expr
    """The session or connection."""
    owner: str
    """The same, as written."""
    is_async: bool


def open_transactions(function: FunctionFacts) -> Iterator[OpenTransaction]:
    """Every such branch of a function."""
    for handler in function.own_nodes(t.ExceptHandler):
        if not takes_failures(handler):
            continue
        statement = try_of(handler)
        owner = _owner(function, statement, handler)
        if owner is None or _is_ended(function, statement, handler, owner):
            continue
        text = function.unit.text(owner)
        awaits = any(
            isinstance(c.parent, t.Await) for c in _commits(statement) if _text_of_receiver(function, c) == text
        )
        yield OpenTransaction(handler, owner, text, awaits)


def _commits(statement: t.Try) -> list[t.Call]:
    return [
        n
        for n in own_nodes([*statement.body, *statement.orelse])
        if isinstance(n, t.Call) and last_name(n.func) in ("commit", "flush") and _leaves(n, statement)
    ]


def _leaves(call: t.Call, statement: t.Try) -> bool:
    """Whether the failure of a commit gets to a `try`: no branch within it takes it, and no savepoint within it is undone by it."""
    child: t.Node = call
    for outer in call.ancestors():
        if outer is statement:
            return True
        if isinstance(outer, t.Try) and any(each is child for each in outer.body):
            if any(
                takes_failures(h) and not any(isinstance(n, t.Raise) for n in own_nodes(h.body)) for h in outer.handlers
            ):
                return False
        if isinstance(outer, t.With) and any(_called_name(item.context) in catalogue.REGIONS for item in outer.items):
            return False
        child = outer
    return True


def takes_failures(handler: t.ExceptHandler) -> bool:
    """Whether a branch catches the failure of a commit."""
    return is_broad(handler) or not _FAILURES.isdisjoint(caught_names(handler))


def _called_name(node: t.Expr) -> str:
    return last_name(node.func if isinstance(node, t.Call) else node)


def _text_of_receiver(function: FunctionFacts, call: t.Call) -> str:
    return function.unit.text(call.func.value) if isinstance(call.func, t.Attribute) else ""


def _commits_behind(function: FunctionFacts, statement: t.Try, handler: t.ExceptHandler) -> Iterator[t.Call]:
    """The commits of a transaction begun by hand that a branch leaves out, since it goes away before them."""
    if not isinstance(handler.body[-1], (t.Return, t.Continue)):
        return
    for call in function.calls:
        if call.start >= statement.end and isinstance(call.func, t.Attribute) and call.func.attr == "commit":
            if is_begun(function, call.func.value):
                yield call


def _owner(function: FunctionFacts, statement: t.Try, handler: t.ExceptHandler) -> t.Expr | None:
    """The session or connection that the `try` writes through and commits; None: there is none, or a `with` ends it."""
    commits = [c for c in _commits(statement) if isinstance(c.func, t.Attribute)]
    commits += _commits_behind(function, statement, handler)
    written = [a for a in accesses_in(function) if _is_inside(statement, a) and (a.writes or a.operation == "execute")]
    for call in commits:
        owner = call.func.value if isinstance(call.func, t.Attribute) else None
        if owner is None or t.dotted(owner) is None or not _is_store(function, owner, written):
            continue
        return None if _is_entered(function, owner) else owner
    return None


def _is_inside(statement: t.Try, access: DataAccess) -> bool:
    return statement.body[0].start <= access.call.start < statement.body[-1].end


def _is_store(function: FunctionFacts, owner: t.Expr, written: list[DataAccess]) -> bool:
    """Whether what is committed is a session or connection: by its type, or since something was written through it."""
    kind = function.unit.type_of(owner)
    if catalogue.must_commit(function.unit.asking.catalogue.types, kind) or kind.startswith("sqlalchemy."):
        return True
    if written and is_begun(function, owner):
        return True
    text = function.unit.text(owner)
    return any(access.receiver is not None and _comes_from(function, access.receiver, text) for access in written)


def _comes_from(function: FunctionFacts, receiver: t.Expr, text: str) -> bool:
    if function.unit.text(receiver) == text:
        return True
    if isinstance(receiver, t.Name):
        for definition in function.unit.definitions(receiver):
            value = stripped(definition.value) if definition.value is not None else None
            if isinstance(value, t.Call) and function.unit.text(unroll(value).root) == text.partition(".")[0]:
                return True
    return False


def _is_entered(function: FunctionFacts, owner: t.Expr) -> bool:
    """Whether leaving a `with` ends the transaction."""
    root = owner
    while isinstance(root, t.Attribute):
        root = root.value
    definitions = function.unit.definitions(root) if isinstance(root, t.Name) else ()
    if any(definition.kind == "with" for definition in definitions):
        return True
    text = function.unit.text(owner)
    return any(
        function.unit.text(item.context) == text or last_name(item.context) in catalogue.REGIONS
        for node in function.own_nodes(t.With)
        for item in node.items
    )


def _is_ended(function: FunctionFacts, statement: t.Try, handler: t.ExceptHandler, owner: t.Expr) -> bool:
    """Whether the branch, the `finally`, or whoever gets the exception ends the transaction."""
    if any(isinstance(n, t.Raise) for n in own_nodes(handler.body)) or _aborts(handler):
        return True
    root = (t.dotted(owner) or "").partition(".")[0]
    ending = [*handler.body, *statement.finalbody]
    for node in own_nodes(ending):
        if isinstance(node, t.Call):
            name = last_name(node.func)
            if "rollback" in name or (name in _ENDING and not (name == "close" and _is_cursor(function, node))):
                return True
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            if any(isinstance(a, t.Name) and a.id == root for a in given) or _hands_on(function, node, owner):
                return True
    outer = [s for node in statement.ancestors() if isinstance(node, t.Try) for s in node.finalbody]
    return any(isinstance(n, t.Call) and last_name(n.func) in _ENDING for n in own_nodes(outer))


def _hands_on(function: FunctionFacts, call: t.Call, owner: t.Expr) -> bool:
    """Whether a call is handed the session itself, or is the project's own and rolls one back."""
    text = function.unit.text(owner)
    if any(function.unit.text(a) == text for a in (*call.args, *(k.value for k in call.keywords))):
        return True
    target = function.unit.resolve(call.func)
    summary = function.unit.summary(target.name) if target is not None and target.internal else None
    undoing = [site for site in summary.calls if "rollback" in site.name] if summary is not None else []
    if summary is None or not undoing:
        return False
    slots: list[int | str] = [*range(len(call.args)), *(k.arg for k in call.keywords if k.arg)]
    given = {parameter_of(summary.parameters, slot) for slot in slots}
    return any(set(site.receiver_parameters) <= given for site in undoing)


def _is_cursor(function: FunctionFacts, call: t.Call) -> bool:
    """Whether only a cursor is closed, which leaves the transaction open."""
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    if receiver is None:
        return False
    if function.unit.type_of(receiver).rpartition(".")[2].lower().endswith("cursor"):
        return True
    made = (
        [stripped(d.value) for d in function.unit.definitions(receiver) if d.value is not None]
        if isinstance(receiver, t.Name)
        else []
    )
    return bool(made) and all(isinstance(each, t.Call) and last_name(each.func) == "cursor" for each in made)


def _aborts(handler: t.ExceptHandler) -> bool:
    return any(isinstance(n, t.Call) and last_name(n.func) in ("abort", "exit") for n in own_nodes(handler.body))
