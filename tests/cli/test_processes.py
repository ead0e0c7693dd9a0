"""Processes live and die properly: whatever ends offpath, nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from offpath.engine.memory import cache
from support.editor import SERVER
from support.serving import PATIENCE, Server, children_of, is_alive, until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="these are the signals of other systems")

COMMAND = [sys.executable, "-m", "offpath"]
FILES = 60
"""So many that their reading is told."""

CALL = "import requests\n\nrequests.get('https://example.com')\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project that takes a while to read."""
    made = tmp_path / "project"
    made.mkdir()
    (made / "pyproject.toml").write_text("")
    for number in range(FILES):
        functions = "".join(f"def f_{number}_{each}(a, b):\n    return a + b\n\n\n" for each in range(100))
        (made / f"m{number}.py").write_text(functions)
    return made


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Temporary files and the cache are where the test can see them."""
    (tmp_path / "temporary").mkdir()
    return {
        **os.environ,
        "PYTHONPATH": str(SERVER),
        "TMPDIR": str(tmp_path / "temporary"),
        "OFFPATH_CACHE_DIR": os.path.join("..", "cache"),
    }


@pytest.fixture
def server(folder: Path, environment: dict[str, str]) -> Iterator[Server]:
    """A server in the middle of reading the project."""
    made = Server([*COMMAND, "server"], folder, environment)
    made.begin(folder)
    until(lambda: children_of(made.process.pid), "no worker has been started")
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.wait(PATIENCE)


def has_read(server: Server) -> bool:
    return any(each["value"]["kind"] != "begin" for each in server.told("$/progress"))


def stored(folder: Path, tmp_path: Path) -> int:
    return len(cache.load(cache.cache_file(str(folder), tmp_path / "cache")).files)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_a_server_that_is_ended_leaves_nothing(server: Server, folder: Path, tmp_path: Path, name: str) -> None:
    until(lambda: has_read(server), "nothing has been read")
    workers = children_of(server.process.pid)
    server.process.send_signal(getattr(signal, name))
    code = server.process.wait(PATIENCE)
    until(lambda: not any(map(is_alive, workers)), "a worker lives on")
    assert list((tmp_path / "temporary").iterdir()) == []
    if name == "SIGKILL":
        assert code == -signal.SIGKILL
    else:
        assert code == 0
        assert stored(folder, tmp_path) > 0, "what was read is kept"
    assert not [each for each in (tmp_path / "cache").rglob("*") if each.suffix == ".tmp"]


def test_a_server_whose_client_leaves_keeps_what_it_has_read(server: Server, folder: Path, tmp_path: Path) -> None:
    until(lambda: has_read(server), "nothing has been read")
    workers = children_of(server.process.pid)
    assert server.process.stdin is not None
    server.process.stdin.close()
    assert server.process.wait(PATIENCE) == 0
    until(lambda: not any(map(is_alive, workers)), "a worker lives on")
    assert stored(folder, tmp_path) > 0


def test_a_server_whose_worker_is_killed_reads_on(server: Server, folder: Path, tmp_path: Path) -> None:
    for worker in children_of(server.process.pid):
        os.kill(worker, signal.SIGKILL)
    server.open(folder / "call.py", CALL)
    assert until(lambda: server.found(folder / "call.py"), "no finding") == ["missing-timeout"]
    until(lambda: stored(folder, tmp_path) == FILES, "the project is not read")
    until(
        lambda: any(each["value"]["kind"] == "end" for each in server.told("$/progress")), "the progress does not end"
    )
    for worker in children_of(server.process.pid):
        os.kill(worker, signal.SIGKILL)
    other = folder / "inner"  # a project of its own, and not outside what is open
    other.mkdir()
    (other / "pyproject.toml").write_text("")
    server.open(other / "call.py", CALL)
    assert until(lambda: server.found(other / "call.py"), "no finding in a new project") == ["missing-timeout"]
    assert server.end() == 0


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_a_run_that_is_ended_leaves_nothing(
    folder: Path, environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    pipe = subprocess.PIPE
    command = [*COMMAND, "check", ".", "--jobs", "2"]
    run = subprocess.Popen(command, cwd=folder, env=environment, stdout=pipe, stderr=pipe, start_new_session=True)
    workers = until(lambda: len(found := children_of(run.pid)) == 2 and found, "no workers have been started")
    number = getattr(signal, name)
    os.killpg(run.pid, number)  # as a terminal does it
    out, err = run.communicate(timeout=PATIENCE)
    until(lambda: not any(map(is_alive, workers)), "a worker lives on")
    assert (run.returncode, out) == (-number if name == "SIGKILL" else 128 + number, b"")
    assert err.strip() == b""
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_run_whose_workers_are_killed_is_complete(folder: Path, environment: dict[str, str]) -> None:
    (folder / "z_call.py").write_text(CALL)
    command = [*COMMAND, "check", ".", "--jobs", "2"]
    run = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    first = until(lambda: len(found := children_of(run.pid)) == 2 and found, "no workers have been started")
    for worker in first:
        os.kill(worker, signal.SIGKILL)
    out, err = run.communicate(timeout=PATIENCE)
    assert (run.returncode, err) == (1, b"")
    assert b"z_call.py:3" in out
    assert out.rstrip().splitlines()[-1].startswith(b"1 finding")
