"""Exit codes: 0 clean, 1 findings, 2 wrong usage or an error inside offpath."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from offpath.cli import check as check_module
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Finding
from offpath.rules.registry import all_rules
from support.command import CLEAN, DEBUG, DEBUG_FIXED, Offpath, write


def test_clean_files_exit_with_0(folder: Path, offpath: Offpath) -> None:
    write(folder, {"clean.py": CLEAN})
    done = offpath("check")
    assert (done.code, done.text, done.err) == (0, "no findings in 1 file\n", "")


def test_nothing_to_check_is_clean(folder: Path, offpath: Offpath) -> None:
    done = offpath("check")
    assert (done.code, done.text) == (0, "no Python files to check\n")


def test_findings_exit_with_1(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG})
    assert offpath("check").code == 1
    assert offpath("check", "app.py", "--diff").code == 1
    assert offpath("check", "app.py", "--exit-zero").code == 0
    assert offpath("check", "app.py", "--diff", "--exit-zero").code == 0
    assert offpath("check", "app.py", "--fix").code == 0
    assert offpath("check", "app.py", "--diff").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "gone.py"], "gone.py does not exist"),
        (["check", "app.py", "gone/"], "gone does not exist"),
        (["check", "--exit-zero", "gone.py"], "gone.py does not exist"),
        (["check", "--select", "debug-mode"], "'debug-mode' is neither a rule nor a category"),
        (["check", "--ignore", "missing-timeout,Resilience"], "'Resilience' is neither"),
        (["check", "--extend-select", "nothing"], "'nothing' is neither"),
        (["check", "--select", ""], "names no rule"),
        (["check", "--select", " , "], "names no rule"),
        (["check", "--min-confidence", "sure"], "'sure' is not one of"),
        (["check", "--output-format", "xml"], "'xml' is not one of"),
        (["check", "--output-file", "gone/report.txt"], "the folder of 'gone/report.txt' does not exist"),
        (["check", "--output-file", "."], "is a directory"),
        (["check", "--unsafe-fixes"], "needs --fix"),
        (["check", "--jobs", "-1"], "-1 is not in the range"),
        (["check", "--colour"], "No such option"),
        (["check", "-", "app.py"], "standard input is checked alone"),
        (["check", "--stdin-filename", "app.py", "app.py"], "standard input is checked alone"),
        (["explain", "nothing"], "no rule is called 'nothing'"),
        (["explain"], "Missing argument"),
        (["rule"], "No such command"),
        (["server", "--tcp", "localhost"], "is not HOST:PORT"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_wrong_usage_exits_with_2(folder: Path, offpath: Offpath, arguments: list[str], told: str) -> None:
    write(folder, {"app.py": DEBUG})
    done = offpath(*arguments)
    assert (done.code, done.out) == (2, b"")
    assert told in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "last", ["except Exception:", "except:", "finally:", "else:", "if order:", "match order:", "with lock:"]
)
def test_half_written_code_is_no_failure_of_ours(folder: Path, offpath: Offpath, last: str) -> None:
    write(folder, {"app.py": f"def f(order):\n    try:\n        store(order)\n    {last}\n", "clean.py": CLEAN})
    done = offpath("check")
    assert done.code != 2
    assert "failed" not in done.text


@pytest.fixture
def failing_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule with a mistake in it."""

    def check(self: object, facts: UnitFacts) -> Iterator[Finding]:
        raise ValueError("a mistake\x1b[2J\nof ours")
        yield

    rule = all_rules().named("missing-timeout")
    monkeypatch.setattr(type(rule), "check", check)


@pytest.mark.usefixtures("failing_rule")
def test_a_rule_that_raises_is_a_note_and_exits_with_2(folder: Path, offpath: Offpath) -> None:
    write(folder, {"clean.py": CLEAN})
    done = offpath("check")
    assert done.code == 2
    assert "note: clean.py:1: rule missing-timeout failed there (ValueError: a mistake" in done.text
    assert "\x1b" not in done.text
    assert offpath("check", "--exit-zero").code == 2, "the run cannot say that all is well"


@pytest.mark.usefixtures("failing_rule")
def test_a_rule_that_raises_leaves_the_others_findings(folder: Path, check: Offpath) -> None:
    write(folder, {"app.py": DEBUG})
    done = check()
    assert done.found == [("app.py", 4, "debug-mode-enabled")]
    assert done.code == 2
    assert "rule missing-timeout failed" in done.err
    assert check("--exit-zero").code == 2


@pytest.mark.usefixtures("failing_rule")
def test_a_rule_that_raises_is_told_when_fixes_are_applied_or_shown(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG})
    shown = offpath("check", "--diff")
    assert shown.code == 2
    assert "rule missing-timeout failed" in shown.err
    assert b"+app.run()" in shown.out
    assert offpath("check", "--fix").code == 2
    assert (folder / "app.py").read_text() == DEBUG_FIXED


def test_a_mistake_inside_offpath_does_not_look_like_findings(
    folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("out of order")

    write(folder, {"app.py": DEBUG})
    monkeypatch.setattr(check_module, "checked", fail)
    done = offpath("check")
    assert done.code == 2
    assert "RuntimeError: out of order" in done.err
    assert "this is a mistake inside offpath" in done.err


def test_an_interrupted_run_exits_as_shells_expect(
    folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(check_module, "checked", interrupt)
    assert offpath("check").code == 130
