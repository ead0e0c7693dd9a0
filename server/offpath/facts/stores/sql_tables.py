"""What SQL texts tell without anybody's help: which table a statement writes, and which columns tables have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from offpath.facts.stores.sql.ast import SqlText
from offpath.facts.stores.sql.detect import looks_like_sql
from offpath.facts.summaries.contribution import ANY_NAME, TableSummary

if TYPE_CHECKING:
    from offpath.facts.stores.sql.ast import Created, Statement


def parsed(sql: SqlText) -> Statement | None:
    """The statement that an SQL text holds; None: not SQL, or cannot tell."""
    if not looks_like_sql(sql.text):
        return None
    from offpath.facts.stores.sql.parse import parse_sql

    return parse_sql(sql)


def tables_in(text: str) -> Iterator[TableSummary]:
    """The tables whose columns an SQL text shows."""
    first = parsed(SqlText(text))
    if first is None:
        return
    for statement in _script(text) if first.more else (first,):
        created = statement.created
        if created is not None:
            yield _declared(created)
            if created.renamed_to is not None:
                yield TableSummary(created.renamed_to, (ANY_NAME,), False)
        else:
            yield from _named(statement)


def _script(text: str) -> tuple[Statement, ...]:
    from offpath.facts.stores.sql.parse import parse_script

    return parse_script(SqlText(text))


def _declared(created: Created) -> TableSummary:
    references = tuple((key.columns[0], key.table) for key in created.foreign_keys if len(key.columns) == 1)
    return TableSummary(
        created.table, tuple(c.name for c in created.columns), created.whole, created.unique, references
    )


def _named(statement: Statement) -> Iterator[TableSummary]:
    """The columns that a statement names of each table."""
    seen: dict[str, dict[str, None]] = {}
    for condition in statement.conditions:
        if condition.table and condition.column:
            seen.setdefault(condition.table, {})[condition.column] = None
    target = next((table.name for table in statement.tables if table.role == "target"), None)
    for assignment in statement.assignments:
        if target and assignment.column:
            seen.setdefault(target, {})[assignment.column] = None
    for column in statement.columns:
        if column.table and column.column:
            seen.setdefault(column.table, {})[column.column] = None
    for table, columns in seen.items():
        yield TableSummary(table, tuple(columns), False, declared=False)
