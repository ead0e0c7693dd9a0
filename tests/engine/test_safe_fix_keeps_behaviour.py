"""The invariant `safe_fix_keeps_behaviour`: what a safe fix writes does what stood there before, whatever it meets.

Every safe fix of every fixture, sample and case is made, and the code before and after is run on every way through the
function that it is in: files that are there, gone, folders, links, closed; stubs that fail at each step; values of all
kinds. What comes back, what is raised, what lies in the folder and what the stubs were told must be the same.
"""

from __future__ import annotations

import ast
import inspect
import sys
from pathlib import Path

import pytest

from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.fixing.fixes import edits_of
from offpath.engine.running.run import fix_single_text
from offpath.rules.base import Applicability, Rule
from offpath.rules.registry import all_rules
from offpath.text.document import Document
from offpath.text.span import Edit, OverlappingEdits, apply_edits
from support.behaviour import Version, compare
from support.checking import Located, find
from support.fix_cases import FIXES
from support.samples import FIXTURES, fixture_paths, parse_sample

SAFE_RULES = tuple(
    rule for rule in all_rules() if "Applicability.SAFE" in inspect.getsource(sys.modules[type(rule).__module__])
)
"""Every rule that ever offers a safe fix. The engine makes those of `unused-suppression`, which are looked at below."""

NOT_EXECUTED: dict[str, str] = {}
"""Samples in which no way reaches what the fix is for, each with the reason."""


def _samples() -> list[tuple[str, Rule, str]]:
    found = []
    for rule in SAFE_RULES:
        for number, text in enumerate(rule.invalid):
            found.append((f"{rule.name}-invalid-{number}", rule, text))
        for path in fixture_paths(rule.name):
            if path.stem.startswith("found_"):
                found.append((f"{rule.name}-{path.stem}", rule, path.read_text(encoding="utf-8")))
        for path in sorted((FIXES / rule.name).glob("*/before.py")):
            found.append((f"{rule.name}-{path.parent.name}", rule, path.read_text(encoding="utf-8")))
    return found


SAMPLES = _samples()


@pytest.mark.parametrize(("name", "rule", "text"), SAMPLES, ids=[name for name, _, _ in SAMPLES])
def test_safe_fix_keeps_behaviour(name: str, rule: Rule, text: str) -> None:
    if "except*" in text and sys.version_info < (3, 11):
        pytest.skip("this Python knows no except*")
    files = parse_sample(text).files
    findings = find(files, [rule])
    for path in files:
        before = files[path]
        versions = [version for version, _ in _versions(before, [each for each in findings if each.path == path])]
        for version, compared in zip(versions, compare(before, versions, rule.name) if versions else (), strict=True):
            assert not compared.differences, f"{version.text}\n{compared.differences[0]}"
            assert compared.ways > 0
            assert not compared.unreached or name in NOT_EXECUTED, f"{name}: nothing runs through {compared.unreached}"
            if rule.name == "lost-cause" and not compared.unreached:
                assert compared.names_causes, f"{name}: no exception tells its cause\n{version.text}"


def _versions(text: str, findings: list[Located]) -> list[tuple[Version, tuple[Edit, ...]]]:
    """The text after each safe fix, and after all of them."""
    found: list[tuple[Version, tuple[Edit, ...]]] = []
    for located in findings:
        line = located.unit.line_of(located.finding.span.start) + 1
        for fix in located.finding.fixes:
            edits = edits_of(Document.from_text(text), located.unit, fix)
            if fix.applicability is Applicability.SAFE and edits is not None:
                found.append((_version(text, edits, (line,)), edits))
    every = tuple(dict.fromkeys(edit for _, edits in found for edit in edits))
    if len(found) > 1:
        try:
            found.append((_version(text, every, tuple(line for version, _ in found for line in version.lines)), every))
        except OverlappingEdits:
            return found
    return found


def _version(text: str, edits: tuple[Edit, ...], lines: tuple[int, ...]) -> Version:
    replaced = tuple((edit.span.of(text), edit.new_text) for edit in edits)
    return Version(apply_edits(text, edits), lines, replaced)


def test_a_text_that_values_are_matched_with_is_not_changed_safely() -> None:
    text = (FIXTURES / "mojibake" / "found_matched.py").read_text(encoding="utf-8")
    fixes = [fix for located in find(parse_sample(text).files, ["mojibake"]) for fix in located.finding.fixes]
    assert [fix.applicability for fix in fixes] == [Applicability.UNSAFE] * 3


