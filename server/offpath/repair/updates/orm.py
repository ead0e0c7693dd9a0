"""Repairs of a session's records, and of updates that already are statements of an ORM."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import RESOLVE
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import unroll
from offpath.facts.unit import UnitFacts
from offpath.facts.updates.preconditions import Preconditions, preconditions
from offpath.facts.updates.rewrites import Rewrite
from offpath.repair.edits import add_argument, indentation, insertion, line_end, quote_of, replacement
from offpath.repair.placing import (
    Delta,
    Repair,
    behind,
    call_text,
    dead_binding,
    delta_of,
    free_name,
    is_supported,
    refusal_lines,
    whole_line,
    write_statement,
)
from offpath.repair.updates.record_models import model_text, primary_key
from offpath.repair.updates.saying import comparison, lookups, written
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

TITLE = "Update in one conditional statement"

F_IMPORTS = {"django": "from django.db.models import F", "tortoise": "from tortoise.expressions import F"}


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What a repair of one record needs to know."""

    rewrite: Rewrite
    preconditions: Preconditions
    delta: Delta
    model: str
    imports: tuple[str, ...]
    key: str
    awaits: str


def repair_object(rewrite: Rewrite) -> Repair | None:
    """The repair of `record.balance -= amount`, where a session follows the record."""
    plan = _plan(rewrite)
    if plan is None:
        return None
    return _tracked(plan) if rewrite.read.store == "sqlalchemy" else None


def _plan(rewrite: Rewrite) -> _Plan | None:
    facts, read = rewrite.function.unit, rewrite.read
    delta, guards = delta_of(rewrite), preconditions(rewrite)
    named = model_text(facts, rewrite)
    if delta is None or rewrite.record is None or named is None or not is_supported(guards, delta.column):
        return None
    is_async = isinstance(read.call.parent, t.Await) or any(
        isinstance(call.parent, t.Await)
        for call in rewrite.function.calls
        if last_name(call.func) in ("commit", "flush", "save", "asave")
    )
    return _Plan(rewrite, guards, delta, named[0], named[1], primary_key(facts, read), "await " if is_async else "")


# -- SQLAlchemy: the attribute's assignment becomes an UPDATE


def _tracked(plan: _Plan) -> Repair | None:
    rewrite, facts = plan.rewrite, plan.rewrite.function.unit
    session, statement = _session(rewrite), rewrite.at
    if (
        session is None
        or _may_be_new(rewrite)
        or not isinstance(statement, t.Stmt)
        or whole_line(facts, statement) is None
    ):
        return None
    assert rewrite.record is not None
    column = f"{plan.model}.{plan.delta.column}"
    conditions = [f"{plan.model}.{plan.key} == {rewrite.record.id}.{plan.key}"]
    conditions += [
        comparison(g, lambda name: f"{plan.model}.{name}", written(facts)) for g in plan.preconditions.guards
    ]
    update, imported = _update_name(facts)
    indent = indentation(facts, statement)
    value = f"{plan.delta.column}={column} {plan.delta.operator} {plan.delta.amount}"
    step = f"{update}({plan.model}).where({', '.join(conditions)}).values({value})"
    name = free_name(rewrite.function)
    bound = f"{name} = " if plan.preconditions.guards else ""
    text = call_text(facts, f"{bound}{plan.awaits}{session}.execute", [step], "", indent)
    text = _broken(facts, text, plan, conditions, value, update, indent)
    lines = (
        refusal_lines(facts, f"{name}.rowcount == 0", plan.preconditions.refusal, indent)
        if plan.preconditions.guards
        else ""
    )
    edits = [replacement(statement, text)]
    following = behind(facts, statement, lines)
    if lines and following is None:
        return None
    edits += [following] if following is not None else []
    return Repair(TITLE, tuple(edits), (imported, *plan.imports))


def _may_be_new(rewrite: Rewrite) -> bool:
    """Whether the record may have been made just before: then it has no row yet that an UPDATE could find."""
    facts = rewrite.function.unit
    made = [each.value for each in facts.definitions(rewrite.record)] if rewrite.record is not None else []
    calls = (facts.resolve(each.func) for each in made if isinstance(each, t.Call))
    return any(found is not None and found.kind == "class" for found in calls)


def _broken(
    facts: UnitFacts, text: str, plan: _Plan, conditions: list[str], value: str, update: str, indent: str
) -> str:
    """A statement that is still too long, one link of its chain on each line."""
    end = line_end(facts)
    if max(len(line) for line in text.split(end)) <= 110:
        return text
    head = text[: text.index("(") + 1]
    step = "    "
    parts = [f"{update}({plan.model})", f".where({', '.join(conditions)})", f".values({value})"]
    return head + end + "".join(f"{indent}{step}{part}{end}" for part in parts) + f"{indent})"


def _update_name(facts: UnitFacts) -> tuple[str, str]:
    """How SQLAlchemy's `update` is called here, and its import."""
    known = facts.asking.ask(RESOLVE, facts.module, ("global", "update"))
    if known is not None and known.name != "sqlalchemy.update":
        return "sqlalchemy.update", "import sqlalchemy"
    return "update", "from sqlalchemy import update"


