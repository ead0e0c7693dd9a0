"""Code that nests too deeply costs nobody but itself: command line and editor say the same of it, and check what lies beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from offpath.engine.reporting.notes import Note
from offpath.rules.registry import all_rules
from support.command import CLEAN, DEBUG, Offpath, write
from support.nesting import NESTED, hostile
from support.sessions import Editor

SQL = {
    "sql.py": f'def rows(connection):\n    return connection.execute("SELECT a FROM t WHERE b = {"(" * 60}1{")" * 60}").fetchall()\n',
    "joins.py": f'def rows(connection):\n    return connection.execute("SELECT a FROM t {"JOIN u " * 40}").fetchall()\n',
}  # fmt: skip

BEHIND = """\


def position(code):
    import requests

    return requests.get(f"https://carrier.example/{code}")
"""


def _files(count: int) -> dict[str, str]:
    shapes = {f"{shape.replace(' ', '_')}.py": hostile(shape, count) for shape in NESTED}
    behind = {f"behind_{name}": text + BEHIND for name, text in shapes.items() if name in ("ifs.py", "calls.py")}
    return {"app.py": DEBUG, "zebra.py": CLEAN, **shapes, **behind, **SQL}


def _told(notes: list[Note]) -> set[tuple[int, str]]:
    return {(note.line, note.about) for note in notes if note.kind != "syntax"}


@pytest.mark.parametrize("count", [500, 5000])
def test_every_hostile_shape_is_told_and_costs_no_other_file(
    folder: Path, check: Offpath, offpath: Offpath, count: int
) -> None:
    files = _files(count)
    write(folder, files)
    done = check("--jobs", "1")
    assert done.code == 1
    assert {name for name, _, rule in done.found if rule in ("debug-mode-enabled", "missing-timeout")} == {
        "app.py", "behind_calls.py", "behind_ifs.py",
    }  # fmt: skip
    told = {each["path"] for each in done.json if each["rule"] == "not-checked"}
    assert told == files.keys() - {"app.py", "zebra.py"}
    assert {each["reason"] for each in done.json if each["rule"] == "not-checked"} <= {"limit", "syntax"}
    assert max(map(len, offpath("check", "--jobs", "1").text.splitlines())) < 400

    editor = Editor(folder, all_rules())
    for name in files:
        editor.open(name)
    editor.settle()
    for name in files:
        report = editor.report(name)
        assert report.complete
        listed = [each for each in done.json if each["path"] == name and each["rule"] == "not-checked"]
        assert _told(list(report.notes)) == {
            (each["line"], each["message"]) for each in listed if each["reason"] != "syntax"
        }
        rules = {rule for _, rule, _ in editor.findings(name)}
        assert {each["rule"] for each in done.json if each["path"] == name} - {"not-checked"} <= rules


def test_a_note_says_one_remedy_and_names_the_outermost_class(folder: Path, offpath: Offpath) -> None:
    write(folder, {"classes.py": NESTED["classes"](400), "calls.py": NESTED["calls"](400)})
    text = offpath("check").text
    remedy = "take what is innermost out into functions or names of their own"
    assert f"calls.py:1: no rule has run: the code nests too deeply to be analysed; {remedy}\n" in text
    assert "classes.py:151 (C0 and 150 definitions in it): no rule has run" in text
    assert "divide it" not in text
