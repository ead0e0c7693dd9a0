"""What `offpath check` keeps, `--no-cache` and `offpath clean`."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command import CLEAN, DEBUG, DEBUG_FIXED, SESSION, WEATHER, Offpath, write


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where results are kept."""
    monkeypatch.setenv("OFFPATH_CACHE_DIR", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.mark.parametrize("output", ["text", "json", "sarif"])
def test_the_second_run_says_what_the_first_said(folder: Path, offpath: Offpath, kept: Path, output: str) -> None:
    write(folder, {"app.py": DEBUG, "net.py": SESSION, "weather.py": WEATHER, "half.py": "def f(:\n"})
    arguments = ("check", "--output-format", output)
    fresh = offpath(*arguments, "--no-cache")
    assert not kept.exists()
    assert fresh.code == 1
    for _ in range(2):
        assert offpath(*arguments) == fresh
        assert kept.exists()
    write(folder, {"net.py": SESSION.replace("requests.Session()", "None")})
    changed = offpath(*arguments, "--no-cache")
    assert changed != fresh
    assert offpath(*arguments) == changed


def test_fixes_are_those_of_a_run_without_memory(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "fine.py": CLEAN})
    for _ in range(2):
        assert offpath("check", "--diff") == offpath("check", "--diff", "--no-cache")
    assert offpath("check", "--fix").code == 0
    assert (folder / "app.py").read_text() == DEBUG_FIXED
    assert offpath("check").code == 0


def test_clean_removes_what_is_kept_and_nothing_else(folder: Path, offpath: Offpath, kept: Path) -> None:
    write(folder, {"app.py": DEBUG})
    first = offpath("check")
    (kept / "notes.txt").write_text("somebody else's")
    done = offpath("clean")
    assert done.code == 0
    assert done.text.startswith("2 files removed")
    assert [each.name for each in kept.iterdir()] == ["notes.txt"]
    assert offpath("clean").text.startswith("nothing kept")
    assert offpath("check") == first
