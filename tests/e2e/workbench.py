"""VS Code's workbench in a headless browser: code-server with the packaged extension, and the gestures of a user."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotShown

from e2e.waiting import PATIENCE, until

QUIET: Mapping[str, Any] = {
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.enableExperiments": False,
    "workbench.tips.enabled": False,
    "workbench.colorTheme": "Default Light Modern",
    "telemetry.telemetryLevel": "off",
    "extensions.autoCheckUpdates": False,
    "extensions.autoUpdate": False,
    "extensions.ignoreRecommendations": True,
    "update.mode": "none",
    "chat.disableAIFeatures": True,
    "security.workspace.trust.enabled": False,
    "editor.minimap.enabled": False,
    "git.enabled": False,
    "files.autoSave": "off",
}
"""Settings of a profile in which nothing else happens."""


@dataclass(frozen=True)
class CodeServer:
    """A running code-server, with its own home, profile and extensions."""

    home: Path
    port: int

    @property
    def user_settings(self) -> Path:
        return self.home / "data" / "User" / "settings.json"

    def configure(self, **settings: Any) -> None:
        """Replaces the user's settings, for windows that are opened later; names are written with `__` for dots."""
        self.user_settings.write_text(json.dumps({**QUIET, **_dotted(settings)}))

    def address(self, place: Path, file: Path | None = None) -> str:
        """Where the workbench shows a folder, or a workspace of several, with a file opened."""
        kind = "workspace" if place.suffix == ".code-workspace" else "folder"
        address = f"http://127.0.0.1:{self.port}/?{kind}={quote(str(place))}"
        if file is None:
            return address
        payload = json.dumps([["openFile", f"vscode-remote://127.0.0.1:{self.port}{file}"]])
        return f"{address}&payload={quote(payload)}"

    def language_servers(self) -> list[int]:
        """The processes of our servers that this code-server has started."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    command = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                except OSError:
                    continue
                if "server" in command and any(str(self.home) in part and part.endswith("run.py") for part in command):
                    found.append(int(entry.name))
        return found


def _dotted(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "."): value for name, value in settings.items()}


_SECONDS_TO_COME_BACK = 2
"""So long a window's processes wait for it after its connection has broken: three hours, unless told otherwise."""


