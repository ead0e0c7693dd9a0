"""The command as a process: what becomes of its streams."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.command import CLEAN, DEBUG, DEBUG_FIXED, write

SERVER = Path(__file__).parents[2] / "server"
COMMAND = [sys.executable, "-m", "offpath"]

posix = pytest.mark.skipif(os.name == "nt", reason="a shell is needed")


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return {**kept, "PYTHONPATH": str(SERVER), **more}


def call(folder: Path, *arguments: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [*COMMAND, *arguments]
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, env=environment(**more), timeout=60)


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a line in which `offpath` stands for the command."""
    defined = f'offpath() {{ "{sys.executable}" -m offpath "$@"; }}; {line}'
    command = ["sh", "-c", defined]
    return subprocess.run(command, cwd=folder, capture_output=True, env=environment(), timeout=60)


def test_bytes_go_through_the_streams_as_they_are(folder: Path) -> None:
    text = b"\xef\xbb\xbf" + DEBUG.replace("\n", "\r\n").encode()
    done = call(folder, "check", "--fix", "--stdin-filename", "app.py", stdin=text)
    assert done.stdout == b"\xef\xbb\xbf" + DEBUG_FIXED.replace("\n", "\r\n").encode()
    assert (done.returncode, done.stderr.decode().strip()) == (0, "no findings in 1 file")


def test_a_terminal_that_knows_few_characters_is_no_obstacle(folder: Path) -> None:
    write(folder, {"app.py": DEBUG + 'x = "注文"\n'})
    done = call(folder, "check", PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert b'5 | x = "??"' in done.stdout
    assert b"4 | app.run(debug=True)" in done.stdout


@posix
@pytest.mark.parametrize("output_format", ["text", "json"])
def test_a_reader_that_leaves_early_is_no_error(folder: Path, output_format: str) -> None:
    write(folder, {f"app_{number}.py": DEBUG for number in range(200)})
    done = shell(folder, f"(offpath check --output-format {output_format}; echo exit $? >&2) | head -n 1")
    assert done.stderr == b"exit 1\n"
    assert done.stdout.count(b"\n") == 1


@posix
def test_output_that_cannot_be_kept_does_not_look_like_findings(folder: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no full device")
    write(folder, {"clean.py": CLEAN})
    done = shell(folder, "offpath check > /dev/full")
    assert done.returncode == 2
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


@posix
def test_closed_streams_do_not_change_the_exit_code(folder: Path) -> None:
    write(folder, {"app.py": DEBUG, "binary.py": "\0"})
    assert shell(folder, "offpath check >&-").returncode == 1
    assert shell(folder, "offpath check --output-format json >&- 2>&-").returncode == 1
    assert shell(folder, "offpath check --diff 2>&-").returncode == 1
