"""How large a project is decides what is shown of it: in runs, in what they keep, and in an editor when its files are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.extents import Extent, extent_of
from offpath.engine.reporting import measures
from offpath.engine.reporting.measures import Kind, Measure, Measures
from offpath.engine.running.run import check_paths, check_text
from offpath.rules.registry import all_rules
from support.sessions import Editor, make_project

CODE = "import requests\n\n\ndef fetched(code):\n    return requests.get(code)\n"
BULK = "LIMIT = 1  # as the house rules say\n" * 12_000


@pytest.fixture(autouse=True)
def _verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    """In large projects a missing timeout was never worth a word."""
    known = {Kind("missing-timeout", "network", Extent.LARGE): Measure(false=40, applications=8)}
    monkeypatch.setattr(measures, "shipped", lambda: Measures(known))


def found(root: Path, kept: Path | None = None) -> list[str]:
    result = check_paths([str(root)], SettingsFinder(all_rules(), {}, "test", True), jobs=1, kept_in=kept)
    return [each.finding.rule for file in result.files for each in file.findings]


def test_tests_do_not_make_a_project_large(tmp_path: Path) -> None:
    files = {"app.py": CODE, "tests/test_app.py": BULK, "bulk.py": BULK, "gone.py": ""}
    root = make_project(tmp_path, files)
    (root / "gone.py").unlink()
    extents = [
        extent_of(str(root), [str(root / name) for name in names])
        for names in (["app.py", "tests/test_app.py", "gone.py"], ["app.py", "bulk.py"])
    ]
    assert extents == [Extent.SMALL, Extent.LARGE]


def test_a_run_shows_what_is_right_in_projects_of_that_size(tmp_path: Path) -> None:
    root, kept = make_project(tmp_path / "project", {"app.py": CODE}), tmp_path / "kept"
    assert found(root, kept) == ["missing-timeout"]
    (root / "bulk.py").write_text(BULK)
    assert found(root, kept) == []
    assert found(root) == []
    (root / "bulk.py").write_text("")
    assert found(root, kept) == ["missing-timeout"]


def test_an_editor_shows_the_same_when_the_files_are_known(tmp_path: Path) -> None:
    root = make_project(tmp_path, {"app.py": CODE, "bulk.py": BULK})
    editor = Editor(root, all_rules(), **{"min-confidence": "medium"})
    editor.open("app.py", CODE)
    shown = []
    while editor.session.work(0.0) or editor.session.is_indexing:
        shown += editor.findings("app.py")
    assert shown == editor.findings("app.py") == []


def test_a_text_is_checked_as_one_of_its_project(tmp_path: Path) -> None:
    root = make_project(tmp_path, {"app.py": "", "bulk.py": BULK})
    settings = SettingsFinder(all_rules(), {}, "test", True)
    assert check_text(str(root / "app.py"), CODE, settings).findings == ()
    (root / "bulk.py").write_text("")
    assert [each.finding.rule for each in check_text(str(root / "app.py"), CODE, settings).findings] == [
        "missing-timeout"
    ]
