"""What an editor's extension asks the server for by name, and the status that it is told."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from support.client_profiles import capabilities_of
from support.editor import PATIENCE, Buffer, Client

CARRIER = 'import requests\n\n\ndef position(code):\n    return requests.get("https://carrier.example/" + code)\n'


async def ask(client: Client, command: str, *arguments: Any) -> Any:
    params = lsp.ExecuteCommandParams(command, list(arguments))
    return await asyncio.wait_for(client.workspace_execute_command_async(params), PATIENCE)


async def test_the_commands_are_announced(editor: Client) -> None:
    assert editor.answer is not None
    announced = editor.answer.capabilities.execute_command_provider
    assert announced is not None
    assert sorted(announced.commands) == [
        "offpath.server.checkWorkspace",
        "offpath.server.explain",
        "offpath.server.fixPrompt",
        "offpath.server.information",
    ]


async def test_a_rule_is_explained_by_its_name_or_an_alias(pushed: Client) -> None:
    page = await ask(pushed, "offpath.server.explain", "SILENT_FAILURE")
    assert page["name"] == "silent-failure"
    assert page["markdown"].startswith("# silent-failure\n")
    assert "## Use instead" in page["markdown"]
    with pytest.raises(JsonRpcException, match="no rule is called 'nonsense'"):
        await ask(pushed, "offpath.server.explain", "nonsense")
    with pytest.raises(JsonRpcException, match="missing a required argument: 'rule'"):
        await ask(pushed, "offpath.server.explain")


async def test_a_prompt_names_the_finding_its_code_and_when_it_is_done(editor: Client, project: Path) -> None:
    buffer = Buffer.open(editor, project / "carrier.py", CARRIER)
    (diagnostic,) = await buffer.until_found(['requests.get("https://carrier.example/" + code)'])
    buffer.insert_before("def position", "# where a parcel is\n")
    place = {"line": diagnostic.range.start.line + 1, "character": 0}
    answer = await ask(editor, "offpath.server.fixPrompt", buffer.uri, place)
    assert answer["rule"] == "missing-timeout"
    for expected in ("`carrier.py`, line 6", "# where a parcel is", "offpath check carrier.py", "missing-timeout"):
        assert expected in answer["prompt"]
    assert await ask(editor, "offpath.server.fixPrompt", buffer.uri, place, "debug-mode-enabled") is None
    assert await ask(editor, "offpath.server.fixPrompt", buffer.uri, {"line": 0, "character": 0}) is None


async def test_the_workspace_is_checked_as_it_is_on_disk(editor: Client, project: Path) -> None:
    (project / "carrier.py").write_text(CARRIER)
    (project / "clean.py").write_text("x = 1\n")
    Buffer.open(editor, project / "carrier.py", "")
    (file,) = await ask(editor, "offpath.server.checkWorkspace")
    assert file["uri"] == (project / "carrier.py").as_uri()
    (diagnostic,) = file["diagnostics"]
    assert (diagnostic["code"], diagnostic["range"]["start"]) == ("missing-timeout", {"line": 4, "character": 11})


async def test_the_workspace_is_checked_with_the_editors_settings(client: Client, project: Path) -> None:
    (project / "carrier.py").write_text(CARRIER)
    await client.begin("minimal", project, options={"ignore": ["missing-timeout"]}, folders=[project])
    assert await ask(client, "offpath.server.checkWorkspace") == []


async def test_information_says_what_is_running(pushed: Client, project: Path) -> None:
    told = await ask(pushed, "offpath.server.information")
    assert told["folders"] == [str(project)]
    assert set(told) >= {"version", "python", "executable", "location", "platform", "rules", "documents", "settings"}


async def test_clients_that_ask_are_told_how_the_analysis_stands(client: Client, project: Path) -> None:
    told: list[Any] = []

    @client.feature("offpath/status")
    async def status(params: Any) -> None:
        told.append((params.state, params.milliseconds))
        await client.tell()

    capabilities = capabilities_of("vscode")
    capabilities.experimental = {"offpathStatus": True}
    folders = [lsp.WorkspaceFolder(project.as_uri(), project.name)]
    await client.initialize_session(
        lsp.InitializeParams(capabilities=capabilities, root_uri=project.as_uri(), workspace_folders=folders)
    )
    buffer = Buffer.open(client, project / "carrier.py", CARRIER)
    await client.until(lambda: told and told[-1] == ("ready", None))
    assert ("analysing", None) in told
    buffer.insert_before("def position", "\n")
    await client.until(lambda: told[-1][0] == "ready" and told[-1][1] is not None)
    assert told[-1][1] > 0
