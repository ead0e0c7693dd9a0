"""Which rules run and which findings are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command import DEBUG, POSITION, Offpath, write

UNSURE = '''\
def save_preferences(user, preferences, backend):
    """Keep what the user prefers."""
    backend.put(user, preferences)
    return {"status": "saved"}


def save_note(note):
    for each in note.observers():
        each.told(note)
    return {"status": "saved"}
'''


@pytest.fixture
def project(folder: Path) -> Path:
    """One finding each of two categories."""
    write(folder, {"app.py": DEBUG, "position.py": POSITION})
    return folder


BOTH = ["debug-mode-enabled", "missing-timeout"]


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        ([], BOTH),
        (["--select", "all"], BOTH),
        (["--select", "missing-timeout"], ["missing-timeout"]),
        (["--select", "resilience"], ["missing-timeout"]),
        (["--select", "configuration,resilience"], BOTH),
        (["--select", "configuration", "--select", "resilience"], BOTH),
        (["--select", "SILENT_FAILURE"], []),
        (["--select", "SILENT_FAILURE", "--extend-select", "missing-timeout"], ["missing-timeout"]),
        (["--ignore", "missing-timeout"], ["debug-mode-enabled"]),
        (["--ignore", "resilience, configuration"], []),
        (["--select", "resilience", "--ignore", "missing-timeout"], []),
    ],
    ids=lambda each: " ".join(each),
)
def test_rules_are_chosen_by_name_and_category(
    project: Path, check: Offpath, arguments: list[str], rules: list[str]
) -> None:
    done = check(*arguments)
    assert [rule for _, _, rule in done.found] == rules
    assert done.code == (1 if rules else 0)


def test_rules_are_chosen_by_alias(folder: Path, check: Offpath) -> None:
    write(folder, {"load.py": "def load(path):\n    try:\n        return deliver(path)\n    except:\n        pass\n"})
    assert check("--select", "EMPTY_EXCEPT").found == [("load.py", 4, "swallowed-exception")]
    assert check("--ignore", "EMPTY_EXCEPT").found == []


def test_findings_are_shown_from_a_confidence_upward(folder: Path, check: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "unsure.py": UNSURE})
    confidences = {each["confidence"] for each in check("--min-confidence", "low").json}
    assert confidences == {"low", "high"}
    assert {each["confidence"] for each in check().json} == {"high"}
    assert [each["rule"] for each in check("--min-confidence", "high").json] == ["debug-mode-enabled"]


def test_the_command_line_lies_over_the_settings_file(project: Path, check: Offpath) -> None:
    write(project, {"pyproject.toml": '[tool.offpath]\nignore = ["missing-timeout"]\nmin-confidence = "high"\n'})
    assert [rule for *_, rule in check().found] == ["debug-mode-enabled"]
    assert [rule for *_, rule in check("--ignore", "debug-mode-enabled").found] == ["missing-timeout"]
    assert [rule for *_, rule in check("--isolated").found] == BOTH
