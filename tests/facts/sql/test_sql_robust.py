"""Whatever the text, an answer or `None`, and spans that lie in it."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from offpath.facts.stores.sql import PlaceholderStyle, SqlText, looks_like_sql, parse_script, parse_sql
from offpath.repair.sql import add_condition
from offpath.text.span import Span

WORDS = [
    "SELECT",
    "FROM",
    "WHERE",
    "UPDATE",
    "SET",
    "DELETE",
    "INSERT",
    "INTO",
    "VALUES",
    "AND",
    "OR",
    "NOT",
    "IN",
    "EXISTS",
    "JOIN",
    "ON",
    "GROUP",
    "BY",
    "ORDER",
    "LIMIT",
    "UNION",
]
WORDS += [
    "(",
    ")",
    ",",
    ".",
    ";",
    "=",
    "?",
    "%s",
    "%(a)s",
    ":a",
    "$1",
    "'",
    '"x"',
    "'y'",
    "-- z\n",
    "/*",
    "*/",
    "*",
    "1",
]
WORDS += [
    "a",
    "b",
    "t",
    "WITH",
    "AS",
    "CREATE TABLE",
    "BETWEEN",
    "CASE",
    "WHEN",
    "END",
    "\n  ",
    "%%",
    "$$",
    "é",
    "{",
    "NULL",
]


@st.composite
def texts(draw: st.DrawFn) -> SqlText:
    """Words of SQL in any order, with a hole somewhere."""
    text = " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=25)))
    if draw(st.booleans()):
        text = "SELECT * FROM t WHERE " + text
    first, second = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    return SqlText(text, (Span(first, min(second, first + 6)),) if draw(st.booleans()) else ())


@example(SqlText("SELECT * FROM t WHERE $$ BETWEEN $$"), None)
@settings(max_examples=300, deadline=None)
@given(
    texts() | st.builds(SqlText, st.text(max_size=60)), st.sampled_from([None, "sqlite", "postgres", "mysql", "oracle"])
)
def test_never_raises(sql: SqlText, dialect: str | None) -> None:
    looks_like_sql(sql.text)
    for statement in (parse_sql(sql, dialect), *parse_script(sql, dialect)):
        if statement is None:
            continue
        whole = Span(0, len(sql.text))
        assert whole.contains(statement.span)
        assert all(statement.span.contains(condition.span) for condition in statement.conditions)
        assert all(statement.span.contains(table.span) for table in statement.tables)
        style = statement.style or PlaceholderStyle.QMARK
        result = add_condition(statement, "user_id", style)
        if result is not None:
            again = parse_sql(result.applied_to(sql), dialect)
            assert again is not None
            assert any(condition.column == "user_id" for condition in again.conditions)
