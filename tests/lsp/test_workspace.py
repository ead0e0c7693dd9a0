"""The workspace: closed files that change, folders that come, and how far the reading is."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types as lsp

from support.editor import Buffer, Client

SESSION = "import requests\n\n\ndef make_session():\n    return requests.Session()\n"
ASKED = 'session.get("https://weather.example/" + city)'
WEATHER = f"""from net.session import make_session

session = make_session()


def forecast(city):
    return {ASKED}
"""


def make_net(folder: Path, session: str = SESSION) -> Path:
    (folder / "net").mkdir(parents=True)
    for name, text in {"pyproject.toml": "", "net/__init__.py": "", "net/session.py": session}.items():
        (folder / name).write_text(text)
    (folder / "net/weather.py").write_text(WEATHER)
    return folder / "net"


def tell(client: Client, file: Path, kind: lsp.FileChangeType) -> None:
    client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([lsp.FileEvent(file.as_uri(), kind)]))


async def test_closed_files_that_change_on_disk_count(editor: Client, project: Path) -> None:
    net = make_net(project / "inner")
    weather = Buffer.open(editor, net / "weather.py")
    await weather.until_found([ASKED])
    (net / "session.py").write_text("def make_session():\n    return {}\n")
    tell(editor, net / "session.py", lsp.FileChangeType.Changed)
    await weather.until_found([])
    (net / "session.py").write_text(SESSION)
    tell(editor, net / "session.py", lsp.FileChangeType.Changed)
    await weather.until_found([ASKED])
    (net / "session.py").unlink()
    tell(editor, net / "session.py", lsp.FileChangeType.Deleted)
    await weather.until_found([])


async def test_closing_a_document_returns_to_the_file(editor: Client, project: Path) -> None:
    net = make_net(project / "inner")
    weather = Buffer.open(editor, net / "weather.py")
    await weather.until_found([ASKED])
    session = Buffer.open(editor, net / "session.py", "def make_session():\n    return {}\n")
    await weather.until_found([])
    session.close()
    await weather.until_found([ASKED])


async def test_projects_of_one_workspace_are_kept_apart(editor: Client, project: Path) -> None:
    first, second = make_net(project / "first"), make_net(project / "second", "def make_session():\n    return {}\n")
    await Buffer.open(editor, first / "weather.py").until_found([ASKED])
    await Buffer.open(editor, second / "weather.py").until_found([])


async def test_folders_come_and_go(vscode: Client, project: Path, tmp_path: Path) -> None:
    net = make_net(tmp_path / "added")
    folder = lsp.WorkspaceFolder((tmp_path / "added").as_uri(), "added")
    event = lsp.WorkspaceFoldersChangeEvent(added=[folder], removed=[])
    vscode.workspace_did_change_workspace_folders(lsp.DidChangeWorkspaceFoldersParams(event))
    await Buffer.open(vscode, net / "weather.py").until_found([ASKED])
    event = lsp.WorkspaceFoldersChangeEvent(added=[], removed=[folder])
    vscode.workspace_did_change_workspace_folders(lsp.DidChangeWorkspaceFoldersParams(event))
    await Buffer.open(vscode, net / "session.py").until_found([])


@pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])
async def test_the_reading_of_a_large_workspace_shows(client: Client, project: Path, profile: str) -> None:
    for number in range(300):
        (project / f"module_{number}.py").write_text(f"def f_{number}(a):\n    return a + {number}\n" * 20)
    await client.begin(profile, project)
    ended = await client.until(lambda: [r for r in client.progress_reports.values() if _kinds(r)[-1:] == ["end"]])
    assert _kinds(ended[0])[0] == "begin"
    assert set(_kinds(ended[0])[1:-1]) <= {"report"}


async def test_clients_without_progress_see_none(client: Client, project: Path) -> None:
    for number in range(100):
        (project / f"module_{number}.py").write_text("total = 1\n")
    await client.begin("minimal", project)
    await Buffer.open(client, project / "module_0.py").until_found([])
    assert client.progress_reports == {}


def _kinds(reports: list[object]) -> list[str]:
    return [str(getattr(each, "kind", "")) for each in reports]
