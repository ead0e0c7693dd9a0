"""A terminal that a test types into and reads."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from e2e.waiting import until

REVERSE = "\x1b[7m"


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
        """What the screen shows in reverse: a menu's selected line."""
        coloured = self._call("capture-pane", "-p", "-e").splitlines()
        return "\n".join(text for raw, text in zip(coloured, self.shown().splitlines(), strict=False) if REVERSE in raw)

    def until_shown(self, text: str) -> None:
        """Waits until the screen shows a text."""
        until(lambda: text in self.shown(), lambda: f"{text!r} to show on\n{self.shown()}")

    def until_gone(self, text: str) -> None:
        """Waits until the screen no longer shows a text."""
        until(lambda: text not in self.shown(), lambda: f"{text!r} to go from\n{self.shown()}")

    def _settle(self) -> None:
        """Waits until the screen stays as it is: a program reads its keys in its own time."""
        seen: list[str] = []

        def is_still() -> bool:
            seen.append(self.shown())
            return len(seen) > 1 and seen[-1] == seen[-2]

        until(is_still, "the screen to stay as it is")

    def _call(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments], env=self._environment, capture_output=True, text=True, timeout=20, check=False
        )
        return done.stdout
