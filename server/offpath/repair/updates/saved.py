"""Repairs of records that are written by `save()`: Django, Tortoise and Peewee."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.save_signals import IS_LISTENED_TO
from offpath.facts.updates.preconditions import Preconditions, preconditions
from offpath.facts.updates.rewrites import Rewrite
from offpath.repair.edits import indentation, line_end, quote_of, replacement
from offpath.repair.form_fields import sets_times
from offpath.repair.placing import (
    Delta,
    Repair,
    behind,
    call_text,
    dead_binding,
    delta_by,
    free_name,
    is_supported,
    refusal_lines,
    removal,
    same_block,
    used_behind,
    whole_line,
    write_statement,
)
from offpath.repair.updates.orm import F_IMPORTS, TITLE
from offpath.repair.updates.record_models import model_text, primary_key, related_manager
from offpath.repair.updates.saying import comparison, lookups, written
from offpath.syntax import tree as t
from offpath.text.span import Edit


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What a repair of one record needs to know."""

    rewrite: Rewrite
    preconditions: Preconditions
    deltas: tuple[Delta, ...]
    kept: tuple[tuple[str, str], ...]
    """Further fields that are saved with it, with their values."""
    gone: tuple[t.Stmt, ...]
    model: str
    imports: tuple[str, ...]
    key: str
    record: str
    save: t.Call


def repair_saved(rewrite: Rewrite) -> Repair | None:
    """The repair of `record.balance -= amount` and `record.save()`: one UPDATE."""
    plan = _plan(rewrite)
    return _repair(plan) if plan is not None else None


def _plan(rewrite: Rewrite) -> _Plan | None:
    facts, write, record = rewrite.function.unit, rewrite.write, rewrite.record
    if write is None or write.record is None or write.through or record is None or _saves_itself(rewrite):
        return None
    statement = write_statement(rewrite)
    if not isinstance(statement, t.ExprStmt) or whole_line(facts, statement) is None:
        return None
    deltas = [delta_by(rewrite, change) for change in rewrite.changes]
    kept = [_plain(rewrite, other) for other in rewrite.others]
    gone = [s for s in (*(c.node for c in rewrite.changes), *rewrite.others) if isinstance(s, t.Stmt)]
    guards, named = preconditions(rewrite), model_text(facts, rewrite)
    if named is None or len(gone) < len(deltas) + len(kept) or not all(same_block(s, statement) for s in gone):
        return None
    if any(each is None for each in (*deltas, *kept)) or len({d.column for d in deltas if d is not None}) < len(deltas):
        return None
    if not is_supported(guards, rewrite.changes[0].column):
        return None
    return _Plan(
        rewrite,
        guards,
        tuple(d for d in deltas if d is not None),
        tuple(k for k in kept if k is not None),
        tuple(gone),
        named[0],
        named[1],
        primary_key(facts, rewrite.read),
        record.id,
        write.call,
    )


def _saves_itself(rewrite: Rewrite) -> bool:
    """Whether saving does more than write the fields, which an UPDATE would skip: the model's own `save`, times that set themselves, listeners.

    Related records whose model cannot be told may have any of these.
    """
    facts, model = rewrite.function.unit, rewrite.read.model
    if model is None or not model.internal:
        return model is None and related_manager(rewrite.read) is not None
    lineage = (model.name, *facts.lineage(model.name))
    if any(facts.summary(f"{each}.save") is not None for each in lineage) or sets_times(facts, lineage):
        return True
    return rewrite.read.store == "django" and facts.asking.ask(IS_LISTENED_TO, model.name.rpartition(".")[2])


def _plain(rewrite: Rewrite, statement: t.Stmt) -> tuple[str, str] | None:
    """A field that gets a value which has nothing to do with what was read: its name and value."""
    if not isinstance(statement, t.Assign) or len(statement.targets) != 1:
        return None
    target, value = statement.targets[0], statement.value
    if not isinstance(target, t.Attribute) or not isinstance(target.value, t.Name):
        return None
    if any(o.access is rewrite.read for o in rewrite.origins.of(value)):
        return None
    return target.attr, rewrite.function.unit.text(value)


