"""Which placeholders and holes a text holds, and where."""

from __future__ import annotations

import pytest

from offpath.facts.stores.sql import Expression, Hole, Literal, Placeholder, PlaceholderStyle, SqlText, parse_sql
from offpath.text.span import Span
from support.sql_texts import parsed, sql


@pytest.mark.parametrize(
    ("written", "style", "name", "number"),
    [
        ("?", PlaceholderStyle.QMARK, None, None),
        ("%s", PlaceholderStyle.FORMAT, None, None),
        ("%(owner)s", PlaceholderStyle.PYFORMAT, "owner", None),
        (":owner", PlaceholderStyle.NAMED, "owner", None),
        (":1", PlaceholderStyle.NUMERIC, None, 1),
        ("$1", PlaceholderStyle.DOLLAR, None, 1),
        ("@owner", PlaceholderStyle.AT, "owner", None),
    ],
)
@pytest.mark.parametrize("dialect", [None, "sqlite", "postgres", "mysql"])
def test_every_style_is_found_at_its_offset(
    written: str, style: PlaceholderStyle, name: str | None, number: int | None, dialect: str | None
) -> None:
    text = f"SELECT * FROM tickets WHERE état = 'é' AND id={written} LIMIT 5"
    statement = parsed(text, dialect)
    (placeholder,) = statement.placeholders
    assert placeholder.span.of(text) == written
    assert (placeholder.style, placeholder.name, placeholder.number) == (style, name, number)
    (condition,) = statement.conditions_on("id")
    assert condition.operand == placeholder
    assert condition.span.of(text) == f"id={written}"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT '?' FROM t WHERE a = 'x:y' -- what?",
        "SELECT a::text FROM t",
        "SELECT tags[1:2] FROM t",
        "SELECT * FROM t WHERE a = '$1' AND b = '@me'",
        "SELECT * FROM t WHERE a LIKE '%s'",
        "SELECT @@version FROM t",
        "SELECT a %% 2 FROM t",
        "SELECT * FROM t /* :name */",
    ],
)
def test_what_only_looks_like_a_placeholder(text: str) -> None:
    assert parsed(text).placeholders == ()


def test_question_mark_is_an_operator_beside_another_style() -> None:
    statement = parsed("SELECT * FROM t WHERE tags ? 'urgent' AND id = $1", "postgres")
    assert [each.style for each in statement.placeholders] == [PlaceholderStyle.DOLLAR]


def test_quoted_format_counts_as_a_parameter_beside_an_open_one() -> None:
    statement = parsed("SELECT * FROM t WHERE d > now() - INTERVAL '%s days' AND id = %s", "postgres")
    assert [(each.ordinal, each.quoted) for each in statement.placeholders] == [(0, True), (1, False)]
    (condition,) = statement.conditions_on("d")
    assert isinstance(condition.operand, Expression)
    assert [each.quoted for each in condition.operand.placeholders] == [True]


def test_holes_of_every_role() -> None:
    text = (
        "SELECT ⟦columns⟧ FROM log_⟦year⟧ AS l WHERE a = ⟦value⟧ AND b = '⟦quoted⟧' AND c IN (⟦list⟧) "
        "AND ⟦condition⟧ ORDER BY ⟦order⟧ ⟦fragment⟧"
    )
    statement = parsed(text)
    assert [use.role for use in statement.holes] == [
        "identifier",
        "identifier",
        "value",
        "quoted",
        "list",
        "condition",
        "identifier",
        "fragment",
    ]
    assert statement.holes[3].span.of(text) == "'⟦quoted⟧'"
    assert statement.tables[0].name is None
    assert statement.tables[0].alias == "l"
    operands = {condition.column: condition.operand for condition in statement.conditions}
    assert operands["a"] == Hole(statement.holes[2].span)
    assert operands["b"] == Hole(statement.holes[3].span, quoted=True)
    assert isinstance(operands["c"], Hole)


def test_empty_hole_is_a_fragment() -> None:
    text = "SELECT * FROM t WHERE id = ?"
    statement = parse_sql(SqlText(text, (Span(len(text), len(text)),)))
    assert statement is not None
    assert statement.has_fragments


@pytest.mark.parametrize(
    "text",
    [
        "⟦query⟧",
        "⟦base⟧ WHERE id = ?",
        "SELECT * FROM t LIMIT?",
        "SELECT * FROM {table}",
        "update your profile",
        "SELECT * FROM t WHERE (id = ?",
        "SELECT FROM WHERE",
        "",
        "  -- nothing",
        "\ue000",
        "hello",
    ],
)
def test_cannot_tell(text: str) -> None:
    statement = parse_sql(sql(text))
    assert statement is None or statement.kind == "other"


def test_literals_keep_their_values() -> None:
    statement = parsed("SELECT * FROM t WHERE a = 'x''y' AND b = -1 AND c = 1.5 AND d IS NULL AND e = TRUE")
    values = [condition.operand.value for condition in statement.conditions if isinstance(condition.operand, Literal)]
    assert values == ["x'y", -1, 1.5, None, True]


def test_list_of_placeholders_is_one_expression() -> None:
    (condition,) = parsed("SELECT * FROM t WHERE a IN (?, ?)").conditions
    assert isinstance(condition.operand, Expression)
    assert [each.ordinal for each in condition.operand.placeholders] == [0, 1]
    (single,) = parsed("SELECT * FROM t WHERE a IN (?)").conditions
    assert isinstance(single.operand, Placeholder)
