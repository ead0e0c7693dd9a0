"""What a statement says: tables, conditions, assignments, results."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from offpath.facts.stores.sql import (
    ColumnRef,
    Literal,
    OnConflict,
    Placeholder,
    Statement,
    Subquery,
    looks_like_sql,
    parse_script,
    parse_sql,
)
from support.sql_texts import parsed, sql


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("select 1", "select"),
        ("(SELECT 1)", "select"),
        ("-- x\n/* y */ WITH a AS (SELECT 1) SELECT * FROM a", "select"),
        ("INSERT INTO t VALUES (1)", "insert"),
        ("INSERT OR IGNORE INTO t VALUES (1)", "insert"),
        ("REPLACE INTO t VALUES (1)", "replace"),
        ("UPDATE t SET a = 1", "update"),
        ("UPDATE OR IGNORE t SET a = 1", "update"),
        ("WITH a AS (SELECT 1 AS x) UPDATE t SET a = 1 FROM a", "update"),
        ("DELETE FROM t", "delete"),
        ("CREATE TABLE t (id int)", "create_table"),
        ("CREATE TEMPORARY TABLE t (id int)", "create_table"),
        ("CREATE UNIQUE INDEX i ON t (a)", "create_index"),
        ("ALTER TABLE t ADD COLUMN a int", "alter_table"),
        ("BEGIN IMMEDIATE", "transaction"),
        ("ROLLBACK TO SAVEPOINT a", "transaction"),
        ("PRAGMA foreign_keys = ON", "pragma"),
        ("VACUUM", "other"),
        ("EXPLAIN SELECT 1", "other"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert parsed(text).kind == kind
    assert looks_like_sql(text)


@pytest.mark.parametrize(
    "text",
    ["update your profile", "selection", "with love", "delete me", "create account", "", "hello; SELECT 1", "set"],
)
def test_prose_is_not_sql(text: str) -> None:
    assert not looks_like_sql(text)


def conditions(statement: Statement) -> list[tuple[str | None, str | None, str, bool]]:
    return [(each.column, each.table, each.op, each.conjunctive) for each in statement.conditions]


def test_conditions_know_what_they_stand_under() -> None:
    statement = parsed(
        "SELECT * FROM tickets t LEFT JOIN users u ON u.id = t.owner_id AND u.active = 1 "
        "WHERE t.id = ? AND (t.a = 1 OR t.b = 2) AND NOT (t.c = 3) AND NOT (t.d = 4 OR t.e < 5) AND ? = t.f"
    )
    assert conditions(statement) == [
        ("id", "users", "=", False),
        ("active", "users", "=", False),
        ("id", "tickets", "=", True),
        ("a", "tickets", "=", False),
        ("b", "tickets", "=", False),
        ("c", "tickets", "!=", True),
        ("d", "tickets", "!=", True),
        ("e", "tickets", ">=", True),
        ("f", "tickets", "=", True),
    ]


def test_inner_join_condition_is_conjunctive_and_tables_have_roles() -> None:
    statement = parsed('SELECT * FROM main."Tickets" AS t JOIN users ON users.id = t.owner_id, (SELECT 1) q')
    assert [(each.name, each.schema, each.alias, each.role) for each in statement.tables] == [
        ("tickets", "main", "t", "source"),
        ("users", None, None, "joined"),
        (None, None, "q", "subquery"),
    ]
    (condition,) = statement.conditions
    assert condition.conjunctive
    assert isinstance(condition.operand, ColumnRef)
    assert condition.operand.table == "tickets"


def test_unqualified_column_belongs_to_the_only_table() -> None:
    assert parsed("DELETE FROM t WHERE id = 1").conditions[0].table == "t"
    assert parsed("SELECT * FROM t, u WHERE id = 1").conditions[0].table is None


def test_wrapped_columns_are_not_bare() -> None:
    statement = parsed("SELECT * FROM t WHERE LOWER(email) = ? AND id::text = ? AND a + b > 1", "postgres")
    assert [(each.column, each.bare) for each in statement.conditions] == [
        ("email", False),
        ("id", True),
        (None, False),
    ]


def test_pairs_are_compared_one_by_one() -> None:
    statement = parsed("SELECT * FROM t WHERE (a, b) = (?, ?)")
    assert [
        (each.column, each.operand.ordinal) for each in statement.conditions if isinstance(each.operand, Placeholder)
    ] == [
        ("a", 0),
        ("b", 1),
    ]


def test_required_scopes_follow_the_rows() -> None:
    statement = parsed(
        "WITH mine AS (SELECT id FROM m WHERE a = 1), other AS (SELECT id FROM o WHERE b = 2) "
        "SELECT * FROM mine LEFT JOIN other ON other.id = mine.id "
        "WHERE x IN (SELECT c FROM p WHERE c = 3) AND NOT EXISTS (SELECT 1 FROM q WHERE d = 4)"
    )
    held = {each.column: each.conjunctive for each in statement.conditions if isinstance(each.operand, Literal)}
    assert held == {"a": True, "b": False, "c": True, "d": False}
    assert set(statement.table_names) == {"m", "o", "p", "q"}
    (within,) = statement.conditions_on("x")
    assert isinstance(within.operand, Subquery)
    assert within.operand.scope is not None
    assert statement.scopes[within.operand.scope].kind == "subquery"


def test_branches_of_a_union_are_not_required() -> None:
    statement = parsed("SELECT a FROM t WHERE id = 1 UNION SELECT a FROM u WHERE id = 2")
    assert [each.conjunctive for each in statement.conditions] == [False, False]
    assert [each.holds_in_scope for each in statement.conditions] == [True, True]


def test_where_spans_of_every_scope() -> None:
    text = "SELECT * FROM t WHERE id IN (SELECT id FROM u WHERE k = 1 ORDER BY k) AND b = 2 GROUP BY c;"
    statement = parsed(text)
    spans = [scope.where_span.of(text) for scope in statement.scopes if scope.where_span]
    assert spans == ["id IN (SELECT id FROM u WHERE k = 1 ORDER BY k) AND b = 2", "k = 1"]


@pytest.mark.parametrize(
    ("value", "relative", "operator"),
    [
        ("balance - ?", True, "-"),
        ("balance + 1", True, "+"),
        ("1 + balance", True, "+"),
        ("accounts.balance * 2", True, "*"),
        ("COALESCE(balance, 0) + ?", True, None),
        ("? - balance", True, None),
        ("?", False, None),
        ("other - 1", False, None),
    ],
)
def test_relative_assignments(value: str, relative: bool, operator: str | None) -> None:
    statement = parsed(f"UPDATE accounts SET balance = {value}, touched = 1 WHERE id = ?")
    first, second = statement.assignments
    assert (first.column, first.relative, first.operator) == ("balance", relative, operator)
    assert (second.column, second.relative) == ("touched", False)
    assert statement.sets_relative is relative


def test_inserts() -> None:
    statement = parsed(
        "INSERT INTO t (a, b) VALUES (?, 2), (?, 3) ON CONFLICT (a) DO UPDATE SET n = t.n + 1 RETURNING id"
    )
    assert [each.column for each in statement.assignments] == ["a", "b", "n"]
    assert isinstance(statement.assignments[0].value, Placeholder)
    assert statement.assignments[2].relative
    assert statement.on_conflict == OnConflict("update", ("a",))
    assert statement.returning == ("id",)
    assert statement.row_count == 2
    excluded = parsed("INSERT INTO t (a) VALUES (?) ON CONFLICT (a) DO UPDATE SET a = excluded.a")
    assert not excluded.sets_relative


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT OR IGNORE INTO t (a) VALUES (1)", OnConflict("nothing")),
        ("INSERT IGNORE INTO t (a) VALUES (1)", OnConflict("nothing")),
        ("INSERT OR REPLACE INTO t (a) VALUES (1)", OnConflict("replace")),
        ("REPLACE INTO t (a) VALUES (1)", OnConflict("replace")),
        ("INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING", OnConflict("nothing")),
        ("INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = a + 1", OnConflict("update")),
        ("INSERT INTO t (a) VALUES (1)", None),
    ],
)
def test_conflicts(text: str, expected: OnConflict | None) -> None:
    assert parsed(text).on_conflict == expected


def test_insert_from_select_and_bulk_values() -> None:
    statement = parsed("INSERT INTO t (a, b) SELECT x, ? FROM u WHERE u.id = ?")
    first, second = statement.assignments
    assert isinstance(first.value, ColumnRef)
    assert first.value.table == "u"
    assert isinstance(second.value, Placeholder)
    assert [each.column for each in parsed("INSERT INTO t (a, b) VALUES %s").assignments] == ["a", "b"]
    assert [each.column for each in parsed("INSERT INTO t VALUES (?, ?)").assignments] == [None, None]


@pytest.mark.parametrize(
    ("text", "aggregate", "functions"),
    [
        ("SELECT COUNT(*) FROM t", True, False),
        ("SELECT COALESCE(SUM(a), 0) FROM t", True, False),
        ("SELECT a, COUNT(*) FROM t GROUP BY a", False, False),
        ("SELECT COUNT(*) FROM t GROUP BY a", False, False),
        ("SELECT SUM(a) OVER () FROM t", False, False),
        ("SELECT pg_advisory_lock(1)", False, True),
        ("SELECT set_config('a', ?, true), nextval('s')", False, True),
        ("SELECT lower(a) FROM t", False, True),
        ("SELECT 1", False, False),
    ],
)
def test_what_a_select_answers(text: str, aggregate: bool, functions: bool) -> None:
    statement = parsed(text)
    assert (statement.is_aggregate, statement.only_functions) == (aggregate, functions)


def test_selected_columns() -> None:
    statement = parsed("SELECT t.*, t.a AS x, u.b, COUNT(*) n FROM t JOIN u ON u.id = t.id")
    assert [(each.name, each.column, each.table, each.star) for each in statement.columns] == [
        (None, None, "t", True),
        ("x", "a", "t", False),
        ("b", "b", "u", False),
        ("n", None, None, False),
    ]


def test_limits_and_locks() -> None:
    limited = parsed("SELECT * FROM t LIMIT 10 OFFSET ?")
    assert isinstance(limited.limit, Literal)
    assert limited.limit.value == 10
    assert isinstance(parsed("SELECT * FROM t LIMIT %s").limit, Placeholder)
    assert isinstance(parsed("SELECT * FROM t FETCH FIRST 3 ROWS ONLY").limit, Literal)
    assert parsed("SELECT * FROM t").limit is None
    assert parsed("SELECT * FROM t WHERE id = %s FOR UPDATE SKIP LOCKED").for_update
    assert not parsed("SELECT * FROM t WHERE id = %s FOR SHARE").for_update


def test_declared_tables() -> None:
    created = parsed(
        "CREATE TABLE IF NOT EXISTS shop.orders (id SERIAL PRIMARY KEY, user_id INT NOT NULL REFERENCES users(id), "
        "code TEXT UNIQUE DEFAULT 'x', total NUMERIC(10, 2) CHECK (total >= 0), UNIQUE (user_id, code), "
        "FOREIGN KEY (user_id) REFERENCES people (key))"
    ).created
    assert created is not None
    assert (created.table, created.schema) == ("orders", "shop")
    assert [(each.name, each.primary, each.unique, each.not_null) for each in created.columns] == [
        ("id", True, True, True),
        ("user_id", False, False, True),
        ("code", False, True, False),
        ("total", False, False, False),
    ]
    assert created.primary_key == ("id",)
    assert created.unique == (("id",), ("code",), ("user_id", "code"))
    assert [(each.columns, each.table, each.targets) for each in created.foreign_keys] == [
        (("user_id",), "users", ("id",)),
        (("user_id",), "people", ("key",)),
    ]
    assert created.checks == ("total >= 0",)


@pytest.mark.parametrize(
    ("text", "unique"),
    [
        ("CREATE UNIQUE INDEX i ON t (a, b)", (("a", "b"),)),
        ("CREATE INDEX i ON t (a)", ()),
        ("CREATE UNIQUE INDEX i ON t (a) WHERE deleted = 0", ()),
        ("CREATE UNIQUE INDEX i ON t (lower(a))", ()),
        ("ALTER TABLE t ADD CONSTRAINT q UNIQUE (a)", (("a",),)),
        ("CREATE TABLE `t` (`a` int, UNIQUE KEY `k` (`a`)) ENGINE=InnoDB", (("a",),)),
    ],
)
def test_declared_uniqueness(text: str, unique: tuple[tuple[str, ...], ...]) -> None:
    created = parsed(text).created
    assert created is not None
    assert created.unique == unique


def test_added_columns() -> None:
    created = parsed("ALTER TABLE t ADD COLUMN owner_id INTEGER NOT NULL DEFAULT 0").created
    assert created is not None
    assert [(each.name, each.not_null, each.has_default) for each in created.columns] == [("owner_id", True, True)]


def test_declarations_with_types_and_defaults_put_in_at_run_time() -> None:
    created = parsed(
        "CREATE TABLE t (id TEXT PRIMARY KEY, amount ⟦bigint⟧ NOT NULL, made TIMESTAMP NOT NULL DEFAULT ⟦now⟧)"
    ).created
    assert created is not None
    assert [(each.name, each.type) for each in created.columns] == [
        ("id", "text"),
        ("amount", None),
        ("made", "timestamp"),
    ]
    assert created.columns[2].has_default
    added = parsed("ALTER TABLE t ADD COLUMN made TIMESTAMP DEFAULT ⟦now⟧").created
    assert added is not None
    assert [each.name for each in added.columns] == ["made"]


def test_scripts() -> None:
    text = (
        "CREATE TABLE a (id int); -- first; not two\nINSERT INTO a VALUES ('x;y');\n"
        "CREATE TRIGGER g AFTER INSERT ON a BEGIN UPDATE a SET id = 1; END;\nSELECT * FROM a WHERE id = ?;"
    )
    statements = parse_script(sql(text))
    assert [each.kind for each in statements] == ["create_table", "insert", "other", "select"]
    assert statements[3].conditions[0].span.of(text) == "id = ?"
    assert all(each.more for each in statements)
    first = parse_sql(sql(text))
    assert first is not None
    assert first.kind == "create_table"


def test_deeply_nested_text_is_no_crash() -> None:
    assert parse_sql(sql("SELECT * FROM t WHERE " + "(" * 3000 + "a = 1" + ")" * 3000)) is None


def test_mysql_changes_to_several_tables() -> None:
    statement = parsed("DELETE t FROM tickets t JOIN users u ON u.id = t.user_id WHERE u.id = %s", "mysql")
    assert [(each.name, each.role) for each in statement.tables] == [("tickets", "target"), ("users", "joined")]
    statement = parsed("UPDATE tickets t JOIN users u ON u.id = t.user_id SET t.n = t.n + 1 WHERE u.id = %s", "mysql")
    assert statement.target is not None
    assert statement.target.name == "tickets"
    assert statement.sets_relative


def test_statements_are_comparable_and_picklable() -> None:
    statement = parsed("SELECT * FROM t WHERE id = ? AND a IN (SELECT 1)")
    assert pickle.loads(pickle.dumps(statement)) == statement


def test_parser_warnings_stay_off_the_error_stream(capfd: pytest.CaptureFixture[str]) -> None:
    parse_sql(sql("CREATE TABLE t (id int) WITH (nonsense = 1) WAT WAT"))
    assert capfd.readouterr().err == ""


def test_importing_the_package_does_not_import_the_parser() -> None:
    code = "import sys, offpath.facts.stores.sql as s; s.looks_like_sql('SELECT 1'); print('sqlglot' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "False"
