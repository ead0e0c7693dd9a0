"""Comments that silence findings, and those that silence nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from offpath.engine.reporting.suppressions import UNUSED, suppressing_edit, suppressions_in
from offpath.engine.running.run import check_text, fix_single_text
from offpath.rules.registry import all_rules
from offpath.syntax.parse import parse_unit
from offpath.text.span import apply_edits
from support.checking import check_project, find
from support.fixing import fixed
from support.sessions import make_finder, make_project
from support.tiny_rules import BareSleep, Shouting

UNUSED_RULE = next(rule for rule in all_rules() if rule.name == UNUSED)
RULES = [Shouting(), BareSleep(), UNUSED_RULE]


def reported(text: str) -> list[tuple[int, str]]:
    return [(each.line, each.rule) for each in check_project({"app.py": text}, RULES)]


@pytest.mark.parametrize(
    "text",
    [
        'x = "shout"  # offpath: ignore[shouting]\n',
        'x = "shout"  # offpath: ignore[shouting] because I say so\n',
        'x = "shout"  #offpath:ignore[ shouting ]\n',
        'x = "shout"  # noqa: E501  # offpath: ignore[shouting]\n',
        'x = "shout"  # offpath: ignore[tiny]\n',
        'x = [  # offpath: ignore[shouting]\n    "quiet",\n    "shout",\n]\n',
        'x = [\n    "quiet",\n    "shout",  # offpath: ignore[shouting]\n]\n',
        'x = f("""\n""", "shout", """\n""")  # offpath: ignore[shouting]\n',
        'sleep("shout")  # offpath: ignore[shouting, bare-sleep]\n',
        'def f():\n    if x:  # é 😀\n        return "shout"  # offpath: ignore[shouting]\n',
        'x = "shout"  # offpath: ignore[shouting]\r\n',
    ],
)
def test_a_comment_silences(text: str) -> None:
    assert reported(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('x = "# offpath: ignore[shouting]", "shout"\n', [(1, "shouting")]),
        ('x = """\n# offpath: ignore-file[shouting]\n""", "shout"\n', [(3, "shouting")]),
        ('x = f"# offpath: ignore[shouting] {y}", "shout"\n', [(1, "shouting")]),
        ('# offpath: ignored[shouting]\nx = "shout"\n', [(2, "shouting")]),
        ('if x:  # offpath: ignore[shouting]\n    y = "shout"\n', [(1, UNUSED), (2, "shouting")]),
        ('x = "quiet"  # offpath: ignore[shouting]\n', [(1, UNUSED)]),
        ('x = "shout"  # offpath: ignore[shouting, bare-sleep]\n', [(1, UNUSED)]),
        ('x = "shout"  # offpath: ignore[shout]\n', [(1, "shouting"), (1, UNUSED)]),
        ('x = "shout"  # offpath: ignore[]\n', [(1, "shouting"), (1, UNUSED)]),
    ],
)
def test_what_a_comment_does_not_silence(text: str, expected: list[tuple[int, str]]) -> None:
    assert reported(text) == sorted(expected)


def test_a_rule_that_did_not_run_is_not_unused() -> None:
    assert (
        check_project({"app.py": "x = 1  # offpath: ignore[missing-timeout, unused-suppression]\n"}, [Shouting()]) == []
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1  # offpath: ignore[nope] since\n", "x = 1\n"),
        ("x = 1  # offpath: ignore[nope] since # noqa\n", "x = 1  # noqa\n"),
        ("x = 1  # noqa # offpath: ignore[nope]\n", "x = 1  # noqa\n"),
        ("x = 1\n    # offpath: ignore[nope]\ny = 2\n", "x = 1\ny = 2\n"),
        ('x = "shout"  # offpath: ignore[nope, shouting] why\n', 'x = "shout"  # offpath: ignore[shouting] why\n'),
        ("x = 1  # offpath: ignore[nope]", "x = 1"),
        ("# offpath: ignore[nope]\r\nx = 1\r\n", "x = 1\r\n"),
    ],
)
def test_the_fix_removes_what_is_unused(text: str, expected: str) -> None:
    (located,) = find({"app.py": text}, RULES)
    assert fixed({"app.py": text}, located, located.finding.fixes[0]) == {"app.py": expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('x = "shout"\n', 'x = "shout"  # offpath: ignore[shouting]\n'),
        ('x = "shout"  # offpath: ignore[other] a\n', 'x = "shout"  # offpath: ignore[other, shouting] a\n'),
        ('x = f("""\n""", "shout", """\n""")', 'x = f("""\n""", "shout", """\n""")  # offpath: ignore[shouting]'),
        ('x = ["shout", \\\n  1]\n', 'x = ["shout", \\\n  1]  # offpath: ignore[shouting]\n'),
    ],
)
def test_suppressing_edit_goes_where_a_comment_can_stand(text: str, expected: str) -> None:
    (located,) = find({"app.py": text}, [Shouting()])
    edit = suppressing_edit(parse_unit(text), located.finding)
    assert edit is not None
    result = apply_edits(text, [edit])
    assert result == expected
    assert check_project({"app.py": result}, [Shouting()]) == []