def _session(rewrite: Rewrite) -> str | None:
    """The session as it is written in the function."""
    facts = rewrite.function.unit
    for call in rewrite.function.calls:
        if last_name(call.func) in ("commit", "flush", "refresh", "add", "rollback") and isinstance(
            call.func, t.Attribute
        ):
            return facts.text(call.func.value)
    receiver = rewrite.read.receiver
    if rewrite.read.through or receiver is None:
        return None
    links = unroll(receiver)
    query = next((link for link in links.links if link.name == "query" and link.call is not None), None)
    node = query.receiver if query is not None else receiver
    return facts.text(node) if isinstance(node, (t.Name, t.Attribute)) and last_name(node) != "query" else None


# -- updates that already are statements, with a value from Python


def repair_statement(rewrite: Rewrite) -> Repair | None:
    """The repair of `filter(pk=pk).update(sold=show.sold + n)` and `update(T).where(…).values(n=row.n - 1)`."""
    write, facts = rewrite.write, rewrite.function.unit
    delta, guards = delta_of(rewrite), preconditions(rewrite)
    if write is None or delta is None or not is_supported(guards, delta.column) or len(write.values) != 1:
        return None
    value = write.values[0]
    if value.value is None:
        return None
    statement = write_statement(rewrite)
    built = _value_and_guards(rewrite, write, delta, guards)
    if built is None:
        return None
    text, guard_edits, imports = built
    edits: list[Edit] = [Edit(Span(value.value.start, value.value.end), text), *guard_edits]
    if guards.guards:
        check = _checked(rewrite, statement)
        if check is None:
            return None
        failed, bound = check
        indent = indentation(facts, statement)
        following = behind(facts, statement, refusal_lines(facts, failed, guards.refusal, indent))
        if following is None:
            return None
        edits += [following, *([insertion(statement.start, bound)] if bound else [])]
    unused = dead_binding(rewrite, value.value)
    if unused is not None:
        edits.append(unused)
    return Repair(TITLE, tuple(edits), imports)


def _value_and_guards(
    rewrite: Rewrite, write: DataAccess, delta: Delta, guards: Preconditions
) -> tuple[str, list[Edit], tuple[str, ...]] | None:
    facts, quote = rewrite.function.unit, quote_of(rewrite.function.unit)
    links = {link.name: link.call for link in unroll(write.call).links if link.call is not None}
    change = f"{delta.operator} {delta.amount}"
    if write.store in ("django", "tortoise"):
        said = lookups(facts, guards.guards, delta.column, quote)
        picking = links.get("filter")
        if said is None or (said and picking is None):
            return None
        edits = add_argument(facts, picking, ", ".join(said)) if said and picking is not None else ()
        imported = F_IMPORTS[write.store]
        return (f"F({quote}{delta.column}{quote}) {change}", list(edits), (imported,)) if edits is not None else None
    prefix = _column_prefix(facts, write)
    if prefix is None:
        return None
    expressions = [comparison(g, lambda name: f"{prefix}{name}", written(facts)) for g in guards.guards]
    where = links.get("where") or _where_in(write)
    if expressions and where is None:
        return None
    if write.store == "peewee" and expressions and where is not None and where.args:
        first = where.args[0]
        joined = " & ".join([f"({facts.text(first)})", *(f"({e})" for e in expressions)])
        return f"{prefix}{delta.column} {change}", [replacement(first, joined)], ()
    added = add_argument(facts, where, ", ".join(expressions)) if expressions and where is not None else ()
    return (f"{prefix}{delta.column} {change}", list(added), ()) if added is not None else None


def _where_in(write: DataAccess) -> t.Call | None:
    """The `where(…)` of a statement that is handed to an execute."""
    if write.statement_node is None:
        return None
    links = unroll(write.statement_node).links
    return next((link.call for link in links if link.name == "where" and link.call is not None), None)


def _column_prefix(facts: UnitFacts, write: DataAccess) -> str | None:
    """`Product.` for a model's columns, `products.c.` for a table's."""
    if write.model_node is None:
        return None
    node = write.model_node
    text = facts.text(node)
    return f"{text}." if last_name(node)[:1].isupper() else f"{text}.c."


def _checked(rewrite: Rewrite, statement: t.Stmt) -> tuple[str, str] | None:
    """The test that it changed nothing, and the text that binds it."""
    assert rewrite.write is not None
    counts: Callable[[str], str] = (
        (lambda name: f"{name}.rowcount == 0") if rewrite.write.store == "sqlalchemy" else (lambda name: f"not {name}")
    )
    if isinstance(statement, t.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], t.Name):
        name = statement.targets[0].id
        return counts(name), ""
    if not isinstance(statement, t.ExprStmt):
        return None
    wishes = ("result", "updated", "outcome") if rewrite.write.store == "sqlalchemy" else ("updated", "changed", "rows")
    name = free_name(rewrite.function, wishes)
    return counts(name), f"{name} = "