def _repair(plan: _Plan) -> Repair | None:
    rewrite, facts = plan.rewrite, plan.rewrite.function.unit
    statement = write_statement(rewrite)
    indent = indentation(facts, statement)
    name = free_name(rewrite.function, ("updated", "changed", "rows"))
    text = _update_text(plan, f"{name} = " if plan.preconditions.guards else "", indent)
    gone = [removal(facts, each) for each in plan.gone]
    if text is None or any(each is None for each in gone):
        return None
    lines = refusal_lines(facts, f"not {name}", plan.preconditions.refusal, indent) if plan.preconditions.guards else ""
    assert rewrite.record is not None
    if rewrite.is_given or used_behind(rewrite.function, rewrite.record, statement):
        lines += f"{indent}{_refreshed(plan)}{line_end(facts)}"
    following = behind(facts, statement, lines)
    if lines and following is None:
        return None
    edits: list[Edit] = [replacement(statement, text), *(each for each in (*gone, following) if each is not None)]
    for change in rewrite.changes:
        unused = dead_binding(rewrite, change.value) if change.value is not None and not change.operator else None
        if unused is not None and all(not unused.span.overlaps(e.span) for e in edits):
            edits.append(unused)
    wanted = F_IMPORTS.get(rewrite.read.store)
    return Repair(TITLE, tuple(edits), (*((wanted,) if wanted else ()), *plan.imports))


def _update_text(plan: _Plan, bound: str, indent: str) -> str | None:
    facts, store = plan.rewrite.function.unit, plan.rewrite.read.store
    quote = quote_of(facts)
    if store == "peewee":
        conditions = [f"{plan.model}.{plan.key} == {plan.record}.{plan.key}"]
        conditions += [
            comparison(g, lambda name: f"{plan.model}.{name}", written(facts)) for g in plan.preconditions.guards
        ]
        where = " & ".join(f"({c})" for c in conditions) if len(conditions) > 1 else conditions[0]
        values = _values(plan, lambda name: f"{plan.model}.{name}")
        return call_text(facts, f"{bound}{plan.model}.update", values, f".where({where}).execute()", indent)
    guards = lookups(facts, plan.preconditions.guards, plan.deltas[0].column, quote)
    if guards is None:
        return None
    picked = ", ".join([f"{plan.key}={plan.record}.{plan.key}", *guards])
    values = _values(plan, lambda name: f"F({quote}{name}{quote})")
    if store == "tortoise":
        return call_text(facts, f"{bound}await {plan.model}.filter({picked}).update", values, "", indent)
    is_async = last_name(plan.save.func) == "asave"
    head = f"{bound}{'await ' if is_async else ''}{_manager(plan)}.filter({picked})"
    return call_text(facts, f"{head}.{'aupdate' if is_async else 'update'}", values, "", indent)


def _values(plan: _Plan, column: Callable[[str], str]) -> list[str]:
    """`stock=F("stock") - quantity`, and what else is saved."""
    steps = [f"{d.column}={column(d.column)} {d.operator} {d.amount}" for d in plan.deltas]
    return [*steps, *(f"{name}={value}" for name, value in plan.kept)]


def _manager(plan: _Plan) -> str:
    """The manager that the read goes through, as written."""
    if related_manager(plan.rewrite.read) is not None:
        return plan.model
    node = plan.rewrite.read.receiver
    while node is not None:
        if isinstance(node, t.Attribute) and node.attr in ("_default_manager", "_base_manager"):
            return f"{plan.model}.{node.attr}"
        node = node.value if isinstance(node, t.Attribute) else node.func if isinstance(node, t.Call) else None
    return f"{plan.model}.{'_default_manager' if plan.model == 'type(self)' else 'objects'}"


def _refreshed(plan: _Plan) -> str:
    """The record read again, for what is still done with it."""
    if plan.rewrite.read.store == "peewee":
        return f"{plan.record} = {plan.model}.get_by_id({plan.record}.{plan.key})"
    if plan.rewrite.read.store == "tortoise":
        return f"await {plan.record}.refresh_from_db()"
    is_async = last_name(plan.save.func) == "asave"
    return f"await {plan.record}.arefresh_from_db()" if is_async else f"{plan.record}.refresh_from_db()"
