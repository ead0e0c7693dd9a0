"""`--fix`, `--unsafe-fixes` and `--diff`: what is written, and what is only shown."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cli.conftest import Command

DEBUG = "from flask import Flask\n\napp = Flask(__name__)\napp.run(debug=True)\n"
BOTH = DEBUG + "\n\nimport requests\nrequests.get('a')\n"


def test_safe_fixes_alone_by_default(folder: Path, offpath: Command) -> None:
    file = folder / "app.py"
    file.write_text(BOTH)
    ran = offpath("check", "--fix")
    assert file.read_text() == BOTH.replace("debug=True", "")
    assert ran.code == 1
    assert "missing-timeout" in ran.text
    assert "1 file fixed" in ran.text


def test_unsafe_fixes_when_wanted(folder: Path, offpath: Command) -> None:
    file = folder / "app.py"
    file.write_text(BOTH)
    assert offpath("check", "--fix", "--unsafe-fixes").code == 0
    assert "requests.get('a', timeout=" in file.read_text()
    once = file.read_bytes()
    assert offpath("check", "--fix", "--unsafe-fixes").code == 0
    assert file.read_bytes() == once


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DEBUG.replace("\n", "\r\n").encode(), DEBUG.replace("debug=True", "").replace("\n", "\r\n").encode()),
        (b"\xef\xbb\xbf" + DEBUG.encode(), b"\xef\xbb\xbf" + DEBUG.replace("debug=True", "").encode()),
        (b"# coding: latin-1\nname = '\xe9'\n" + DEBUG.encode(), b"# coding: latin-1\nname = '\xe9'\n" + DEBUG.replace("debug=True", "").encode()),
        (DEBUG.rstrip().encode(), DEBUG.replace("debug=True", "").rstrip().encode()),
    ],
)  # fmt: skip
def test_files_keep_their_bytes(folder: Path, offpath: Command, before: bytes, after: bytes) -> None:
    file = folder / "app.py"
    file.write_bytes(before)
    offpath("check", "--fix")
    assert file.read_bytes() == after


def test_a_difference_can_be_applied(folder: Path, offpath: Command) -> None:
    file = folder / "app.py"
    file.write_text(BOTH)
    ran = offpath("check", "--diff", "--unsafe-fixes")
    assert ran.code == 1
    assert file.read_text() == BOTH
    subprocess.run(["git", "apply", "--unsafe-paths", "-p1", "-"], cwd=folder, input=ran.output, check=True)
    assert "debug=True" not in file.read_text()
    assert "timeout=" in file.read_text()
    assert offpath("check", "--diff", "--unsafe-fixes").output == b""


def test_standard_input_is_fixed_to_standard_output(folder: Path, offpath: Command) -> None:
    ran = offpath("check", "--fix", "--stdin-filename", "app.py", given=BOTH.encode())
    assert ran.text == BOTH.replace("debug=True", "")
    assert "missing-timeout" in ran.errors
    assert ran.code == 1


def test_a_file_that_cannot_be_written_is_told(folder: Path, offpath: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from offpath.cli import checking

    def refused(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(checking, "write_text", refused)
    file = folder / "app.py"
    file.write_text(DEBUG)
    ran = offpath("check", "--fix")
    assert ran.code == 2
    assert "the fixes were not applied: Permission denied" in ran.text
    assert file.read_text() == DEBUG
