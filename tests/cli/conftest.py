"""The command line, called as a shell calls it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from offpath.cli.application import run
from offpath.engine.extents import Extent
from offpath.engine.reporting import measures
from offpath.engine.reporting.measures import Kind, Measure, Measures
from support.command import Offpath, Result


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, which is the working directory."""
    made = tmp_path / "project"
    made.mkdir()
    (made / "pyproject.toml").write_text("")
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def offpath(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Offpath:
    """Runs a command line without a terminal."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def called(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsysbinary.readouterr()
        code = run(arguments)
        sys.stdout.flush()
        out, err = capsysbinary.readouterr()
        return Result(code, out, err.decode())

    return called


RIGHT = {"debug-mode-enabled": "high", "missing-timeout": "network"}


@pytest.fixture(autouse=True)
def _judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verdicts that stay as they are, whatever is judged: two rules were right eighty times."""
    known = {Kind(name, reason, Extent.SMALL): Measure(true=80, applications=8) for name, reason in RIGHT.items()}
    monkeypatch.setattr(measures, "shipped", lambda: Measures(known))


@pytest.fixture
def check(offpath: Offpath) -> Offpath:
    """Runs `offpath check` with a report in JSON."""
    return lambda *arguments, stdin=b"": offpath("check", "--output-format", "json", *arguments, stdin=stdin)