def test_what_is_not_executed_is_listed_truly() -> None:
    assert NOT_EXECUTED.keys() <= {name for name, _, _ in SAMPLES}


def test_a_sample_that_changes_its_behaviour_is_found_out() -> None:
    """The harness itself: differences in files, values, exceptions and calls are seen."""
    before = (
        "import os\n\n\ndef f(path, log):\n    if os.path.isfile(path):\n        log(path)\n        os.remove(path)\n"
    )
    for after in (
        before.replace("os.path.isfile(path)", "os.path.exists(path)"),
        before.replace("log(path)", "log(str(path))"),
        before.replace("os.remove", "os.unlink").replace("isfile", "islink"),
        before + "    return path\n",
        before.replace("os.remove(path)", "raise OSError(path)"),
    ):
        [compared] = compare(before, [Version(after, (7,))], "check-then-open")
        assert compared.differences, after
    [same] = compare(before, [Version(before.replace("os.remove", "os.unlink"), (7,))], "check-then-open")
    assert not same.differences
    assert not same.unreached


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1  # offpath: ignore[mojibake]\n", "x = 1\n"),
        ("x = 1  # noqa: E501  # offpath: ignore[mojibake] why\n", "x = 1  # noqa: E501\n"),
        ("x = 1  # offpath: ignore[mojibake]  # noqa: E501\n", "x = 1  # noqa: E501\n"),
        (
            "if x:\n    # offpath: ignore[mojibake]\n    y = '# offpath: ignore[x]'\n",
            "if x:\n    y = '# offpath: ignore[x]'\n",
        ),
        ("x = (1,  # offpath: ignore[mojibake]\n     2)\r\n", "x = (1,\n     2)\r\n"),
        ("def f():\n    return 1  # offpath: ignore[mojibake, lost-cause]", "def f():\n    return 1"),
    ],
)
def test_an_idle_suppression_goes_without_a_change(tmp_path: Path, text: str, expected: str) -> None:
    settings = SettingsFinder(all_rules(), {}, "test", isolated=True)
    fixed = fix_single_text(str(tmp_path / "app.py"), text, settings)
    assert fixed == expected
    assert ast.dump(ast.parse(fixed)) == ast.dump(ast.parse(text))


FIX_ALL = """\
import os
from flask import Flask

app = Flask(__name__)
TITLE = "RÃ©sumÃ©"  # shown


def load(path, error=None):
    # offpath: ignore[missing-timeout]
    if os.path.exists(path):
        os.remove(path)  # the old one
    try:
        return open(path).read()
    except OSError:
        try:
            return open(path + ".bak").read()
        except FileNotFoundError:
            if error:
                raise KeyError(path)
        raise LookupError(path)


def folder(path):
    if not os.path.isdir(path):
        os.makedirs(path, 0o750)
    return path


if __name__ == "__main__":
    app.run(
        host="127.0.0.1",  # the proxy's
        debug=True,
    )
"""


def test_all_safe_fixes_together_keep_behaviour(tmp_path: Path) -> None:
    settings = SettingsFinder(all_rules(), {"min-confidence": "low"}, "test", isolated=True)
    path = str(tmp_path / "app.py")
    fixed = fix_single_text(path, FIX_ALL, settings)
    assert fix_single_text(path, fixed, settings) == fixed
    for written in (
        "import contextlib\nimport os\n", "with contextlib.suppress(FileNotFoundError):\n            os.remove(path)  # the old one", "OSError as exc:",
        "FileNotFoundError as err:", "raise KeyError(path) from err", "raise LookupError(path) from exc", 'TITLE = "Résumé"  # shown',
        "    os.makedirs(path, 0o750, exist_ok=True)\n    return", 'host="127.0.0.1",  # the proxy\'s\n    )',
    ):  # fmt: skip
        assert written in fixed, f"{written}\n{fixed}"
    lines = tuple(number for number, line in enumerate(FIX_ALL.splitlines(), 1) if "raise" in line or "os." in line)
    [compared] = compare(FIX_ALL, [Version(fixed, (*lines[1:], 5), (("RÃ©sumÃ©", "Résumé"),))], "all")
    assert not compared.differences
    assert not compared.unreached
