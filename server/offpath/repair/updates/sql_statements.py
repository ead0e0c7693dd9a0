"""Repairs of UPDATE statements in SQL: the value is computed by the database, and the guard joins the WHERE."""

from __future__ import annotations

import re
from dataclasses import dataclass

from offpath.facts.stores.access import Assigned, DataAccess
from offpath.facts.stores.sql.ast import Assignment, Placeholder, PlaceholderStyle, Statement
from offpath.facts.stores.sql_source import SqlSource
from offpath.facts.unit import UnitFacts
from offpath.facts.updates.changes import Change
from offpath.facts.updates.preconditions import Preconditions, preconditions
from offpath.facts.updates.rewrites import Rewrite
from offpath.repair.edits import indentation, insertion
from offpath.repair.placing import (
    Delta,
    Repair,
    behind,
    dead_binding,
    delta_by,
    is_supported,
    refusal_lines,
    write_statement,
)
from offpath.repair.updates.bound import Bound, bound_parameters
from offpath.repair.updates.orm import TITLE
from offpath.repair.updates.row_counts import told_count
from offpath.repair.updates.saying import comparison
from offpath.syntax import tree as t
from offpath.text.span import Edit

_SET_COLUMN = re.compile(r"([\w.\"`\[\]]+)\s*=\s*\Z")
_SQL_OPERATORS = {"==": "=", "!=": "<>"}


@dataclass(frozen=True, slots=True, eq=False)
class _Target:
    """The one assignment that is to change, its placeholder, and how its column is written."""

    assignment: Assignment
    placeholder: Placeholder
    value: Assigned
    column: str


def repair_sql(rewrite: Rewrite) -> Repair | None:
    """The repair of an UPDATE whose value Python computed."""
    write = rewrite.write
    if write is None or write.source is None or write.statement is None or write.through:
        return None
    guards = preconditions(rewrite)
    bound = bound_parameters(rewrite.function.unit, write)
    if bound is None or not is_supported(guards, rewrite.changes[0].column) or not _guards_fit(rewrite, guards):
        return None
    steps: list[_Step] = []
    for change in rewrite.changes:
        delta, target = delta_by(rewrite, change), _target(write.source, write.statement, write, change)
        if delta is None or target is None:
            return None
        steps.append(_Step(delta, target))
    return _Writer(rewrite, write.source, write.statement, guards, steps, bound).repair()


def _guards_fit(rewrite: Rewrite, guards: Preconditions) -> bool:
    """Whether all columns that the guards name belong to the table that is updated."""
    read, write = rewrite.read, rewrite.write
    assert write is not None
    if read.statement is None or len(read.tables) <= 1:
        return True
    tables = {c.name or c.column: c.table for c in read.statement.columns}
    names = {name for guard in guards.guards for _, name in guard.sum.columns}
    return all((tables.get(name) or "") == write.target for name in names)


def _target(source: SqlSource, statement: Statement, write: DataAccess, change: Change) -> _Target | None:
    named = (a for a in statement.assignments if a.column is not None)
    for assignment, value in zip(named, write.values, strict=False):
        if value.value is change.value and isinstance(assignment.value, Placeholder):
            written = _SET_COLUMN.search(source.sql.text[: assignment.value.span.start])
            return _Target(assignment, assignment.value, value, written[1]) if written is not None else None
    return None


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """One column's change and where it is assigned."""

    delta: Delta
    target: _Target


