"""A raw client: frames of its own, a thread that reads, the clock stopped where bytes arrive. Nothing of pygls."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from time import perf_counter
from typing import Any

PATIENCE = 120.0
"""Seconds after which a server is said not to answer."""

Message = dict[str, Any]


class NoAnswer(Exception):
    """The server has not said in time what was waited for."""


class RawClient:
    """One server process, and what it says."""

    def __init__(self, command: Sequence[str], root: Path, options: object, environment: Mapping[str, str]) -> None:
        self.started = perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=root,
            env={**os.environ, **environment},
        )
        self._arrived: SimpleQueue[tuple[float, Message]] = SimpleQueue()
        self._number = 0
        self._sending = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()
        params = {
            "processId": None,
            "rootUri": root.as_uri(),
            "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
            "capabilities": {
                "textDocument": {"publishDiagnostics": {"versionSupport": True}},
                "window": {"workDoneProgress": True},
            },
            "initializationOptions": options,
        }
        self.initialized_after = self.request("initialize", params) - self.started
        self.notify("initialized", {})

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._process.pid

    # -- saying

    def notify(self, method: str, params: object) -> None:
        """Sends a notification."""
        self._send(_framed({"jsonrpc": "2.0", "method": method, "params": params}))

    def notify_together(self, method: str, all_params: Sequence[object]) -> None:
        """Sends several at once."""
        self._send(b"".join(_framed({"jsonrpc": "2.0", "method": method, "params": each}) for each in all_params))

    def request(self, method: str, params: object) -> float:
        """Sends a request, and waits; when the answer came."""
        self._number += 1
        number = self._number
        self._send(_framed({"jsonrpc": "2.0", "id": number, "method": method, "params": params}))
        return self.wait(lambda message: message.get("id") == number and "method" not in message)[0]

    # -- hearing

    def wait(self, wanted: Callable[[Message], bool], patience: float = PATIENCE) -> tuple[float, Message]:
        """The next message of this kind, with the time when it came; all before it are passed over."""
        until = perf_counter() + patience
        while True:
            try:
                at, message = self._arrived.get(timeout=max(until - perf_counter(), 0.001))
            except Empty:
                raise NoAnswer from None
            if not message:
                raise NoAnswer("the server has ended")
            if wanted(message):
                return at, message

    def published(self, uri: str, version: int | None = None, patience: float = PATIENCE) -> tuple[float, Message]:
        """The next diagnostics of a document (of this version), with the time when they came."""
        return self.wait(lambda message: is_publish(message, uri, version), patience)

    def until_quiet(self, uri: str, seconds: float) -> list[tuple[float, Message]]:
        """Everything published for a document until nothing more has come for so long; at least one."""
        return [self.published(uri), *self.further(uri, seconds)]

    def further(self, uri: str, seconds: float) -> list[tuple[float, Message]]:
        """Everything that is still published for a document until nothing more has come for so long."""
        found: list[tuple[float, Message]] = []
        while True:
            try:
                found.append(self.published(uri, patience=seconds))
            except NoAnswer:
                return found

    def end(self) -> None:
        """Ends the server, politely first."""
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self._process.wait(10)
        except (NoAnswer, OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()

    def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        with self._sending:
            self._process.stdin.write(data)
            self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while True:
            length = 0
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            body = stream.read(length) if length else b""
            at = perf_counter()
            if not body:
                self._arrived.put((at, {}))
                return
            message = json.loads(body)
            if "method" in message and "id" in message:
                self._send(_framed({"jsonrpc": "2.0", "id": message["id"], "result": None}))
            self._arrived.put((at, message))


def is_publish(message: Message, uri: str, version: int | None = None) -> bool:
    """Whether a message holds diagnostics of a document (of this version)."""
    if message.get("method") != "textDocument/publishDiagnostics" or message["params"]["uri"] != uri:
        return False
    return version is None or message["params"].get("version") == version


def _framed(message: Message) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
