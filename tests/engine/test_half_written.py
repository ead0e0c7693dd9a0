"""What one statement says is said of code that is half written, too: text below it takes nothing back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.session import Session
from offpath.rules.registry import all_rules
from offpath.text.document import ContentChange, Document
from offpath.text.positions import Position
from support.chance import chance_of
from support.sessions import make_project

FIXTURES = Path(__file__).parent.parent / "fixtures"
FILES = int(os.environ.get("OFFPATH_HALF_WRITTEN", "12"))
BY_ONE_STATEMENT = frozenset(rule.name for rule in all_rules() if rule.told_by_one_statement)

_TAKEN_BACK = frozenset({"silent_outer_deadline.py"})
"""A call without a limit that is kept, and awaited within one further down."""


def innocent() -> list[Path]:
    """The texts to write: those of one file in which rules are silent."""
    paths = sorted(FIXTURES.glob("*/silent_*.py"))
    return [each for each in paths if "# file:" not in each.read_text() and each.name not in _TAKEN_BACK]


@pytest.mark.parametrize("number", range(FILES))
def test_what_one_statement_says_is_not_taken_back(tmp_path: Path, number: int) -> None:
    path = chance_of("half written", number).choice(innocent())
    session = Session(SettingsFinder(all_rules(), {}))
    name = str(make_project(tmp_path, {}) / path.name)
    document = Document.from_text("", 1)
    session.open(name, document)
    said: list[tuple[str, str]] = []
    for line_number, line in enumerate(path.read_text(encoding="utf-8").splitlines(True)):
        end = Position(line_number, 0)
        document, change = document.edited([ContentChange(line, end, end)], line_number + 2, "utf-32")
        session.change(name, document, change)
        while session.work(1.0):
            pass
        now = [(each.finding.rule, each.finding.message) for each in session.report(name).findings]
        said += [each for each in now if each[0] in BY_ONE_STATEMENT]
    assert set(said) <= set(now), f"{path.parent.name}/{path.name}, file {number}"
