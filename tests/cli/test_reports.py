"""What reports say, in each format."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from offpath.rules.registry import all_rules
from support.command import CLEAN, DEBUG, POSITION, Offpath, write

FAILURE = """\
def charge(gateway, amount):
    try:
        gateway.charge(amount)
        return {"success": True}
    except Exception:
        return {"success": True}
"""

ASTRAL = 'import requests\n\n\ndef f():\n\tx = "😀é́"; return requests.get(\n        "https://a.example/😀")\n'


def test_json_is_a_list_of_findings_of_this_shape(folder: Path, check: Offpath) -> None:
    write(folder, {"shop/app.py": DEBUG})
    done = check()
    assert done.err == ""
    [found] = done.json
    fixes = found.pop("fixes")
    assert found == {
        "rule": "debug-mode-enabled",
        "category": "configuration",
        "severity": "error",
        "confidence": "high",
        "judged": {"true": 80, "arguable": 0, "false": 0, "applications": 8},
        "message": "debugging is on: `debug=True`\nIn production this shows source code and settings to visitors, "
        "or lets them run code. Leave it off, or let the environment decide.",
        "path": "shop/app.py",
        "line": 4,
        "column": 1,
        "end_line": 4,
        "end_column": 20,
        "cwe": [489],
        "related": [],
    }
    assert fixes[0] == {
        "title": "Remove `debug=True`",
        "applicability": "safe",
        "edits": [{"line": 4, "column": 9, "end_line": 4, "end_column": 19, "new_text": ""}],
    }
    assert {each["applicability"] for each in fixes} == {"safe", "unsafe"}


def test_json_tells_related_places(folder: Path, check: Offpath) -> None:
    write(folder, {"pay.py": FAILURE})
    [found] = check().json
    assert found["related"] == [
        {
            "message": "success is reported here",
            "path": "pay.py",
            "line": 6,
            "column": 9,
            "end_line": 6,
            "end_column": 33,
        }
    ]
    assert list(found) == [
        "rule", "category", "severity", "confidence", "judged", "message", "path", "line", "column", "end_line",
        "end_column", "cwe", "related", "fixes",
    ]  # fmt: skip


def test_json_of_nothing_is_an_empty_list(folder: Path, check: Offpath) -> None:
    write(folder, {"clean.py": CLEAN})
    assert (check().json, check().code) == ([], 0)


def test_columns_are_in_characters(folder: Path, check: Offpath) -> None:
    write(folder, {"a.py": ASTRAL, "b.py": ASTRAL.replace("\n", "\r\n"), "c.py": "\ufeff" + ASTRAL.replace("\n", "\r")})
    for found in check().json:
        place = [found[name] for name in ("line", "column", "end_line", "end_column")]
        text = ASTRAL.split("\n")
        assert place == [5, text[4].index("requests") + 1, 6, len(text[5]) + 1], found["path"]
        [edit] = found["fixes"][0]["edits"]
        assert (edit["line"], edit["column"], edit["new_text"]) == (6, len(text[5]), ", timeout=10")


def test_a_byte_order_mark_is_no_column(folder: Path, check: Offpath) -> None:
    write(folder, {"a.py": '\ufeffimport requests; requests.get("https://a.example")\n'})
    assert [each["column"] for each in check().json] == [18]


def test_applying_the_edits_of_the_report_fixes_the_finding(folder: Path, check: Offpath) -> None:
    write(folder, {"a.py": ASTRAL})
    [found] = check().json
    lines = ASTRAL.splitlines(keepends=True)
    for edit in sorted(found["fixes"][0]["edits"], key=lambda each: (each["line"], each["column"]), reverse=True):
        assert edit["line"] == edit["end_line"]
        line = lines[edit["line"] - 1]
        lines[edit["line"] - 1] = line[: edit["column"] - 1] + edit["new_text"] + line[edit["end_column"] - 1 :]
    (folder / "a.py").write_text("".join(lines), encoding="utf-8")
    assert check().json == []


def test_text_shows_place_reason_code_and_fix(folder: Path, offpath: Offpath) -> None:
    write(folder, {"shop/app.py": DEBUG})
    done = offpath("check", "--select", "debug-mode-enabled")
    assert done.err == ""
    assert (
        done.text
        == """\
shop/app.py:4:1  error  debug-mode-enabled  high confidence, true in 80 of 80 judged cases (8 applications)
  debugging is on: `debug=True`
  In production this shows source code and settings to visitors, or lets them run code. Leave it off, or let the environment decide.
  2 │
  3 │ app = Flask(__name__)
  4 │ app.run(debug=True)
    │ ^^^^^^^^^^^^^^^^^^^
  fix: Remove `debug=True` (safe, applied by --fix)
    -app.run(debug=True)
    +app.run()
  or: Let the environment decide (changes behaviour, offered in editors)

