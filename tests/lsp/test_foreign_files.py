"""Files that nobody here works in: looked at in an editor, they have no findings, no fixes and no pages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from support.in_process import PULLS, InProcess

TEXT = "import requests\n\n\ndef position(code):\n    return requests.get(code)\n"
CALL = {"line": 4, "character": 12}
CLIENTS: dict[str, dict[str, Any]] = {"pulls": PULLS, "pushed": {}}
INSTALLED = (
    "venv/lib/python3.12/site-packages/requests/api.py",
    ".venv/Lib/site-packages/requests/api.py",
    "lib/python3/dist-packages/apt/cache.py",
    ".pyenv/versions/3.12.1/lib/python3.12/json/decoder.py",
    ".local/share/uv/python/cpython-3.13/lib/python3.13/json/decoder.py",
    ".vscode-server/extensions/some.thing/bundled/libs/tool.py",
    ".cache/uv/archive-v0/x1/requests/api.py",
    "miniconda3/lib/python3.12/site-packages/requests/api.py",
    "miniconda3/envs/shop/lib/python3.12/json/decoder.py",
    ".tox/py312/lib/python3.12/site-packages/requests/api.py",
)
"""Where environments and their tools put what is installed."""


@pytest_asyncio.fixture
async def talk() -> AsyncIterator[InProcess]:
    made = InProcess()
    yield made
    made.end()


def written(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT)
    return path


async def told(talk: InProcess, path: Path) -> tuple[list[str], list[str], bool]:
    """Of an open file: the rules of its diagnostics, the titles of its actions, and whether it has a hover."""
    named = {"textDocument": {"uri": path.as_uri()}}
    context = {"range": {"start": CALL, "end": CALL}, "context": {"diagnostics": []}}
    actions, hover, pulled = await asyncio.gather(
        talk.ask("textDocument/codeAction", {**named, **context}),
        talk.ask("textDocument/hover", {**named, "position": CALL}),
        talk.pull(path.as_uri()),
    )
    pushed = [each for each in talk.published if each["uri"] == path.as_uri()]
    found = [*pulled, *(pushed[-1]["diagnostics"] if pushed else [])]
    titles = [each["title"] for each in actions["result"]]
    return sorted({each["code"] for each in found}), titles, hover["result"] is not None


NOTHING: tuple[list[str], list[str], bool] = ([], [], False)


@pytest.mark.parametrize("client", list(CLIENTS))
@pytest.mark.parametrize("around", ["outside", "inside"])
async def test_installed_files_have_no_findings(
    talk: InProcess, project: Path, tmp_path: Path, client: str, around: str
) -> None:
    home = project if around == "inside" else tmp_path / "home"
    foreign = [written(home / name) for name in INSTALLED]
    own = written(project / "own.py")
    await talk.begin(project, CLIENTS[client])
    for path in [*foreign, own]:
        talk.open(path.as_uri(), TEXT)
    for path in foreign:
        assert await told(talk, path) == NOTHING, path
    rules, titles, has_page = await told(talk, own)
    assert rules == ["missing-timeout"]
    assert titles
    assert has_page
    talk.replace(foreign[0].as_uri(), 0, 0, "\n")
    assert await told(talk, foreign[0]) == NOTHING, "nor when it is edited"
    assert talk.shown == talk.log == []


@pytest.mark.parametrize(
    "name", ["uv/tools/dose.py", "extensions/tool.py", "cache/uv.py", "resources/app/extensions/own.py"]
)
async def test_own_folders_that_are_called_like_a_tools_are_checked(talk: InProcess, project: Path, name: str) -> None:
    own = written(project / name)
    await talk.begin(project, CLIENTS["pulls"])
    talk.open(own.as_uri(), TEXT)
    assert (await told(talk, own))[0] == ["missing-timeout"]


@pytest.mark.parametrize("client", list(CLIENTS))
async def test_the_running_pythons_own_files_have_no_findings(talk: InProcess, project: Path, client: str) -> None:
    await talk.begin(project, CLIENTS[client])
    for module in (json.decoder, asyncio.base_events, pytest, pytest_asyncio):
        path = Path(str(module.__file__))
        talk.open(path.as_uri(), TEXT)
        assert await told(talk, path) == NOTHING, path


@pytest.mark.parametrize("client", list(CLIENTS))
async def test_another_project_has_findings_when_its_folder_is_opened(
    talk: InProcess, project: Path, tmp_path: Path, client: str
) -> None:
    other = written(tmp_path / "other" / "app.py")
    await talk.begin(project, CLIENTS[client])
    talk.open(other.as_uri(), TEXT)
    assert await told(talk, other) == NOTHING
    event = {"added": [{"uri": other.parent.as_uri(), "name": "other"}], "removed": []}
    talk.notify("workspace/didChangeWorkspaceFolders", {"event": event})
    assert (await told(talk, other))[0] == ["missing-timeout"]