@contextmanager
def serving(script: Path, node: Path, home: Path, *extensions: Path) -> Iterator[CodeServer]:
    """Installs extensions into a fresh profile and serves the workbench until the end."""
    (home / "data" / "User").mkdir(parents=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("VSCODE_", "PYTHON"))},
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "share"),
        "OFFPATH_CACHE_DIR": str(home / "cache"),
    }
    common = [
        str(node),
        str(script),
        "--user-data-dir",
        str(home / "data"),
        "--extensions-dir",
        str(home / "extensions"),
    ]
    for extension in extensions:
        installed = subprocess.run(
            [*common, "--install-extension", str(extension)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert installed.returncode == 0, installed.stdout + installed.stderr
    server = CodeServer(home, _free_port())
    server.configure()
    arguments = ["--auth", "none", "--bind-addr", f"127.0.0.1:{server.port}", "--disable-telemetry"]
    arguments += ["--disable-update-check", "--disable-getting-started-override", "--disable-file-downloads"]
    arguments += ["--reconnection-grace-time", str(_SECONDS_TO_COME_BACK)]
    with (home / "code-server.log").open("w") as log:
        process = subprocess.Popen(
            [*common, *arguments], env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            until(lambda: _answers(server.port), "code-server")
            yield server
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(10)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


class Workbench:
    """One window, as its user sees and works it."""

    def __init__(self, server: CodeServer, page: Page, folder: Path, shots: Path) -> None:
        self.server = server
        self.page = page
        self.folder = folder
        self._shots = shots
        self.file = folder

    def open(self, name: str) -> None:
        """Shows the window anew with this file opened."""
        self.open_in_workspace(self.folder, name)

    def open_in_workspace(self, place: Path, name: str) -> None:
        """Shows the window anew on a folder or a workspace, with this file opened."""
        self.file = self.folder / name
        self.page.goto(self.server.address(place, self.file))
        self.page.locator(".monaco-workbench .part.editor").wait_for()
        self.page.locator(".editor-instance .monaco-editor .view-line").first.wait_for()

    # -- what is seen

    @property
    def squiggles(self) -> Locator:
        return self.page.locator(".editor-instance .squiggly-warning, .editor-instance .squiggly-error")

    def problem(self, text: str) -> Locator:
        """The row of the Problems panel with this text; the panel is shown."""
        if not self.page.locator(".markers-panel").is_visible():
            self.page.keyboard.press("Control+Shift+M")
        return self.page.locator(".markers-panel .monaco-list-row", has_text=text)

    def line(self, text: str) -> Locator:
        return self.page.locator(".editor-instance .view-line", has_text=text)

    def shoot(self, name: str) -> None:
        """Keeps a picture."""
        self._shots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(self._shots / f"{name}.png"))

    # -- what is done

    def configure(self, **settings: Any) -> None:
        """Replaces the folder's settings, which a window that is open sees change."""
        file = self.folder / ".vscode" / "settings.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(_dotted(settings)))

    def jump(self, problem: Locator) -> None:
        """Goes from a row of the Problems panel to its place in the editor."""

        def is_there() -> bool:
            problem.dblclick()  # rows move while more is found: another may be hit
            return "selected" in (problem.get_attribute("class") or "")

        problem.wait_for()
        until(is_there, "the row to be selected")
        self.page.locator(".monaco-editor.focused .view-line").first.wait_for()

    def open_notebook(self, name: str) -> None:
        """Opens a notebook from the explorer; before the notebook's own extension is there it would show as text."""
        self.file = self.folder / name
        self.page.goto(self.server.address(self.folder))
        cell = self.page.locator(".notebookOverlay .cell .view-line").first

        def is_shown() -> bool:
            self.page.locator(".explorer-folders-view .monaco-list-row", has_text=name).dblclick()
            try:
                cell.wait_for(timeout=5000)
            except NotShown:
                self.command("View: Close Editor")
                return False
            return True

        until(is_shown, f"the notebook {name}")

    def command(self, title: str) -> None:
        """Runs a command of the palette."""
        self._ask("F1", f">{title}")
        self.page.locator(".quick-input-list .monaco-list-row", has_text=title).first.wait_for()
        self.page.keyboard.press("Enter")

    def go_to(self, line: int, column: int = 1) -> None:
        """Puts the cursor there."""
        self._ask("Control+G", f":{line}:{column}")
        self.page.keyboard.press("Enter")
        self.page.locator(".quick-input-widget").wait_for(state="hidden")

    def _ask(self, key: str, text: str) -> None:
        """Opens the quick input and fills it; what else takes the focus meanwhile closes it again."""
        box = self.page.locator(".quick-input-widget input.input")

        def is_filled() -> bool:
            self.page.keyboard.press(key)
            try:
                box.fill(text, timeout=2000)
            except NotShown:
                return False
            return True

        until(is_filled, f"the quick input for {text}")

    def open_beside(self, name: str) -> None:
        """Opens another file in the same window."""
        self.file = self.folder / name
        self._ask("Control+P", name)
        self.page.locator(".quick-input-list .monaco-list-row", has_text=self.file.name).first.wait_for()
        self.page.keyboard.press("Enter")
        self.page.locator(".tab.active", has_text=self.file.name).wait_for()

    def offered(self, title: str) -> Locator:
        """The entry with this title in the light bulb's menu at the cursor, which is opened.

        VS Code drops a menu whose entries come later than half a second after it looked at the cursor's new place by
        itself: then a user asks again.
        """
        entry = self.page.locator(".action-widget .monaco-list-row", has_text=title).first

        def is_shown() -> bool:
            self.page.keyboard.press("Escape")
            self.page.keyboard.press("Control+.")
            try:
                entry.wait_for(timeout=3000)
            except NotShown:
                return False
            return True

        until(is_shown, f"the action {title}")
        return entry

    def undo(self) -> None:
        """Takes the last change back."""
        self.page.keyboard.press("Control+Z")

    def choose_fix(self, title: str, shot: str) -> None:
        """Opens the light bulb's menu at the cursor, keeps a picture of it, and takes the entry with this title by Enter."""
        entry = self.offered(title)
        self.shoot(shot)

        def is_chosen() -> bool:
            if "focused" in (entry.get_attribute("class") or ""):
                return True
            self.page.keyboard.press("ArrowDown")
            return False

        until(is_chosen, f"the action {title} to have the focus")
        self.page.keyboard.press("Enter")

    def agree(self) -> None:
        """Confirms a change that needs a person's word: ticks it in the preview, and applies it."""
        preview = self.page.locator(".bulk-edit-panel")
        preview.locator(".edit-checkbox").first.click()
        preview.locator(".monaco-button", has_text="Apply").click()

    def save(self, expected: Callable[[str], bool]) -> str:
        """Saves, and returns the file's text once it is as expected: it can be seen half written."""
        self.page.keyboard.press("Control+S")
        until(lambda: expected(self.text()), lambda: f"the saved text, which is:\n{self.text()}")
        return self.text()

    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    def status(self) -> str:
        """What the language status says when it is looked at."""
        self.page.locator("#status\\.languageStatus").first.hover()
        item = self.page.locator(".hover-language-status", has_text="offpath")
        expect(item.first).to_be_visible(timeout=PATIENCE * 1000)
        return " ".join(item.first.inner_text().split())


def copied(source: Path, target: Path) -> Path:
    """A copy of a folder to work in."""
    return Path(shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__")))
