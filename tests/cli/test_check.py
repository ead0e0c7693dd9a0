"""`offpath check`: what is checked, which rules run, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from offpath import __version__
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Finding
from offpath.rules.configuration.debug_mode_enabled import DebugModeEnabled
from support.command import Offpath

DEBUG = "from flask import Flask\n\napp = Flask(__name__)\napp.run(debug=True)\n"
WAITING = "import requests\n\n\ndef load(url):\n    return requests.get(url)\n"


def found(text: str) -> list[tuple[str, int, str]]:
    return [(each["path"], each["line"], each["rule"]) for each in json.loads(text)]


def test_findings_end_with_one_and_none_with_zero(folder: Path, offpath: Offpath) -> None:
    (folder / "clean.py").write_text("x = 1\n")
    assert offpath("check").code == 0
    (folder / "app.py").write_text(DEBUG)
    assert offpath("check").code == 1
    assert offpath("check", "--exit-zero").code == 0
    assert offpath("check", "clean.py").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "nowhere"], "nowhere does not exist"),
        (["check", "--select", "no-such-rule"], "'no-such-rule' is neither a rule nor a category"),
        (["check", "--unsafe-fixes"], "it needs --fix"),
        (["check", "--min-confidence", "certain"], "certain"),
        (["check", "-", "app.py"], "standard input is checked alone"),
        (["check", "--output-file", "nowhere/report.json"], "does not exist"),
        (["chekc"], "chekc"),
    ],
)
def test_wrong_usage_ends_with_two(offpath: Offpath, arguments: list[str], told: str) -> None:
    ran = offpath(*arguments)
    assert ran.code == 2
    assert told in ran.err


def test_a_rule_that_raises_is_told_and_the_rest_goes_on(
    folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: DebugModeEnabled, facts: UnitFacts) -> Iterator[Finding]:
        raise ValueError("out of order")
        yield

    monkeypatch.setattr(DebugModeEnabled, "check", broken)
    (folder / "app.py").write_text(DEBUG)
    ran = offpath("check", "--jobs", "1")
    assert "rule debug-mode-enabled failed there (ValueError: out of order)" in ran.text
    assert ran.code == 2
    (folder / "app.py").write_text(DEBUG + WAITING)
    ran = offpath("check", "--jobs", "1")
    assert "missing-timeout" in ran.text
    assert ran.code == 2


def test_rules_are_chosen_by_name_category_and_alias(folder: Path, offpath: Offpath) -> None:
    (folder / "app.py").write_text(DEBUG + WAITING)

    def rules(*arguments: str) -> set[str]:
        return {rule for _, _, rule in found(offpath("check", "--output-format", "json", *arguments).text)}

    assert rules() == {"debug-mode-enabled", "missing-timeout"}
    assert rules("--select", "missing-timeout") == {"missing-timeout"}
    assert rules("--select", "configuration") == {"debug-mode-enabled"}
    assert rules("--select", "DEBUG_MODE_RISK") == {"debug-mode-enabled"}
    assert rules("--select", "configuration,missing-timeout") == {"debug-mode-enabled", "missing-timeout"}
    assert rules("--ignore", "configuration") == {"missing-timeout"}
    assert rules("--select", "missing-timeout", "--extend-select", "debug-mode-enabled") == {
        "debug-mode-enabled",
        "missing-timeout",
    }


def test_confidence_is_a_threshold(folder: Path, offpath: Offpath) -> None:
    (folder / "jobs.py").write_text(
        "import asyncio\n\n\nasync def run(items, load):\n    await asyncio.gather(*[load(each) for each in items])\n"
    )
    (folder / "app.py").write_text(DEBUG)
    high = found(offpath("check", "--output-format", "json", "--min-confidence", "high").text)
    everything = found(offpath("check", "--output-format", "json", "--min-confidence", "low").text)
    assert ("app.py", 4, "debug-mode-enabled") in high
    assert {each["confidence"] for each in json.loads(offpath("check", "--output-format", "json").text)} <= {
        "high",
        "medium",
    }
    assert set(high) < set(everything)


def test_settings_count_unless_isolated(folder: Path, offpath: Offpath) -> None:
    (folder / "pyproject.toml").write_text('[tool.offpath]\nignore = ["debug-mode-enabled"]\n')
    (folder / "app.py").write_text(DEBUG)
    assert offpath("check").code == 0
    assert offpath("check", "--isolated").code == 1


def test_paths_are_relative_with_slashes(folder: Path, offpath: Offpath) -> None:
    (folder / "shop" / "web").mkdir(parents=True)
    (folder / "shop" / "web" / "app.py").write_text(DEBUG)
    assert found(offpath("check", "--output-format", "json").text) == [("shop/web/app.py", 4, "debug-mode-enabled")]
    assert offpath("check", str(folder / "shop")).text.startswith("shop/web/app.py:4:")


def test_projects_of_one_run_keep_their_facts_apart(folder: Path, offpath: Offpath) -> None:
    model = (
        "from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\n\n\nclass Note(db.Model):\n"
        "    id = db.Column(db.Integer, primary_key=True)\n    text = db.Column(db.Text)\n"
    )
    view = (
        "from flask import Flask, jsonify\nfrom flask_login import login_required\n\nfrom models import Note\n\napp = Flask(__name__)\n\n\n"
        '@app.get("/notes/<int:note_id>")\n@login_required\ndef note(note_id):\n    return jsonify(Note.query.get_or_404(note_id).text)\n'
    )
    for name, owner in (("one", "    user_id = db.Column(db.Integer)\n"), ("two", "")):
        (folder / name).mkdir()
        (folder / name / "setup.cfg").touch()
        (folder / name / "models.py").write_text(model + owner)
        (folder / name / "app.py").write_text(view)
    ran = offpath("check", "one", "two", "--output-format", "json")
    assert found(ran.text) == [("one/app.py", 12, "missing-owner-filter")]


def test_ignored_and_unreadable_files(folder: Path, offpath: Offpath) -> None:
    (folder / ".gitignore").write_text("generated/\n")
    for name in ("generated", ".venv", "node_modules", "shop"):
        (folder / name).mkdir()
        (folder / name / "app.py").write_text(DEBUG)
    (folder / "binary.py").write_bytes(b"x = 1\0\0")
    (folder / "latin.py").write_bytes(b"name = '\xe9'\n")
    (folder / "declared.py").write_bytes(b"# coding: latin-1\nname = '\xe9'\n" + DEBUG.encode())
    ran = offpath("check")
    assert ran.code == 1
    assert "shop/app.py:4" in ran.text
    assert "declared.py:6" in ran.text
    assert "note: binary.py:" in ran.text
    assert "note: latin.py:" in ran.text
    assert "generated/" not in ran.text
    assert ".venv" not in ran.text


def test_a_file_that_is_no_python_is_told(folder: Path, offpath: Offpath) -> None:
    (folder / "notes.txt").write_text("hello\n")
    ran = offpath("check", "notes.txt")
    assert "notes.txt: this is no Python file; it was not checked" in ran.text
    assert ran.code == 0


def test_standard_input(folder: Path, offpath: Offpath) -> None:
    ran = offpath("check", "--stdin-filename", "shop/app.py", "--output-format", "json", stdin=DEBUG.encode())
    assert found(ran.text) == [("shop/app.py", 4, "debug-mode-enabled")]
    assert ran.code == 1
    assert offpath("check", "-", stdin=b"x = 1\n").code == 0


def test_the_report_goes_into_a_file(folder: Path, offpath: Offpath) -> None:
    (folder / "app.py").write_text(DEBUG)
    ran = offpath("check", "--output-format", "json", "--output-file", "report.json")
    assert (ran.code, ran.out) == (1, b"")
    assert found((folder / "report.json").read_text()) == [("app.py", 4, "debug-mode-enabled")]


def test_a_reader_that_leaves_early_is_no_error(folder: Path) -> None:
    (folder / "app.py").write_text(DEBUG * 60)
    server = Path(__file__).parents[2] / "server"
    command = [sys.executable, "-m", "offpath", "check", "--output-format", "sarif"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(server)}
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (1, b"")


def test_version_and_rules_and_explanations(offpath: Offpath) -> None:
    assert offpath("--version").text == f"offpath {__version__}\n"
    listed = offpath("rules").text
    assert "missing-owner-filter" in listed
    assert "read-modify-write" in listed
    by_name = offpath("explain", "silent-failure").text
    assert "Use instead" in by_name
    assert offpath("explain", "SILENT_FAILURE").text == by_name
    unknown = offpath("explain", "silent-failur")
    assert unknown.code == 2
    assert "silent-failur" in unknown.err
