"""A server in this process, spoken to through the real protocol: for tests that look at what it keeps."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from offpath.lsp.channel import Channel
from offpath.lsp.protocol import Outgoing
from offpath.lsp.server import OffpathServer
from offpath.lsp.telling import log
from offpath.text.document import Document

PATIENCE = 120.0
"""Seconds after which something that should come will not come, however busy the machine is."""

PULLS = {
    "textDocument": {"diagnostic": {}, "codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}}}
}


class InProcess:
    """The server, and a client of few words."""

    def __init__(self) -> None:
        self.server = OffpathServer()
        self.answers: dict[object, dict[str, Any]] = {}
        self.published: list[dict[str, Any]] = []
        self.asked: list[str] = []
        """The methods of the server's own requests."""
        self.shown: list[str] = []
        """Messages for the user's eyes."""
        self.logged: list[str] = []
        """Lines for the client's log, where the server is told to write there."""
        self._texts: dict[str, tuple[str, int]] = {}
        self.number = 0
        self._news = asyncio.Event()
        self._channel = Channel(self.server.wire.receive, lambda _: None)
        self.server.protocol.set_writer(Outgoing(self._take))
        self.log: list[str] = []
        """What went wrong."""
        self._log = logging.Handler(logging.ERROR)
        self._log.emit = lambda record: self.log.append(record.getMessage())  # type: ignore[method-assign]
        log.addHandler(self._log)

    def _take(self, data: bytes) -> None:
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        if "method" not in message:
            self.answers[message["id"]] = message
        elif "id" in message:
            self.asked.append(message["method"])
            asyncio.get_running_loop().call_soon(self.send, {"jsonrpc": "2.0", "id": message["id"], "result": None})
        elif message["method"] == "textDocument/publishDiagnostics":
            self.published.append(message["params"])
        elif message["method"] == "window/showMessage":
            self.shown.append(message["params"]["message"])
        elif message["method"] == "window/logMessage":
            self.logged.append(message["params"]["message"])
        self._news.set()

    def send(self, message: object) -> None:
        """Sends a message as it is."""
        body = json.dumps(message).encode()
        self._channel.data_received(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def notify(self, method: str, params: object) -> None:
        """Sends a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    async def until(self, condition: Callable[[], Any]) -> None:
        """Waits until a condition on what has come is true."""
        while not condition():
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), PATIENCE)

    async def ask(self, method: str, params: object) -> dict[str, Any]:
        """A request's answer."""
        self.number += 1
        number = self.number
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        await self.until(lambda: number in self.answers)
        return self.answers.pop(number)

    async def begin(self, root: Path, capabilities: dict[str, Any] | None = None) -> None:
        """Introduces itself."""
        able = PULLS if capabilities is None else capabilities
        await self.ask("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": able})
        self.notify("initialized", {})

    def open(self, uri: str, text: str) -> None:
        """Opens a document."""
        self._texts[uri] = (text, 1)
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def close(self, uri: str) -> None:
        """Closes a document."""
        del self._texts[uri]
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def replace(self, uri: str, start: int, end: int, new: str) -> tuple[int, int, str]:
        """Replaces the characters between two offsets; what replaces them back."""
        text, version = self._texts[uri]
        document = Document.from_text(text)
        first, last = document.position_at(start), document.position_at(end)
        place = {
            "start": {"line": first.line, "character": first.column},
            "end": {"line": last.line, "character": last.column},
        }
        self._texts[uri] = (text[:start] + new + text[end:], version + 1)
        identifier = {"uri": uri, "version": version + 1}
        changes = [{"range": place, "text": new}]
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": changes})
        return start, start + len(new), text[start:end]

    def text(self, uri: str) -> str:
        """A document's text."""
        return self._texts[uri][0]

    def version(self, uri: str) -> int:
        """The version of a document's text."""
        return self._texts[uri][1]

    async def pull(self, uri: str) -> list[dict[str, Any]]:
        """A document's diagnostics."""
        answer = await self.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        found: list[dict[str, Any]] = answer["result"]["items"]
        return found

    def end(self) -> None:
        """Ends the server's work."""
        log.removeHandler(self._log)
        self.server.stop_engine()
