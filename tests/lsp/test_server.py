"""The server as a process: what it can, what it loads and when, and that nothing the client sends ends it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

from lsprotocol import types as lsp

from support.carrier import CALLS, CARRIER
from support.editor import PATIENCE, SERVER, Buffer, Client

ENGINE = ("offpath.engine.session", "offpath.facts.unit", "offpath.syntax", "tree_sitter", "sqlglot", "libcst", "rich")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SERVER)}


async def test_it_says_what_it_can(editor: Client) -> None:
    assert editor.answer is not None
    able = editor.answer.capabilities
    assert isinstance(able.text_document_sync, lsp.TextDocumentSyncOptions)
    assert able.text_document_sync.change == lsp.TextDocumentSyncKind.Incremental
    assert isinstance(able.diagnostic_provider, lsp.DiagnosticOptions)
    assert able.diagnostic_provider.inter_file_dependencies
    assert isinstance(able.code_action_provider, lsp.CodeActionOptions)
    assert able.code_action_provider.resolve_provider
    assert set(able.code_action_provider.code_action_kinds or ()) == {
        "quickfix",
        "source.fixAll.offpath",
        "notebook.source.fixAll.offpath",
    }
    assert able.hover_provider
    assert editor.answer.server_info is not None
    assert editor.answer.server_info.name == "offpath"


def test_the_engine_is_not_loaded_before_the_client_is_answered() -> None:
    code = f"import offpath.lsp.server, sys; sys.exit(', '.join(set({ENGINE!r}) & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert found.stderr == "\n"


async def test_a_hover_shows_the_rules_page_short(editor: Client, project: Path) -> None:
    buffer = Buffer.open(editor, project / "carrier.py", CARRIER)
    diagnostic = (await buffer.until_found(list(CALLS)))[0]
    identifier = lsp.TextDocumentIdentifier(buffer.uri)
    hover = await editor.text_document_hover_async(lsp.HoverParams(identifier, diagnostic.range.start))
    assert hover is not None
    assert isinstance(hover.contents, lsp.MarkupContent)
    for expected in ("missing-timeout", "Why it is a risk", "timeout=10", diagnostic.code_description.href):
        assert expected in hover.contents.value
    assert "Known limits" not in hover.contents.value
    nowhere = lsp.HoverParams(identifier, lsp.Position(0, 0))
    assert await editor.text_document_hover_async(nowhere) is None


async def test_what_happens_is_logged_for_the_client_and_in_the_file(
    vscode: Client, project: Path, tmp_path: Path
) -> None:
    await vscode.until(lambda: any("ready" in each.message for each in vscode.log_messages))
    assert "ready" in (tmp_path / "server.log").read_text()


async def test_files_that_cannot_be_analysed_are_named_once_and_cost_no_other(editor: Client, project: Path) -> None:
    huge = Buffer.open(editor, project / "huge.py", "x = 1\n" * 100_001)
    binary = Buffer.open(editor, project / "binary.py", "x = '\0'\n")
    buffer = Buffer.open(editor, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    for each in (huge, binary):
        each.insert_before("x", "\n")
        assert await each.findings() == []
    await editor.until(lambda: len(editor.messages) >= 2)
    named = [message.message for message in editor.messages]
    assert len(named) == 2
    assert [sum("huge.py" in each for each in named), sum("binary.py" in each for each in named)] == [1, 1]


class RawServer:
    """A server spoken to in bytes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        assert process.stdin is not None
        assert process.stdout is not None
        self.stdin, self.stdout = process.stdin, process.stdout

    @classmethod
    async def start(cls, *arguments: str) -> RawServer:
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-m", "offpath", "server", *arguments)
        return cls(
            await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe, env=ENVIRONMENT)
        )

    def send(self, message: object, header: str = "Content-Length: {}\r\n\r\n") -> None:
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.stdin.write(header.format(len(body)).encode() + body)

    async def answer_to(self, number: int | str) -> dict[str, object]:
        """The answer to a request; everything before it is passed over."""
        while True:
            message = await asyncio.wait_for(read_message(self.stdout), PATIENCE)
            if message.get("id") == number and "method" not in message:
                return message

    async def initialize(self) -> None:
        self.send(request("initialize", 0, {"processId": None, "rootUri": None, "capabilities": {}}))
        await self.answer_to(0)
        self.send({"jsonrpc": "2.0", "method": "initialized", "params": {}})


