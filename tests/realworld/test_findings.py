"""The findings in pinned real applications, as a snapshot: a change in any of them shows in the difference.

`python tests/realworld/test_findings.py` writes the snapshots anew.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

HERE = Path(__file__).parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent / "server")]

from offpath.engine.configuration.settings import SettingsFinder  # noqa: E402
from offpath.engine.reporting import measures  # noqa: E402
from offpath.engine.reporting.measures import Measures  # noqa: E402
from offpath.engine.running.run import RunResult, check_paths  # noqa: E402
from offpath.rules.registry import all_rules  # noqa: E402
from realworld.applications import APPLICATIONS, unpacked  # noqa: E402

FINDINGS = HERE / "findings"
FIRST_RULES = frozenset(
    {
        "missing-owner-filter", "unauthenticated-write", "client-supplied-identity", "read-modify-write", "dead-db-result", "missing-write",
        "input-output-disconnected", "silent-failure", "swallowed-exception", "debug-mode-enabled", "missing-timeout", "unbounded-concurrency",
    }
)  # fmt: skip
MOST_OF_FIRST_RULES, MOST_OF_ALL = 0.5, 1.5
"""Findings for a thousand lines."""


def _run(name: str) -> RunResult:
    settings = SettingsFinder(all_rules(), {"select": ["all"]}, "test", True)
    with patch.object(measures, "shipped", lambda: Measures({})):  # what rules believe in, whatever verdicts say of it
        return check_paths([str(unpacked(name))], settings, jobs=1)


def _listed(name: str, result: RunResult) -> str:
    root = unpacked(name)
    lines = [
        f"{Path(os.path.relpath(file.path, root)).as_posix()}:{found.range.start.line + 1} "
        f"{found.finding.rule}: {found.finding.message.splitlines()[0]}"
        for file in result.files
        for found in file.findings
    ]
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture(scope="module", params=sorted(APPLICATIONS))
def checked(request: pytest.FixtureRequest) -> tuple[str, RunResult]:
    return request.param, _run(request.param)


@pytest.mark.realworld
def test_findings_are_those_of_the_snapshot(checked: tuple[str, RunResult]) -> None:
    name, result = checked
    assert _listed(name, result) == (FINDINGS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.realworld
def test_no_file_fails(checked: tuple[str, RunResult]) -> None:
    _, result = checked
    assert [note.message for file in result.files for note in file.notes] == []


@pytest.mark.realworld
def test_findings_are_few() -> None:
    lines = sum(len(path.read_bytes().splitlines()) for name in APPLICATIONS for path in unpacked(name).rglob("*.py"))
    listed = [
        each for name in APPLICATIONS for each in (FINDINGS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    ]
    of_first_rules = [each for each in listed if each.split()[1].rstrip(":") in FIRST_RULES]
    assert 0 < len(of_first_rules) <= MOST_OF_FIRST_RULES * lines / 1000
    assert len(listed) <= MOST_OF_ALL * lines / 1000


def write() -> None:
    """Write every snapshot anew."""
    FINDINGS.mkdir(exist_ok=True)
    for name in APPLICATIONS:
        (FINDINGS / f"{name}.txt").write_text(_listed(name, _run(name)), encoding="utf-8")


if __name__ == "__main__":
    write()
