"""What is beyond a limit in SQL is counted in the text: the same whoever asks and however full their stack is, and always told."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from offpath.engine.analysis import UnitResult, check, read
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.stores.sql import SqlText, parse_script, parse_sql
from offpath.facts.stores.sql.lexer import lex
from offpath.facts.stores.sql.limits import DEEPEST, TooMuch, nesting_of, tree_of
from offpath.facts.stores.sql.parse import _first
from offpath.facts.unit import FileFacts
from offpath.rules.registry import all_rules
from offpath.syntax.budget import allowed
from support.checking import units_of


def _around(opening: str, closing: str, text: str = "SELECT a FROM t WHERE id = {}") -> Callable[[int], str]:
    return lambda count: text.format(opening * count + "1" + closing * count)


NESTED: dict[str, Callable[[int], str]] = {
    "parentheses": _around("(", ")"),
    "calls": _around("coalesce(", ", 2)"),
    "conditions": _around("(a = 1 AND ", ")", "SELECT a FROM t WHERE {}"),
    "negated": _around("(NOT ", ")", "SELECT a FROM t WHERE {}"),
    "cases": _around("CASE WHEN a = 1 THEN b ELSE ", " END", "SELECT {} FROM t"),
    "conditions of cases": _around("CASE WHEN ", " THEN 1 END", "SELECT {} FROM t"),
    "not": _around("NOT ", "", "SELECT a FROM t WHERE {}"),
    "minus": _around("- ", "", "SELECT {} FROM t"),
    "tables": lambda count: f"SELECT a FROM {'(SELECT a FROM ' * count}t{') x' * count}",
    "in": lambda count: f"SELECT a FROM t WHERE id IN {'(SELECT id FROM t WHERE id IN ' * count}(1){')' * count}",
    "exists": _around("EXISTS (SELECT 1 FROM t WHERE ", ")", "SELECT a FROM t WHERE {}"),
    "casts": _around("CAST(", " AS int)", "SELECT {} FROM t"),
    "windows": _around("sum(", ") OVER (PARTITION BY b)", "SELECT {} FROM t"),
    "common tables": lambda count: f"{'WITH x AS (' * count}SELECT 1{') SELECT * FROM x' * count}",
    "values": _around("(", ")", "INSERT INTO t (a) VALUES ({})"),
    "assignments": _around("(", ")", "UPDATE t SET a = {} WHERE id = 1"),
    "checks": _around("(", ")", "CREATE TABLE t (a int CHECK ({}))"),
}  # fmt: skip

REPEATED: dict[str, Callable[[int], str]] = {
    "joins without a condition": lambda count: "SELECT a FROM t " + "JOIN u " * count,
    "arrays": lambda count: f"SELECT {'ARRAY[' * (count // 2)}1{']' * (count // 2)} FROM t",
}
"""What the parser tries again and again: each more doubles its work."""

LONG: dict[str, Callable[[int], str]] = {
    "conditions": lambda count: "SELECT a FROM t WHERE " + "a = 1 AND " * count + "b = 2",
    "sums": lambda count: "SELECT " + "a + " * count + "b FROM t",
    "rows": lambda count: "INSERT INTO t (a) VALUES " + "(1), " * count + "(2)",
    "items": lambda count: "SELECT a FROM t WHERE id IN (" + "1, " * count + "2)",
    "joins": lambda count: "SELECT t.a FROM t " + "JOIN u ON u.id = t.id " * count,
    "columns": lambda count: "CREATE TABLE t (" + "".join(f"a{n} int, " for n in range(count)) + "b int)",
    "names": lambda count: "SELECT " + "".join(f"t.a{n} AS b{n}, " for n in range(count)) + "c FROM t",
}


def _understood(text: str) -> tuple[bool, list[str]]:
    """Whether a text is understood, and what is told to be left out; nothing is remembered of it."""
    _first.cache_clear()
    with allowed(10**6) as budget:
        return parse_sql(SqlText(text)) is not None, [each.cause for each in budget.left_out]


def _with_full_stack(text: str, free: int = 120) -> tuple[bool, list[str]]:
    """The same, where the caller's stack is nearly full."""

    def depth() -> int:
        frame, count = sys._getframe(), 0
        while frame is not None:
            frame, count = frame.f_back, count + 1  # type: ignore[assignment]
        return count

    def go_down(levels: int) -> tuple[bool, list[str]]:
        return go_down(levels - 1) if levels > 0 else _understood(text)

    return go_down(sys.getrecursionlimit() - depth() - free)


