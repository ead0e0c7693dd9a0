"""A worker process that is killed, as the client sees it: the findings come, and nobody is alarmed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from offpath.engine.running import indexing
from offpath.lsp.telling import ClientLog, log
from support import deadly
from support.in_process import PATIENCE, InProcess

SESSION = "import requests\n\n\ndef make_session():\n    return requests.Session()\n"
WEATHER = "from net.weak import make_session\n\nsession = make_session()\nsession.get('https://weather.example')\n"
"""Its finding rests on the file at which a worker is killed once."""


@pytest_asyncio.fixture
async def talk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[InProcess]:
    monkeypatch.setenv("OFFPATH_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(indexing, "index_files", deadly.index_files)
    made = InProcess()
    to_client = ClientLog(made.server)
    log.addHandler(to_client)
    yield made
    log.removeHandler(to_client)
    made.end()


@pytest.fixture
def weather(project: Path) -> Path:
    """An open file of a project with some more."""
    (project / "net").mkdir()
    for name, text in {"__init__": "", "weak": SESSION, "weather": WEATHER}.items():
        (project / "net" / f"{name}.py").write_text(text)
    for number in range(100):
        (project / f"m{number}.py").write_text(f"def f_{number}(a):\n    return a + {number}\n")
    return project / "net" / "weather.py"


async def until_read(talk: InProcess) -> None:
    """Waits until the workspace has been read, and nothing is left to do."""
    engine = await talk.server.engine()
    await asyncio.wait_for(engine.scheduler.until(lambda: not engine.session.is_indexing), PATIENCE)


async def rules_of(talk: InProcess, path: Path) -> list[str]:
    return [each["code"] for each in await talk.pull(path.as_uri())]


async def test_one_that_is_killed_is_replaced_without_a_word(talk: InProcess, project: Path, weather: Path) -> None:
    await talk.begin(project)
    talk.open(weather.as_uri(), WEATHER)
    await until_read(talk)
    assert weather.with_name("weak.survived").exists(), "a worker was killed"
    talk.replace(weather.as_uri(), 0, 0, "\n")
    assert await rules_of(talk, weather) == ["missing-timeout"]
    assert talk.shown == talk.logged == talk.log == []


async def test_files_that_end_their_workers_are_each_told_once_in_the_log(
    talk: InProcess, project: Path, weather: Path
) -> None:
    deadly_files = [project / name / "deadly.py" for name in ("a", "b", "c")]
    for path in deadly_files:
        path.parent.mkdir()
        path.write_text("total = 1\n")
    await talk.begin(project)
    talk.open(weather.as_uri(), WEATHER)
    await until_read(talk)
    for _ in range(3):
        talk.replace(weather.as_uri(), 0, 0, "\n")
        assert await rules_of(talk, weather) == ["missing-timeout"]
    await talk.until(lambda: talk.logged)
    assert sorted(talk.logged) == [f"{path}: {indexing.ENDED}; it is left out" for path in deadly_files]
    assert talk.shown == talk.log == [], "neither a message nor an error"
