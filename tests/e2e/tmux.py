"""A terminal that a test types into and reads."""

from __future__ import annotations

import shlex
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from uuid import uuid4

PATIENCE = 20.0
"""Seconds after which something that should show will not show."""


class Terminal:
    """One window of tmux with a server of its own."""

    def __init__(self, tmux: str, environment: Mapping[str, str], folder: Path) -> None:
        self._tmux = [tmux, "-L", f"offpath-{uuid4().hex[:8]}", "-f", "/dev/null"]
        self._environment = {**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._folder = folder

    def __enter__(self) -> Terminal:
        self._call("new-session", "-d", "-x", "140", "-y", "40", "-c", str(self._folder), "sh")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._call("kill-server")

    def run(self, *command: str) -> None:
        """Starts a program."""
        self.type(" ".join(map(shlex.quote, command)))
        self.press("Enter")

    def press(self, *keys: str) -> None:
        """Presses keys, one after another, by tmux' names."""
        for key in keys:
            self._call("send-keys", key)
            self._settle()

    def type(self, text: str) -> None:
        """Types a text."""
        self._call("send-keys", "-l", text)

    def shown(self) -> str:
        """What the screen shows."""
        return self._call("capture-pane", "-p")

    def selected(self) -> str:
        """What the screen shows in the menu's selected line: it alone has another background."""
        lines = self._call("capture-pane", "-p", "-e").splitlines()
        plain = self.shown().splitlines()
        return "\n".join(text for raw, text in zip(lines, plain, strict=False) if self._is_marked(raw, lines))

    def until_shown(self, text: str) -> None:
        """Waits until the screen shows a text."""
        self._wait(lambda: text in self.shown(), f"{text!r} to show")

    def until_gone(self, text: str) -> None:
        """Waits until the screen no longer shows a text."""
        self._wait(lambda: text not in self.shown(), f"{text!r} to go")

    def _settle(self) -> None:
        """Waits until the screen stays as it is: a program reads its keys in its own time."""
        before = ""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            time.sleep(0.05)
            now = self.shown()
            if now == before:
                return
            before = now

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"timeout waiting for {what}:\n{self.shown()}"
            time.sleep(0.05)

    @staticmethod
    def _is_marked(raw: str, lines: list[str]) -> bool:
        return "\x1b[7m" in raw

    def _call(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments], env=self._environment, capture_output=True, text=True, timeout=20, check=False
        )
        return done.stdout
