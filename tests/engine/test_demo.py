"""The demonstration project: every rule finds something there, and its fixes end."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import libcst

from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.running.run import check_paths, fix_paths
from offpath.rules.registry import all_rules

DEMO = Path(__file__).parents[1] / "demo"
SPEAKS_OF_COMMENTS = {"unused-suppression"}


def found_in(folder: Path) -> Counter[str]:
    settings = SettingsFinder(all_rules(), {"min-confidence": "low"}, "test", isolated=True)
    result = check_paths([str(folder)], settings, jobs=1)
    assert not result.notes
    return Counter(each.finding.rule for file in result.files for each in file.findings)


def test_every_rule_finds_its_fault() -> None:
    assert set(found_in(DEMO)) == {rule.name for rule in all_rules()} - SPEAKS_OF_COMMENTS


def test_all_fixes_end_and_leave_fewer_findings(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(DEMO, tmp_path / "shop"))
    settings = SettingsFinder(all_rules(), {}, "test", isolated=True)
    before = found_in(copy)
    fixed = fix_paths([str(copy)], settings, unsafe=True, jobs=1)
    for file in fixed:
        libcst.parse_module(file.after)
        Path(file.path).write_text(file.after, encoding="utf-8")
    after = found_in(copy)
    assert not after - before
    assert {rule for rule in before if after[rule] < before[rule]} >= {
        "missing-owner-filter", "client-supplied-identity", "read-modify-write", "debug-mode-enabled", "missing-timeout",
        "silent-failure", "swallowed-exception", "unbounded-concurrency",
    }  # fmt: skip
    assert not fix_paths([str(copy)], settings, unsafe=True, jobs=1)
