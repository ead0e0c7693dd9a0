"""Repairs of updates through a data layer: one conditional UPDATE on the connection behind it."""

from __future__ import annotations

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.reached import ACCESSES
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.stores.sql.ast import PlaceholderStyle
from offpath.facts.updates.preconditions import Preconditions, preconditions
from offpath.facts.updates.rewrites import Rewrite
from offpath.repair.edits import indentation, line_end, replacement
from offpath.repair.placing import (
    Delta,
    Repair,
    behind,
    delta_of,
    free_name,
    is_supported,
    isolated,
    refusal_lines,
    removal,
    same_block,
    sum_text,
    used_behind,
    whole_line,
    write_statement,
)
from offpath.repair.sql.build import Bound as SqlGuard
from offpath.repair.sql.build import PickedBy, conditional_update
from offpath.repair.updates.orm import TITLE
from offpath.syntax import tree as t
from offpath.text.span import Edit

_EXECUTING = frozenset({"db", "database", "conn", "connection"})
"""What runs statements itself, as its name says."""


def repair_repository(rewrite: Rewrite) -> Repair | None:
    """The repair of `user = db.get_user(id)`, `user.balance -= amount`, `db.save_user(user)`."""
    write, facts, record = rewrite.write, rewrite.function.unit, rewrite.record
    if write is None or record is None or rewrite.others or not isinstance(rewrite.changes[0].node, t.Stmt):
        return None
    delta, guards = delta_of(rewrite), preconditions(rewrite)
    statement, change = write_statement(rewrite), rewrite.changes[0].node
    if delta is None or not is_supported(guards, delta.column) or not same_block(change, statement):
        return None
    text = _execute(rewrite, delta, guards)
    gone = removal(facts, change)
    if text is None or gone is None or not isinstance(statement, t.ExprStmt) or whole_line(facts, statement) is None:
        return None
    indent = indentation(facts, statement)
    name = free_name(rewrite.function, ("cursor", "updated", "result"))
    bound = f"{name} = " if guards.guards else ""
    lines = refusal_lines(facts, f"{name}.rowcount == 0", guards.refusal, indent) if guards.guards else ""
    if used_behind(rewrite.function, record, statement):
        lines += f"{indent}{facts.text(change)}{line_end(facts)}"
    following = behind(facts, statement, lines)
    if lines and following is None:
        return None
    edits: list[Edit] = [gone, replacement(statement, f"{bound}{text}")]
    return Repair(TITLE, (*edits, *([following] if following is not None else [])))


def _execute(rewrite: Rewrite, delta: Delta, guards: Preconditions) -> str | None:
    """`db.execute("UPDATE …", (…))` as it is to be written."""
    facts, read = rewrite.function.unit, rewrite.read
    place = _place(rewrite)
    picked = next((f for f in read.filters if f.op == "=" and f.value is not None), None)
    if place is None or picked is None or picked.value is None or len(guards.guards) > 1:
        return None
    connection, table, column, style = place
    guard = _guard(rewrite, delta, guards)
    if guards.guards and guard is None:
        return None
    built = conditional_update(
        table, [PickedBy(column)], delta.column, "-" if delta.operator == "-" else "+", style, guard=guard
    )
    if built is None:
        return None
    values = {"amount": delta.bare, "guard": delta.bare, "key": facts.text(picked.value)}
    if style.is_named:
        bound = "{" + ", ".join(f'"{p.name}": {values[p.role]}' for p in built.parameters) + "}"
    else:
        bound = "(" + ", ".join(values[p.role] for p in built.parameters) + ")"
    awaits = "await " if isinstance(rewrite.at.parent, t.Await) else ""
    flat = f'{awaits}{connection}.execute("{built.text}", {bound})'
    indent = indentation(facts, write_statement(rewrite))
    if len(indent) + len(flat) + 9 <= 110:
        return flat
    end = line_end(facts)
    return f'{awaits}{connection}.execute({end}{indent}    "{built.text}",{end}{indent}    {bound},{end}{indent})'


def _guard(rewrite: Rewrite, delta: Delta, guards: Preconditions) -> SqlGuard | None:
    """The guard in the words of the builder: against the amount, or against a number."""
    if not guards.guards:
        return None
    said = isolated(guards.guards[0], delta.column)
    if said is None or said[1].columns:
        return None
    operator = {"==": "=", "!=": "<>"}.get(said[0], said[0])
    bound = sum_text(rewrite.function.unit, said[1])
    if bound == delta.bare and not bound.lstrip("-").isdigit():
        return SqlGuard(operator)
    return SqlGuard(operator, literal=bound) if bound.lstrip("-").isdigit() else None


def _place(rewrite: Rewrite) -> tuple[str, str, str, PlaceholderStyle] | None:
    """Where the statement runs, its table, its key column and its placeholders."""
    read, facts = rewrite.read, rewrite.function.unit
    if read.through:
        return _seen_place(rewrite)
    if read.receiver is None or last_name(read.receiver).strip("_").lower() not in _EXECUTING or not read.target:
        return None
    known = facts.asking.ask(SCHEMA, read.target)
    table = known.table if known is not None else _plural(read.target)
    return facts.text(read.receiver), table, "id", PlaceholderStyle.QMARK


def _plural(name: str) -> str:
    bare = normalised(name) if "_" not in name else name
    if bare.endswith("y") and bare[-2:-1] not in "aeiou":
        return f"{bare[:-1]}ies"
    return bare if bare.endswith("s") else f"{bare}s"


def _seen_place(rewrite: Rewrite) -> tuple[str, str, str, PlaceholderStyle] | None:
    """The connection that the data layer's own methods use, seen from the caller."""
    read, facts = rewrite.read, rewrite.function.unit
    reached = facts.asking.ask(ACCESSES, read.through)
    found = next((r.access for r in reached if r.depth == 0 and r.access.sql), None)
    if found is None or read.receiver is None or not found.receiver.startswith("self."):
        return None
    column = next((f.column for f in read.filters if f.value is not None), "")
    connection = facts.text(read.receiver) + found.receiver.removeprefix("self")
    try:
        style = PlaceholderStyle(found.style)
    except ValueError:
        return None
    return (connection, read.target, column, style) if column else None
