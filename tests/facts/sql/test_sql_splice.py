"""Conditions added to real-looking statements: where they land and how they are written."""

from __future__ import annotations

import pytest

from offpath.facts.stores.sql import PlaceholderStyle
from offpath.repair.sql import add_condition
from support.sql_texts import edited, parsed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SELECT * FROM tickets WHERE id = ?", "SELECT * FROM tickets WHERE id = ? AND user_id = ?"),
        (
            "select * from tickets where id = %s order by x limit %s;",
            "select * from tickets where id = %s and user_id = %s order by x limit %s;",
        ),
        (
            "SELECT * FROM tickets WHERE id = %(id)s FOR UPDATE",
            "SELECT * FROM tickets WHERE id = %(id)s AND user_id = %(user_id)s FOR UPDATE",
        ),
        (
            "SELECT * FROM tickets WHERE id = :id OR public = 1",
            "SELECT * FROM tickets WHERE (id = :id OR public = 1) AND user_id = :user_id",
        ),
        (
            "SELECT * FROM tickets WHERE id = ? AND (public = 1 OR open = 1)",
            "SELECT * FROM tickets WHERE id = ? AND (public = 1 OR open = 1) AND user_id = ?",
        ),
        (
            "UPDATE t SET a = $1 WHERE id = $2 RETURNING a",
            "UPDATE t SET a = $1 WHERE id = $2 AND user_id = $3 RETURNING a",
        ),
        ("DELETE FROM t WHERE id = :1", "DELETE FROM t WHERE id = :1 AND user_id = :2"),
        ('DELETE FROM "T" WHERE "id" = @id;', 'DELETE FROM "T" WHERE "id" = @id AND "user_id" = @user_id;'),
        (
            "DELETE FROM t WHERE id IN (SELECT t_id FROM m WHERE m.id = ?)",
            "DELETE FROM t WHERE id IN (SELECT t_id FROM m WHERE m.id = ?) AND user_id = ?",
        ),
        ("UPDATE t SET a = ?", "UPDATE t SET a = ? WHERE user_id = ?"),
        ("UPDATE t SET a = ? RETURNING *", "UPDATE t SET a = ? WHERE user_id = ? RETURNING *"),
        (
            "SELECT t.a FROM tickets t JOIN users u ON u.id = t.owner WHERE t.id = ? GROUP BY t.a HAVING COUNT(*) > 1",
            (
                "SELECT t.a FROM tickets t JOIN users u ON u.id = t.owner WHERE t.id = ? AND t.user_id = ? "
                "GROUP BY t.a HAVING COUNT(*) > 1"
            ),
        ),
        (
            "SELECT * FROM tickets, users WHERE users.id = owner AND tickets.id = ?",
            "SELECT * FROM tickets, users WHERE users.id = owner AND tickets.id = ? AND tickets.user_id = ?",
        ),
        (
            "SELECT * FROM p WHERE p.t IN (SELECT id FROM tickets WHERE id = ?) AND z = 1",
            "SELECT * FROM p WHERE p.t IN (SELECT id FROM tickets WHERE id = ? AND user_id = ?) AND z = 1",
        ),
        (
            "WITH mine AS (SELECT * FROM tickets WHERE id = ?) SELECT * FROM mine JOIN b ON b.x = mine.id LIMIT ?",
            (
                "WITH mine AS (SELECT * FROM tickets WHERE id = ? AND user_id = ?) "
                "SELECT * FROM mine JOIN b ON b.x = mine.id LIMIT ?"
            ),
        ),
        (
            "WITH b AS (SELECT x FROM c) UPDATE t SET a = 1 FROM b WHERE t.id = ?",
            "WITH b AS (SELECT x FROM c) UPDATE t SET a = 1 FROM b WHERE t.id = ? AND t.user_id = ?",
        ),
        (
            "SELECT * FROM (SELECT * FROM tickets WHERE id = ?) q ORDER BY q.id",
            "SELECT * FROM (SELECT * FROM tickets WHERE id = ? AND user_id = ?) q ORDER BY q.id",
        ),
        (
            "INSERT INTO log (a) SELECT id FROM tickets WHERE id = ? ON CONFLICT DO NOTHING",
            "INSERT INTO log (a) SELECT id FROM tickets WHERE id = ? AND user_id = ? ON CONFLICT DO NOTHING",
        ),
        (
            "SELECT * FROM t WHERE id = ? UNION ALL SELECT * FROM v WHERE k = ? ORDER BY 1",
            "SELECT * FROM t WHERE id = ? AND user_id = ? UNION ALL SELECT * FROM v WHERE k = ? ORDER BY 1",
        ),
        (
            "SELECT * FROM t WHERE id = ? AND a BETWEEN ? AND ?",
            "SELECT * FROM t WHERE id = ? AND a BETWEEN ? AND ? AND user_id = ?",
        ),
        (
            "SELECT * FROM t WHERE id = ? AND a IS DISTINCT FROM 3",
            "SELECT * FROM t WHERE id = ? AND a IS DISTINCT FROM 3 AND user_id = ?",
        ),
        (
            "SELECT * FROM t WHERE CASE WHEN a = 1 THEN 1 ELSE 0 END = 1 AND id = ? -- why",
            "SELECT * FROM t WHERE CASE WHEN a = 1 THEN 1 ELSE 0 END = 1 AND id = ? AND user_id = ? -- why",
        ),
        (
            "SELECT EXTRACT(year FROM d), (SELECT MAX(x) FROM y) FROM t WHERE id = ?",
            "SELECT EXTRACT(year FROM d), (SELECT MAX(x) FROM y) FROM t WHERE id = ? AND user_id = ?",
        ),
        (
            "SELECT * FROM t WHERE ⟦where⟧ AND id = ? LIMIT 1",
            "SELECT * FROM t WHERE (⟦where⟧ AND id = ?) AND user_id = ? LIMIT 1",
        ),
        ("SELECT * FROM ⟦t⟧ WHERE id = ?", "SELECT * FROM ⟦t⟧ WHERE id = ? AND user_id = ?"),
        ("SELECT * FROM t ⟦joins⟧ WHERE id = ?", "SELECT * FROM t ⟦joins⟧ WHERE id = ? AND t.user_id = ?"),
        (
            "SELECT * FROM t WHERE id = ? ORDER BY a ⟦way⟧",
            "SELECT * FROM t WHERE id = ? AND user_id = ? ORDER BY a ⟦way⟧",
        ),
    ],
)
def test_where_it_lands(before: str, after: str) -> None:
    statement = parsed(before)
    assert edited(statement, add_condition(statement, "user_id")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "SELECT *\n  FROM t\n WHERE id = ?  -- the id\n   AND a = ? -- open\n ORDER BY id",
            "SELECT *\n  FROM t\n WHERE id = ?  -- the id\n   AND a = ? -- open\n   AND user_id = ?\n ORDER BY id",
        ),
        (
            "SELECT *\nFROM t\nWHERE\n    id = ?\nORDER BY id\n",
            "SELECT *\nFROM t\nWHERE\n    id = ?\n    AND user_id = ?\nORDER BY id\n",
        ),
        (
            "SELECT * FROM t WHERE\n\tid = ? AND\n\ta = ?\nLIMIT 1",
            "SELECT * FROM t WHERE\n\tid = ? AND\n\ta = ? AND\n\tuser_id = ?\nLIMIT 1",
        ),
        (
            "select *\r\nfrom t\r\nwhere id = ?\r\n  and a = ?\r\n",
            "select *\r\nfrom t\r\nwhere id = ?\r\n  and a = ?\r\n  and user_id = ?\r\n",
        ),
        (
            "SELECT *\nFROM t\nWHERE id = ?\n   OR a = ?\n",
            "SELECT *\nFROM t\nWHERE (id = ?\n   OR a = ?)\n   AND user_id = ?\n",
        ),
        ("SELECT *\n  FROM t\n ORDER BY a", "SELECT *\n  FROM t\n  WHERE user_id = ?\n ORDER BY a"),
        ("UPDATE t\n   SET a = 1 -- reset\n", "UPDATE t\n   SET a = 1 -- reset\n   WHERE user_id = ?\n"),
        ("SELECT *\nFROM t\nWHERE id = ?\n", "SELECT *\nFROM t\nWHERE id = ? AND user_id = ?\n"),
        (
            "SELECT * FROM p WHERE x IN (\n    SELECT id FROM t\n    WHERE id = ?\n      AND b = 1)",
            "SELECT * FROM p WHERE x IN (\n    SELECT id FROM t\n    WHERE id = ?\n      AND b = 1\n      AND user_id = ?)",
        ),
    ],
)
def test_lines_are_kept(before: str, after: str) -> None:
    statement = parsed(before)
    result = add_condition(statement, "user_id", PlaceholderStyle.QMARK)
    assert edited(statement, result) == after


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM t WHERE id = ? ⟦more⟧",
        "SELECT * FROM t ⟦where⟧",
        "SELECT * FROM t ⟦where⟧ ORDER BY a",
        "SELECT * FROM a WHERE NOT EXISTS (SELECT 1 FROM t WHERE id = ?)",
        "SELECT * FROM a WHERE b NOT IN (SELECT b FROM t WHERE id = ?)",
        "SELECT (SELECT x FROM t WHERE id = ?) FROM a",
        "SELECT * FROM a LEFT JOIN t ON t.id = ?",
        "SELECT * FROM a LEFT JOIN t ON t.a = a.id WHERE t.id = ?",
        "SELECT * FROM t WHERE id = ? UNION SELECT * FROM t WHERE k = ?",
        "INSERT INTO t (a) VALUES (?)",
        "REPLACE INTO t (a) VALUES (?)",
        "CREATE TABLE t (a int)",
        "SELECT 1",
        "SELECT * FROM t WHERE id = ?; DELETE FROM t",
        "SELECT * FROM t WHERE id = ? AND a = :name",
        "SELECT * FROM t WHERE id = :1 LIMIT :2",
        "SELECT * FROM t WHERE id = $2",
        "SELECT * FROM t WHERE id = $1 AND a IN (⟦list⟧)",
        "SELECT * FROM t WHERE a IN (⟦list⟧) AND id = ? LIMIT ⟦n⟧",
        "SELECT * FROM t a JOIN t b ON a.id = b.x WHERE c = ?",
        "SELECT * FROM a, b",
    ],
)
def test_refusals(text: str) -> None:
    assert add_condition(parsed(text), "user_id", parsed(text).style or PlaceholderStyle.QMARK) is None


