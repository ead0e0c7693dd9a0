"""Settings: from the editor in each of the ways it may give them, from files, and what is said of faulty ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types as lsp

from support.carrier import CALLS, CARRIER
from support.client_profiles import PROFILES
from support.editor import Buffer, Client

QUIET = {"ignore": ["missing-timeout"]}
WATCHING = [name for name in PROFILES if name != "minimal"]


@pytest.mark.parametrize(
    ("profile", "options"),
    [("vscode", QUIET), ("neovim", {"settings": QUIET}), ("emacs", {"offpath": QUIET}), ("minimal", QUIET)],
)
async def test_initialisation_options_count(client: Client, project: Path, profile: str, options: object) -> None:
    await client.begin(profile, project, options=options)
    buffer = Buffer.open(client, project / "carrier.py", CARRIER)
    await buffer.until_found([])


@pytest.mark.parametrize("profile", WATCHING)
async def test_the_client_is_asked_for_its_settings(client: Client, project: Path, profile: str) -> None:
    client.set_configuration({"offpath": {**QUIET, "select": None}})
    await client.begin(profile, project)
    buffer = Buffer.open(client, project / "carrier.py", CARRIER)
    await buffer.until_found([])
    client.set_configuration({"offpath": {}})
    client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(None))
    await buffer.until_found(list(CALLS))


async def test_settings_are_told_by_clients_that_cannot_be_asked(client: Client, project: Path) -> None:
    await client.begin("minimal", project)
    buffer = Buffer.open(client, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams({"offpath": QUIET}))
    await buffer.until_found([])
    client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams({"offpath": {}}))
    await buffer.until_found(list(CALLS))


@pytest.mark.parametrize("profile", WATCHING)
async def test_settings_files_are_watched(client: Client, project: Path, profile: str) -> None:
    await client.begin(profile, project)
    await client.until(lambda: any(each.method == "workspace/didChangeWatchedFiles" for each in client.registered))
    buffer = Buffer.open(client, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    changed(client, project / "pyproject.toml", '[tool.offpath]\nignore = ["missing-timeout"]\n')
    await buffer.until_found([])
    changed(client, project / "pyproject.toml", "")
    await buffer.until_found(list(CALLS))


async def test_settings_files_are_looked_at_on_saving_where_nobody_watches(client: Client, project: Path) -> None:
    await client.begin("minimal", project)
    buffer = Buffer.open(client, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    (project / "pyproject.toml").write_text('[tool.offpath]\nignore = ["missing-timeout"]\n')
    client.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(buffer.uri)))
    await buffer.until_found([])


async def test_a_faulty_setting_of_the_editor_is_named_once(editor: Client, project: Path) -> None:
    faulty = {"min-confidence": "certain", "ignore": ["missing-timeout"]}
    editor.set_configuration({"offpath": faulty})
    editor.workspace_did_change_configuration(lsp.DidChangeConfigurationParams({"offpath": faulty}))
    buffer = Buffer.open(editor, project / "carrier.py", CARRIER)
    await buffer.until_found([])
    await editor.until(lambda: editor.messages)
    buffer.insert_before("def", "# edited\n")
    await buffer.until_found([])
    assert [each.type for each in editor.messages] == [lsp.MessageType.Warning]
    assert "min-confidence" in editor.messages[0].message


async def test_a_faulty_setting_in_a_file_is_named_with_its_file(vscode: Client, project: Path) -> None:
    buffer = Buffer.open(vscode, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    changed(vscode, project / "pyproject.toml", "[tool.offpath]\nselct = []\n")
    await vscode.until(lambda: vscode.messages)
    assert "selct" in vscode.messages[0].message
    assert str(project / "pyproject.toml") in vscode.messages[0].message


HANDLER = """\
import queue
import acme

jobs = queue.Queue()

@acme.serve("/next")
def carry():
    return jobs.get()
"""


async def test_a_library_of_the_house_is_known_as_soon_as_its_file_is(vscode: Client, project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.offpath]\ncatalogue = ["acme.toml"]\n')
    (project / "acme.toml").write_text("")
    changed(vscode, project / "pyproject.toml", '[tool.offpath]\ncatalogue = ["acme.toml"]\n')
    buffer = Buffer.open(vscode, project / "handler.py", HANDLER)
    await buffer.until_found([])
    changed(vscode, project / "acme.toml", '[[decorators]]\nnames = ["acme.serve"]\n')
    await buffer.until_found(["jobs.get()"])
    changed(vscode, project / "acme.toml", '[[decorators]]\nnames = ["acme.served"]\n')
    await buffer.until_found([])


async def test_a_fault_in_a_catalogue_file_is_named_with_its_file(vscode: Client, project: Path) -> None:
    buffer = Buffer.open(vscode, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    (project / "acme.toml").write_text("framework = 3\n")
    changed(vscode, project / "pyproject.toml", '[tool.offpath]\ncatalogue = ["acme.toml"]\n')
    await vscode.until(lambda: vscode.messages)
    assert "3 is not a dotted name" in vscode.messages[0].message
    assert str(project / "acme.toml") in vscode.messages[0].message


def changed(client: Client, file: Path, text: str) -> None:
    """A file changes on disk, and the client tells."""
    file.write_text(text)
    event = lsp.FileEvent(file.as_uri(), lsp.FileChangeType.Changed)
    client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
