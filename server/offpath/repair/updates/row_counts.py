"""How a program learns that a write met no row: what binds the write's result, and the test of it."""

from __future__ import annotations

from offpath.catalogue.types import CURSOR
from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.sql.ast import PlaceholderStyle
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.repair.placing import free_name
from offpath.syntax import tree as t

_CURSOR_NAMES = ("cur", "cursor", "c", "crsr", "curs")


def told_count(function: FunctionFacts, write: DataAccess, statement: t.Stmt) -> tuple[str, str] | None:
    """What is put before the statement of an update or a deletion to bind its result, and the test that no row was met.

    None: there is no way to ask.
    """
    if isinstance(statement, t.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], t.Name):
        known: str | None = statement.targets[0].id
    elif isinstance(statement, t.ExprStmt):
        known = None
    else:
        return None
    if write.store == "sql":
        return _of_sql(function, write, known)
    if write.store == "mongo":
        name, binding = _named(function, known, ("result",))
        return binding, f"{name}.{'deleted' if write.operation == 'delete' else 'matched'}_count == 0"
    if write.store == "sqlalchemy" and last_name(write.call.func) in ("execute", "exec"):
        name, binding = _named(function, known, ("result",))
        return binding, f"{name}.rowcount == 0"
    if write.store == "django" and write.operation == "delete":
        name = free_name(function, ("deleted",))
        return None if known is not None else (f"{name}, _ = ", f"not {name}")
    name, binding = _named(function, known, (f"{write.operation.removesuffix('e')}ed", "rows"))
    return binding, f"not {name}"


def _of_sql(function: FunctionFacts, write: DataAccess, known: str | None) -> tuple[str, str] | None:
    facts, call = function.unit, write.call
    if _is_asyncpg(facts, write):
        name, binding = _named(function, known, ("status", "outcome"))
        none = "INSERT 0 0" if write.operation == "insert" else f"{write.operation.upper()} 0"
        return binding, f'{name} == "{none}"'
    if not isinstance(call.func, t.Attribute):
        return _of_helper(function, write, known)
    if _is_cursor(facts, call.func.value):
        return "", f"{facts.text(call.func.value)}.rowcount == 0"
    is_text = "text" in {last_name(a.func) for a in call.args if isinstance(a, t.Call)}
    name, binding = _named(function, known, ("result" if is_text else "cursor", "updated"))
    return binding, f"{name}.rowcount == 0"


def _named(function: FunctionFacts, known: str | None, wishes: tuple[str, ...]) -> tuple[str, str]:
    """The name of the result, and what binds it where nothing does."""
    if known is not None:
        return known, ""
    name = free_name(function, wishes)
    return name, f"{name} = "


def _is_asyncpg(facts: UnitFacts, write: DataAccess) -> bool:
    if any(each.startswith("asyncpg.") for each in facts.lineage(facts.callee(write.call).rpartition(".")[0])):
        return True
    style = write.statement.style if write.statement is not None else None
    return style is PlaceholderStyle.DOLLAR and isinstance(write.call.parent, t.Await)


def _is_cursor(facts: UnitFacts, receiver: t.Expr) -> bool:
    return facts.is_a(receiver, CURSOR) or last_name(receiver).strip("_").lower() in _CURSOR_NAMES


def _of_helper(function: FunctionFacts, write: DataAccess, known: str | None) -> tuple[str, str] | None:
    """A function of the project that runs the statement: whether it answers a number of rows or a cursor."""
    facts = function.unit
    summary = facts.summary(facts.callee(write.call))
    if summary is None:
        return None
    counts = any(symbol[0] == "attr" and symbol[-1] == "rowcount" for symbol in summary.returns)
    cursors = any("cursor" in str(symbol).lower() or symbol[-1] == "execute" for symbol in summary.returns)
    if not counts and not cursors:
        return None
    name, binding = _named(function, known, ("changed", "updated") if counts else ("cursor", "updated"))
    return binding, f"not {name}" if counts else f"{name}.rowcount == 0"