def test_an_escaped_percent_keeps_its_meaning() -> None:
    assert add_condition(parsed("SELECT * FROM t WHERE a LIKE 'x%'"), "user_id", PlaceholderStyle.FORMAT) is None
    statement = parsed("SELECT * FROM t WHERE a LIKE 'x%%' AND id = %s")
    assert edited(statement, add_condition(statement, "user_id")).endswith("AND id = %s AND user_id = %s")


def test_another_style_than_the_texts_own_is_refused() -> None:
    assert add_condition(parsed("SELECT * FROM t WHERE id = ?"), "user_id", PlaceholderStyle.NAMED) is None


def test_a_name_in_use_is_not_taken_twice() -> None:
    statement = parsed("UPDATE t SET user_id = :user_id WHERE id = :id")
    result = add_condition(statement, "user_id")
    assert result is not None
    assert (result.name, result.condition) == ("current_user_id", "user_id = :current_user_id")


def test_a_column_that_needs_marks_is_only_written_with_them() -> None:
    assert add_condition(parsed("SELECT * FROM t WHERE id = ?"), "user") is None
    statement = parsed("SELECT * FROM t WHERE `id` = ?", "mysql")
    assert edited(statement, add_condition(statement, "user")).endswith("AND `user` = ?")


def test_table_and_anchor_decide_between_scopes() -> None:
    statement = parsed("SELECT * FROM projects p WHERE p.id = ? AND p.t IN (SELECT id FROM tickets k WHERE k.id = ?)")
    result = add_condition(statement, "owner_id", table="tickets")
    assert edited(statement, result).endswith("k.id = ? AND k.owner_id = ?)")
    inner = next(condition for condition in statement.conditions if condition.scope == 1)
    assert add_condition(statement, "owner_id", anchor=inner) == result
    outer = add_condition(statement, "owner_id", table="Projects")
    assert outer is not None
    assert edited(statement, outer).endswith("k.id = ?) AND p.owner_id = ?")
    assert (outer.position, outer.position_from_end) == (2, 0)


def test_self_join_follows_the_anchors_alias() -> None:
    statement = parsed("SELECT * FROM t a JOIN t b ON b.parent = a.id WHERE b.id = ?")
    assert edited(statement, add_condition(statement, "user_id")).endswith("b.id = ? AND b.user_id = ?")


@pytest.mark.parametrize(
    ("text", "position", "from_end"),
    [
        ("SELECT * FROM t WHERE id = ? LIMIT ? OFFSET ?", 1, 2),
        ("UPDATE t SET a = ?, b = ? WHERE id = ?", 3, 0),
        ("SELECT * FROM t WHERE a IN (⟦marks⟧) AND id = ?", None, 0),
        ("SELECT * FROM t WHERE id = ? LIMIT ⟦limit⟧", 1, None),
        ("SELECT * FROM ⟦table⟧ WHERE id = ?", 1, 0),
        ("SELECT * FROM t WHERE d > now() - INTERVAL '%s days' AND id = %s", 2, 0),
    ],
)
def test_positions_of_the_parameter(text: str, position: int | None, from_end: int | None) -> None:
    result = add_condition(parsed(text), "user_id")
    assert result is not None
    assert (result.position, result.position_from_end) == (position, from_end)