1 finding in 1 file: 1 error; 1 fixable with --fix, 0 more with --unsafe-fixes
"""
    )


def test_text_counts(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "position.py": POSITION, "pay.py": FAILURE, "clean.py": CLEAN})
    assert offpath("check").text.splitlines()[-1] == (
        "3 findings in 4 files: 2 errors, 1 warning; 1 fixable with --fix, 2 more with --unsafe-fixes"
    )


def test_text_underlines_by_the_columns_of_a_terminal(folder: Path, offpath: Offpath) -> None:
    write(folder, {"a.py": 'import requests; x = "注文😀\u0301"; requests.get("https://a.example/注")\n'})
    lines = offpath("check").text.splitlines()
    at = next(number for number, line in enumerate(lines) if "^" in line)
    assert lines[at - 1].startswith("  1 │ import requests")
    cells = {"注": 2, "文": 2, "😀": 2, "\u0301": 0}
    begun = lines[at - 1].index("requests.get")
    assert lines[at].index("^") == sum(cells.get(each, 1) for each in lines[at - 1][:begun])
    assert lines[at].count("^") == sum(cells.get(each, 1) for each in lines[at - 1][begun:])


HOSTILE = "x = '\x1b[41m \u202e \u2066 \x9b \x07 \u200b'; app.run(debug=True)  # \x1b]0;title\x07"


@pytest.mark.parametrize("colour", [False, True])
def test_nothing_in_a_file_reaches_the_terminal_unseen(
    folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch, colour: bool
) -> None:
    name = "a\x1b[2J\u202eb.py" if os.name != "nt" else "a.py"
    write(folder, {name: DEBUG.replace("app.run(debug=True)", HOSTILE)})
    if colour:
        monkeypatch.setattr("offpath.cli.checking.wants_colour", lambda: True)
    text = offpath("check").text
    for hidden in ("\x1b[41m", "\x1b]", "\x1b[2J", "\x07", "\x9b", "\u202e", "\u2066", "\u200b"):
        assert hidden not in text, repr(hidden)
    assert r"'\x1b[41m \u202e \u2066 \x9b \x07 \u200b'" in text
    marks = next(line for line in text.splitlines() if "^" in line)
    assert marks.count("^") == len("app.run(debug=True)")


def test_zero_width_joiners_stay_where_they_belong(folder: Path, offpath: Offpath) -> None:
    write(folder, {"a.py": DEBUG + 'x = "👩\u200d💻"\n'})
    assert "👩\u200d💻" in offpath("check").text


@pytest.mark.skipif(os.name == "nt", reason="such names are not allowed")
def test_file_names_that_are_no_text_are_told_in_every_format(folder: Path, offpath: Offpath) -> None:
    write(folder, {os.fsdecode(b"caf\xe9.py"): DEBUG})
    assert "caf\\udce9.py:4:1" in offpath("check").text
    [found] = json.loads(offpath("check", "--output-format", "json").out)
    assert os.fsencode(found["path"]) == b"caf\xe9.py"
    assert "caf%E9.py" in offpath("check", "--output-format", "sarif").text
    assert offpath("check", "--output-file", "report.txt").code == 1


@pytest.mark.parametrize("output_format", ["text", "json", "sarif"])
def test_the_output_file_holds_what_would_be_shown(folder: Path, offpath: Offpath, output_format: str) -> None:
    write(folder, {"app.py": DEBUG})
    shown = offpath("check", "--output-format", output_format)
    done = offpath("check", "--output-format", output_format, "--output-file", "report")
    assert (done.code, done.out, done.err) == (1, b"", "")
    assert (folder / "report").read_bytes() == shown.out


def test_an_output_file_that_cannot_be_written_is_an_error(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG})
    (folder / "report").symlink_to("report")
    done = offpath("check", "--output-file", "report")
    assert done.code == 2
    assert "report cannot be written" in done.err


def test_colour_is_for_terminals_and_those_who_ask(
    folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"app.py": DEBUG})
    assert b"\x1b[" not in offpath("check").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert b"\x1b[" in offpath("check").out
    offpath("check", "--output-file", "report.txt")
    assert b"\x1b[" not in (folder / "report.txt").read_bytes()
    monkeypatch.setenv("NO_COLOR", "1")
    assert b"\x1b[" not in offpath("check").out


def test_a_safe_fix_that_stands_second_is_said_to_be_applied(
    folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = all_rules().named("debug-mode-enabled")
    check = type(rule).check

    def turned(self, facts):
        for finding in check(self, facts):
            yield type(finding)(
                finding.rule, finding.span, finding.message, finding.severity, finding.confidence,
                fixes=tuple(reversed(finding.fixes)),
            )  # fmt: skip

    monkeypatch.setattr(type(rule), "check", turned)
    write(folder, {"app.py": DEBUG})
    text = offpath("check").text
    assert "fix: Let the environment decide (changes behaviour, applied by --fix --unsafe-fixes)" in text
    assert "or: Remove `debug=True` (safe, applied by --fix)" in text
    assert text.endswith("1 fixable with --fix, 0 more with --unsafe-fixes\n")
    assert offpath("check", "--fix").code == 0
