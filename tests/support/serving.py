"""A server process that is spoken to in a few words, and what becomes of processes."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

PATIENCE = 180.0
"""Seconds after which something that should come will not come, on a busy machine."""


def until(condition: Callable[[], Any], what: str) -> Any:
    """Waits for a condition, and returns what it said."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, f"timeout: {what}"
        time.sleep(0.02)
    return found


def is_alive(process: int) -> bool:
    """Whether a process is there and no zombie; one whose first thread alone has ended is."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat")
        if not state.exists():
            return True
        return state.read_text().rpartition(")")[2].split()[0] != "Z" or len(os.listdir(f"/proc/{process}/task")) > 1
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(process: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(pid): int(parent) for pid, parent in (line.split() for line in listed.splitlines())}
    found = [pid for pid, parent in parents.items() if parent == process]
    return [*found, *(each for child in found for each in children_of(child))]


class Server:
    """One server, and all that it sent."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
        )
        self.received: list[dict[str, Any]] = []
        self._asked = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def begin(self, folder: Path) -> None:
        """Introduces itself as a client that shows progress, and opens a folder."""
        capabilities = {"window": {"workDoneProgress": True}, "experimental": {"offpathStatus": True}}
        folders = [{"uri": folder.as_uri(), "name": folder.name}]
        self.ask("initialize", {"processId": None, "workspaceFolders": folders, "capabilities": capabilities})
        self.notify("initialized", {})

    def open(self, path: Path, text: str) -> None:
        """Opens a document."""
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def ask(self, method: str, params: object) -> Any:
        """A request and its result."""
        self._asked += 1
        number = self._asked
        self._send({"id": number, "method": method, "params": params})
        answer = until(lambda: self._answer(number), f"no answer to {method}")
        assert "error" not in answer, answer
        return answer["result"]

    def notify(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def found(self, path: Path) -> list[str]:
        """The rules of the findings that were published last for a file; waits for the first."""
        uri = path.as_uri()
        until(lambda: any(each["uri"] == uri for each in self.told("textDocument/publishDiagnostics")), "no findings")
        last = [each for each in self.told("textDocument/publishDiagnostics") if each["uri"] == uri][-1]
        return [each["code"] for each in last["diagnostics"]]

    def told(self, method: str) -> list[Any]:
        """The parameters of all notifications of a kind."""
        return [each["params"] for each in list(self.received) if each.get("method") == method]

    def end(self) -> int:
        """Ends the server as editors do; its exit code."""
        self.ask("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(PATIENCE)

    def _answer(self, number: int) -> dict[str, Any] | None:
        found = (each for each in list(self.received) if each.get("id") == number and "method" not in each)
        return next(found, None)

    def _send(self, message: Mapping[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while line := stream.readline():
            length = 0
            while line.strip():
                name, _, value = line.partition(b":")
                length = int(value) if name == b"Content-Length" else length
                line = stream.readline()
            message = json.loads(stream.read(length))
            self.received.append(message)
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": None})
