"""Safe fixes, applied to the real applications: everything parses, findings go down, and a second run changes nothing."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import libcst
import pytest

from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.running.run import check_paths, fix_paths
from offpath.rules.base import Applicability
from offpath.rules.registry import all_rules
from realworld.applications import APPLICATIONS, unpacked


def _settings() -> SettingsFinder:
    return SettingsFinder(all_rules(), {"min-confidence": "low"}, "test", True)


def _found(folder: Path) -> tuple[Counter[str], int]:
    """The findings by rule, and how many have a safe fix first."""
    findings = [each for file in check_paths([str(folder)], _settings(), jobs=1).files for each in file.findings]
    safe = sum(any(fix.applicability is Applicability.SAFE for fix in each.finding.fixes) for each in findings)
    return Counter(each.finding.rule for each in findings), safe


@pytest.mark.realworld
@pytest.mark.parametrize("name", sorted(APPLICATIONS))
def test_safe_fixes_mend_what_they_say_and_nothing_else(name: str, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(unpacked(name), tmp_path / "application"))
    before, safe = _found(copy)
    fixed = fix_paths([str(copy)], _settings(), jobs=1)
    assert bool(fixed) == bool(safe)
    for file in fixed:
        libcst.parse_module(file.after)
        Path(file.path).write_bytes(file.after.encode())
    after, left = _found(copy)
    assert not after - before
    assert left == 0
    assert before.total() - after.total() >= safe
    assert not fix_paths([str(copy)], _settings(), jobs=1)