def test_comments_know_their_scope() -> None:
    (first, second) = suppressions_in(parse_unit("# offpath: ignore-file[a, b]\nx = 1  # offpath: ignore[c]\n"))
    assert (first.whole_file, first.names, first.line) == (True, ("a", "b"), 0)
    assert (second.whole_file, second.names, second.line) == (False, ("c",), 1)


def test_a_comment_for_the_whole_file_counts_in_code_that_does_not_parse(tmp_path: Path) -> None:
    text = '# offpath: ignore-file[shouting]\nx = (\n\n\ndef f():\n    return "shout"\n'
    path = str(make_project(tmp_path, {"app.py": text}) / "app.py")
    assert [each.finding.rule for each in check_text(path, text, make_finder(RULES)).findings] == []
    assert fix_single_text(path, text, make_finder(RULES)) == text
    idle = text.replace('"shout"', '"quiet"')
    assert fix_single_text(path, idle, make_finder(RULES)) == idle, "nobody knows what the broken code holds"


SWALLOWED = """\
def save(record, db):
    try:
        db.write(record)
    except Exception:{}
        pass{}
"""


@pytest.mark.parametrize(
    ("beside_the_branch", "beside_pass"),
    [
        ("  # noqa: S110", ""),
        ("  # noqa: E501, BLE001", ""),
        ("  # noqa:BLE001,S110", ""),
        ("  # noqa - the audit is best effort", ""),
        ("  # nosec: nothing is lost by it", ""),
        ("  # nosec: B110", ""),
        ("  # pylint: disable=broad-except", ""),
        ("  # pylint: disable=unused-variable, broad-exception-caught", ""),
        ("", "  # noqa: S110"),
        ("", "  # nosec B110"),
    ],
)
def test_what_another_linter_was_told_is_heard(beside_the_branch: str, beside_pass: str) -> None:
    assert check_project({"app.py": SWALLOWED.format(beside_the_branch, beside_pass)}, all_rules()) == []


@pytest.mark.parametrize(
    "beside_the_branch",
    [
        "  # noqa",
        "  # nosec",
        "  # noqa: E722",
        "  # noqa: F841",
        "  # nosec B608",
        "  # pylint: disable=unused-variable",
        "  # type: ignore",
    ],
)
def test_what_another_linter_was_told_of_something_else_is_not(beside_the_branch: str) -> None:
    found = check_project({"app.py": SWALLOWED.format(beside_the_branch, "")}, all_rules())
    assert [(each.line, each.rule) for each in found] == [(4, "swallowed-exception")]


@pytest.mark.parametrize(
    "comment",
    ["# ruff: noqa: S110\n", "# flake8: noqa: BLE001\n", "# pylint: disable=broad-except\n"],
)
def test_what_another_linter_was_told_of_the_whole_file_is_heard(comment: str, tmp_path: Path) -> None:
    path, text = str(tmp_path / "app.py"), comment + SWALLOWED.format("", "")
    assert check_text(path, text, make_finder(all_rules())).findings == ()


def test_pylint_is_told_of_a_block() -> None:
    text = """\
def save(record, db):
    # pylint: disable=broad-except
    try:
        db.write(record)
    except Exception:
        pass


def load(record, db):
    try:
        db.read(record)
    except Exception:
        pass
"""
    assert [each.line for each in check_project({"app.py": text}, all_rules())] == [12]