async def read_message(stream: asyncio.StreamReader) -> dict[str, object]:
    length = 0
    while (line := await stream.readline()).strip():
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    found: dict[str, object] = json.loads(await stream.readexactly(length))
    return found


def request(method: str, number: int | str, params: object) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


async def test_nothing_that_a_client_sends_ends_the_conversation() -> None:
    server = await RawServer.start()
    await server.initialize()
    server.send(b"{ this is no JSON")
    server.send([1, 2, 3])
    server.send({"jsonrpc": "1.0", "method": "x"})
    server.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 77}})
    server.send({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"nonsense": True}})
    server.send(request("textDocument/hover", 1, {"nonsense": True}))
    assert isinstance((await server.answer_to(1)).get("error"), dict)
    server.send(request("offpath/unheardOf", 2, None))
    assert isinstance((await server.answer_to(2)).get("error"), dict)
    place = {"textDocument": {"uri": "file:///nowhere.py"}, "position": {"line": 0, "character": 0}}
    server.send(request("textDocument/hover", "three", place), header="Content-Type: x\r\ncontent-length: {}\r\n\r\n")
    assert (await server.answer_to("three"))["result"] is None
    server.send(request("shutdown", 4, None))
    await server.answer_to(4)
    server.send({"jsonrpc": "2.0", "method": "exit"})
    assert await asyncio.wait_for(server.process.wait(), PATIENCE) == 0


async def test_exit_without_shutdown_is_an_error() -> None:
    server = await RawServer.start()
    await server.initialize()
    server.send({"jsonrpc": "2.0", "method": "exit"})
    assert await asyncio.wait_for(server.process.wait(), PATIENCE) == 1


async def test_it_ends_when_its_client_is_gone() -> None:
    server = await RawServer.start()
    await server.initialize()
    server.stdin.close()
    assert await asyncio.wait_for(server.process.wait(), PATIENCE) == 0


async def test_it_reads_files_and_writes_files_in_place_of_pipes(tmp_path: Path) -> None:
    """Streams that the loop cannot watch are read by a thread."""
    conversation = tmp_path / "input"
    messages = [
        request("initialize", 0, {"processId": None, "rootUri": None, "capabilities": {}}),
        request("shutdown", 1, None),
        {"jsonrpc": "2.0", "method": "exit"},
    ]
    bodies = [json.dumps(each).encode() for each in messages]
    conversation.write_bytes(b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(each), each) for each in bodies))
    with conversation.open("rb") as stdin, (tmp_path / "output").open("wb") as stdout:
        command = [sys.executable, "-m", "offpath", "server"]
        done = subprocess.run(command, stdin=stdin, stdout=stdout, env=ENVIRONMENT, timeout=PATIENCE, check=False)
    assert done.returncode == 0
    assert b'"id": 1' in (tmp_path / "output").read_bytes()


async def test_it_speaks_through_a_socket() -> None:
    server = await RawServer.start("--tcp", "127.0.0.1:0")
    assert server.process.stderr is not None
    listening = await asyncio.wait_for(server.process.stderr.readline(), PATIENCE)
    host, _, port = listening.decode().split()[-1].rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = json.dumps(request("initialize", 0, {"processId": None, "rootUri": None, "capabilities": {}})).encode()
    writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    assert "result" in await asyncio.wait_for(read_message(reader), PATIENCE)
    writer.close()
    assert await asyncio.wait_for(server.process.wait(), PATIENCE) == 0
