"""Properties of `add_condition` over statements put together at random, some of them run in a real database."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from offpath.facts.stores.sql import PlaceholderStyle
from offpath.repair.sql import add_condition
from support.sql_texts import parsed

OWNER = 2
TERMS = ["id = {}", "{} = t.id", "a > {}", "b IN ({}, {})", "a BETWEEN {} AND {}", "NOT b = {}", "(a = {} OR b < {})"]
TERMS += [
    "EXISTS (SELECT 1 FROM other o WHERE o.k = {} AND o.k <> -1)",
    "CASE WHEN a = {} OR b = 1 THEN 1 ELSE 0 END = 1",
]
TERMS += [
    "LOWER(name) LIKE {}",
    "name <> 'a; -- ?'",
    "a IS NOT NULL",
    "b IN (SELECT k FROM other WHERE k > {} OR k = {})",
]
BREAKS = [" {} ", "\n  {} ", " {}\n    ", "  -- note ' here\n   {} ", " /* ? ( */ {} "]
TAILS = ["", ";", " ORDER BY t.id", "\nGROUP BY t.id\nORDER BY t.id;", "\n-- the end", " ORDER BY 1 LIMIT 1000"]
FRAMES = [
    "{}",
    "SELECT * FROM ({}) q",
    "WITH c AS ({}) SELECT * FROM c",
    "SELECT * FROM (\n  {}\n) q ORDER BY 1",
    "WITH d AS (SELECT k FROM other), c AS ({}) SELECT c.* FROM c WHERE EXISTS (SELECT 1 FROM d)",
]


@dataclass(frozen=True)
class Written:
    """A statement, and the values of its placeholders in order."""

    text: str
    values: tuple[int, ...]


@st.composite
def conditions(draw: st.DrawFn) -> str:
    """Terms joined by AND and OR, on one line or several, with comments."""
    terms = draw(st.lists(st.sampled_from(TERMS), min_size=1, max_size=4))
    text = terms[0]
    for term in terms[1:]:
        connector = draw(st.sampled_from(["AND", "AND", "OR"]))
        text += draw(st.sampled_from(BREAKS)).format(connector) + term
    return text


@st.composite
def selects(draw: st.DrawFn) -> Written:
    """A SELECT about `tickets t`, alone or in a frame, with `?` placeholders."""
    where = draw(conditions())
    source = draw(st.sampled_from(["tickets t", "tickets AS t", "tickets t JOIN other ON other.k = t.b"]))
    space = draw(st.sampled_from([" ", "\n", "\n    "]))
    keyword = draw(st.sampled_from(["WHERE", "where", "WHERE\n     "]))
    frame = draw(st.sampled_from(FRAMES))
    tail = draw(st.sampled_from(TAILS)) if frame == "{}" else ""
    inner = f"SELECT t.id, t.user_id{space}FROM {source}{space}{keyword} {where}{tail}"
    return _filled(draw, frame.replace("{}", "\0").replace("\0", inner))


@st.composite
def changes(draw: st.DrawFn) -> Written:
    """An UPDATE or DELETE of `tickets AS t`."""
    head = draw(
        st.sampled_from(
            ["UPDATE tickets AS t SET a = a + {}, b = 0", "DELETE FROM tickets AS t", "delete from tickets as t"]
        )
    )
    where = draw(conditions())
    return _filled(
        draw, f"{head}{draw(st.sampled_from([' ', chr(10)]))}WHERE {where}{draw(st.sampled_from(['', ';']))}"
    )


def _filled(draw: st.DrawFn, text: str) -> Written:
    count = text.count("{}")
    values = draw(st.lists(st.integers(0, 4), min_size=count, max_size=count))
    return Written(text.replace("{}", "?"), tuple(values))


def database() -> sqlite3.Connection:
    """A few dozen tickets of several users."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE tickets (id INTEGER, user_id INTEGER, a INTEGER, b INTEGER, name TEXT)")
    connection.execute("CREATE TABLE other (k INTEGER)")
    rows = [(n, n % 4, n % 5, n // 3 % 5, str(n % 5)) for n in range(40)]
    connection.executemany("INSERT INTO tickets VALUES (?, ?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO other VALUES (?)", [(n,) for n in range(5)])
    return connection


@settings(max_examples=150, deadline=None)
@given(selects())
def test_a_select_answers_exactly_the_owners_rows(written: Written) -> None:
    statement = parsed(written.text)
    result = add_condition(statement, "user_id", PlaceholderStyle.QMARK, table="tickets")
    assert result is not None
    assert result.position is not None
    values = list(written.values)
    values.insert(result.position, OWNER)
    assert len(values) - result.position - 1 == result.position_from_end
    connection = database()
    before = connection.execute(written.text, written.values).fetchall()
    after = connection.execute(result.applied_to(statement.sql).text, values).fetchall()
    connection.close()
    assert sorted(after) == sorted(row for row in before if row[1] == OWNER)


@settings(max_examples=100, deadline=None)
@given(changes())
def test_a_change_leaves_the_rows_of_others_alone(written: Written) -> None:
    statement = parsed(written.text)
    result = add_condition(statement, "user_id", PlaceholderStyle.QMARK)
    assert result is not None
    assert result.position is not None
    values = list(written.values)
    values.insert(result.position, OWNER)
    changed, limited = database(), database()
    untouched = changed.execute("SELECT * FROM tickets WHERE user_id <> ?", (OWNER,)).fetchall()
    changed.execute(written.text, written.values)
    limited.execute(result.applied_to(statement.sql).text, values)
    others, own = "SELECT * FROM tickets WHERE user_id <> ?", "SELECT * FROM tickets WHERE user_id = ?"
    assert limited.execute(others, (OWNER,)).fetchall() == untouched
    # A condition that reads other rows of the table itself would differ; none of the terms does.
    assert limited.execute(own, (OWNER,)).fetchall() == changed.execute(own, (OWNER,)).fetchall()
    changed.close()
    limited.close()


@settings(max_examples=150, deadline=None)
@given(
    selects() | changes(),
    st.sampled_from(list(PlaceholderStyle)),
    st.sampled_from([None, "sqlite", "postgres", "mysql"]),
)
def test_every_style_only_inserts_and_holds_in_its_scope(
    written: Written, style: PlaceholderStyle, dialect: str | None
) -> None:
    text = restyled(written.text, style)
    statement = parsed(text, dialect)
    result = add_condition(statement, "user_id", style, table="tickets")
    if result is None:
        # Oracle's and SQLAlchemy's readings of :1 agree only where the new one is the last.
        assert style is PlaceholderStyle.NUMERIC or (
            style.value.startswith("%") and "%" in text and not statement.placeholders
        )
        return
    assert all(not len(edit.span) for edit in result.edits)
    after = parsed(result.applied_to(statement.sql).text, dialect)
    added = [each for each in after.conditions_on("user_id") if each.scope == result.scope]
    assert [each.holds_in_scope for each in added] == [True]
    assert [each.table for each in added] == ["tickets"]
    assert len(after.conditions) == len(statement.conditions) + 1
    assert result.name is not None or result.position is not None


def restyled(text: str, style: PlaceholderStyle) -> str:
    """The statement with its placeholders in another style; the ones within quotes and comments stay."""
    pieces: list[str] = []
    done = 0
    for placeholder in parsed(text).placeholders:
        number = placeholder.ordinal + 1
        pieces += [text[done : placeholder.span.start], style.write(f"p{number}", number)]
        done = placeholder.span.end
    return "".join(pieces) + text[done:]