class _Writer:
    def __init__(
        self,
        rewrite: Rewrite,
        source: SqlSource,
        statement: Statement,
        guards: Preconditions,
        steps: list[_Step],
        bound: Bound,
    ) -> None:
        self._rewrite = rewrite
        self._facts: UnitFacts = rewrite.function.unit
        self._source = source
        self._statement = statement
        self._guards = guards
        self._steps = steps
        self._bound = bound
        self._style: PlaceholderStyle = steps[0].target.placeholder.style
        self._amounts: dict[str, str] = {}
        """The placeholder that each amount already has."""
        self._added: list[tuple[str | int, str]] = []
        self._number = max([p.number or 0 for p in statement.placeholders], default=0)

    def repair(self) -> Repair | None:
        """All edits, or None where one of them has no place."""
        values = [self._value_edit(step) for step in self._steps]
        conditions = self._guard_edits()
        if self._guards.guards and not conditions:
            return None
        edits = [self._source.unit_edit(each) for each in (*values, *conditions)]
        parameters = self._bound.edits()
        if any(each is None for each in edits) or parameters is None:
            return None
        found = [each for each in (*edits, *parameters) if each is not None]
        statement = write_statement(self._rewrite)
        if self._guards.guards:
            check = self._check(statement)
            if check is None:
                return None
            found += check
        for step in self._steps:
            value = step.target.value.value
            unused = dead_binding(self._rewrite, value) if value is not None else None
            found += [unused] if unused is not None else []
        return Repair(TITLE, tuple(found))

    def _value_edit(self, step: _Step) -> Edit:
        """`balance = ?` made `balance = balance - ?`, with the amount bound instead of the result."""
        placeholder, delta = step.target.placeholder, step.delta
        head = f"{step.target.column} {delta.operator} "
        if delta.constant is not None and not self._style.is_numbered:
            self._bound.remove(self._key(placeholder))
            return Edit(placeholder.span, f"{head}{delta.amount}")
        if not self._style.is_named:
            amount = placeholder.span.of(self._source.sql.text)
            self._bound.replace(self._key(placeholder), delta.bare)
        elif delta.bare in self._amounts:
            self._bound.remove(str(placeholder.name))
            return Edit(placeholder.span, f"{head}{self._amounts[delta.bare]}")
        else:
            name = self._bound.free(_name_for(delta.bare, "amount"), beside=str(placeholder.name))
            self._bound.rename(str(placeholder.name), name, delta.bare)
            amount = self._style.write(name, 0)
        self._amounts[delta.bare] = amount
        return Edit(placeholder.span, f"{head}{amount}")

    def _key(self, placeholder: Placeholder) -> str | int:
        if placeholder.name is not None:
            return placeholder.name
        return placeholder.number - 1 if placeholder.number is not None else placeholder.ordinal

    def _guard_edits(self) -> list[Edit]:
        """The WHERE with every guard in it: placed as one added comparison, then worded."""
        if not self._guards.guards:
            return []
        from offpath.repair.sql import add_condition

        placed = add_condition(self._statement, self._steps[0].delta.column, self._style)
        if placed is None:
            return []
        said = [comparison(g, lambda name: name, self._placeholder, _SQL_OPERATORS) for g in self._guards.guards]
        position = placed.position if placed.position is not None else len(self._bound)
        removed = sum(1 for key in self._bound.removed if isinstance(key, int) and key < position)
        for offset, (key, text) in enumerate(self._added):
            self._bound.insert(key if isinstance(key, str) else position - removed + offset, text)
        condition = " AND ".join(said)
        return [Edit(e.span, e.new_text.replace(placed.condition, condition)) for e in placed.edits]

    def _placeholder(self, value: t.Expr) -> str:
        """A placeholder for a value of a guard: the amount's own again, where the style can say it twice."""
        text = self._facts.text(value)
        if text in self._amounts and (self._style.is_named or self._style.is_numbered):
            return self._amounts[text]
        if self._style.is_named:
            name = self._bound.free(_name_for(text, "bound"))
            self._added.append((name, text))
            return self._style.write(name, 0)
        self._number += 1
        self._added.append((self._number, text))
        return self._style.write("", self._number)

    def _check(self, statement: t.Stmt) -> list[Edit] | None:
        """The test of how many rows were changed, with the refusal repeated below it."""
        assert self._rewrite.write is not None
        told = told_count(self._rewrite.function, self._rewrite.write, statement)
        if told is None:
            return None
        binding, condition = told
        lines = refusal_lines(self._facts, condition, self._guards.refusal, indentation(self._facts, statement))
        following = behind(self._facts, statement, lines)
        if following is None:
            return None
        return [following, *([insertion(statement.start, binding)] if binding else [])]


def _name_for(text: str, otherwise: str) -> str:
    """A parameter's name for a Python value."""
    last = text.rpartition(".")[2]
    return last if last.isidentifier() else otherwise
