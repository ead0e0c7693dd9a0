"""The editor and the command line say the same about the real applications."""

from __future__ import annotations

from pathlib import Path

import pytest

from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.reporting.located import LocatedFinding, Range
from offpath.engine.running.run import RunFinding, check_paths
from offpath.engine.session import Session
from offpath.rules.registry import all_rules
from offpath.text.decode import decode
from offpath.text.document import Document
from realworld.applications import APPLICATIONS, unpacked

SPEAKING, OPENED = 60, 40
"""About so many files of an application are opened: with findings, and without."""

Said = tuple[str, str, Range, str, str, tuple[str, ...], int]
"""File, rule, place, message, confidence, related places, number of fixes."""


def _settings() -> SettingsFinder:
    return SettingsFinder(all_rules(), {"min-confidence": "low"}, "test", True)


def _said(path: str, found: LocatedFinding | RunFinding) -> Said:
    finding = found.finding
    related = tuple(f"{each.path}:{each.range.start.line}" for each in found.related)
    return path, finding.rule, found.range, finding.message, finding.confidence.value, related, len(finding.fixes)


@pytest.mark.realworld
@pytest.mark.parametrize("name", sorted(APPLICATIONS))
def test_cli_and_editor_agree(name: str) -> None:
    root = unpacked(name)
    result = check_paths([str(root)], _settings(), jobs=1)
    by_path = {file.path: file for file in result.files}
    speaking = [path for path, file in by_path.items() if file.findings]
    quiet = sorted(path for path, file in by_path.items() if not file.findings)
    opened = [*speaking[:: max(1, len(speaking) // SPEAKING)], *quiet[:: max(1, len(quiet) // OPENED)]]
    session = Session(_settings(), jobs=0)
    session.index(str(root))
    for path in opened:
        session.open(path, Document.from_text(decode(Path(path).read_bytes()).text, 1))
    while session.work(1.0) or session.is_indexing:
        pass
    in_editor = {path: [_said(path, found) for found in session.report(path).findings] for path in opened}
    session.shutdown()
    on_command_line = {path: [_said(path, found) for found in by_path[path].findings] for path in opened}
    assert in_editor == on_command_line
    assert len(opened) >= min(OPENED, len(by_path)) // 2