@pytest.mark.parametrize("shape", NESTED)
def test_how_deep_is_counted_in_the_text(shape: str) -> None:
    def nesting(count: int) -> int:
        lexed = lex(SqlText(NESTED[shape](count)))
        assert lexed is not None
        return nesting_of(lexed.tokens)

    deepest = next(count for count in range(100) if nesting(count + 1) > DEEPEST)
    assert _understood(NESTED[shape](deepest)) == (True, [])
    assert _with_full_stack(NESTED[shape](deepest)) == (True, [])
    for count in (deepest + 1, 500, 1500):
        understood, [told] = _understood(NESTED[shape](count))
        assert not understood
        assert told.endswith((f"nests deeper than {DEEPEST} levels", "is longer than 50,000 characters"))
        assert _with_full_stack(NESTED[shape](count)) == (False, [told])


@pytest.mark.parametrize("shape", REPEATED)
def test_what_the_parser_repeats_has_an_end(shape: str) -> None:
    assert _understood(REPEATED[shape](6)) == (True, [])
    understood, [told] = _understood(REPEATED[shape](40))
    assert not understood
    assert "takes more work than an SQL text is allowed" in told
    with pytest.raises(TooMuch):
        tree_of(REPEATED[shape](40), "postgres")


@pytest.mark.parametrize("shape", LONG)
def test_what_is_only_long_is_understood(shape: str) -> None:
    assert _understood(LONG[shape](400)) == (True, [])
    assert _with_full_stack(LONG[shape](400)) == (True, [])


def test_what_is_longer_than_is_read_is_told() -> None:
    _, [told] = _understood(LONG["conditions"](8_000))
    assert "the SQL text that begins `SELECT a FROM t WHERE a = 1 AND a = 1 AN…`: it is longer than 50,000" in told


def test_every_statement_of_a_script_has_its_own_limit() -> None:
    with allowed(10**6) as budget:
        found = parse_script(SqlText(f"SELECT 1; {NESTED['calls'](50)}; DELETE FROM t"))
    assert [each.kind for each in found] == ["select", "delete"]
    assert len(budget.left_out) == 1


def _result(text: str, rules: frozenset[str] = frozenset()) -> UnitResult:
    [unit] = units_of(text)
    done = read(unit)
    assert done.reading is not None
    project = Project()
    project.set_module(ModuleFacts("m", "m.py", False, (done.contribution,)))
    chosen = [rule for rule in all_rules() if not rules or rule.name in rules]
    return check(done, project, FileFacts("m.py", "m"), chosen)


DEEP = f'''def rows(connection):
    return connection.execute("{NESTED["parentheses"](60)}").fetchall(){{comment}}
'''


def test_a_unit_says_what_no_rule_could_look_at_each_time_it_is_asked() -> None:
    for _ in range(2):
        result = _result(DEEP.format(comment=""))
        assert [each.remedy for each in result.left_out] == [
            "divide it into several statements, or put parts of it into views"
        ]
        assert not result.is_whole


def test_no_comment_is_called_unused_there() -> None:
    commented = DEEP.format(comment="  # offpath: ignore[missing-owner-filter] ours")
    assert not _result(commented).findings
    plain = commented.replace(NESTED["parentheses"](60), NESTED["parentheses"](3))
    assert [each.rule for each in _result(plain).findings] == ["unused-suppression"]
