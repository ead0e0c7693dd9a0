"""Neovim, Helix and Emacs with the very files of docs/editors: findings seen, unsaved edits followed, fixes applied."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import install_editors
import pytest

from e2e.conftest import missing, newer_program, program
from e2e.tmux import Terminal
from e2e.waiting import until

pytestmark = pytest.mark.editor

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = ROOT / "docs" / "editors"

SHOP = """\
import requests
from flask import Flask

app = Flask(__name__)

CARRIER = "https://carrier.example"


def position(code):
    # where a parcel is
    return requests.get(f"{CARRIER}/{code}")


if __name__ == "__main__":
    app.run(debug=True)
"""
FIXED = """\
import requests
from flask import Flask

app = Flask(__name__)

CARRIER = "https://carrier.example"


mark = "😀é"; found = requests.get(mark, timeout=10)

def position(code):
    # where a parcel is
    return requests.get(f"{CARRIER}/{code}", timeout=10)


if __name__ == "__main__":
    app.run()
"""


class Desk:
    """A user's home with offpath on the PATH, and a project."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.project = folder / "shop"
        self.config = self.home / ".config"
        commands = self.home / "bin"
        for made in (self.config, self.project, commands):
            made.mkdir(parents=True)
        (self.project / "pyproject.toml").write_text('[tool.offpath]\nmin-confidence = "low"\n')
        self.file = self.project / "shop.py"
        self.file.write_text(SHOP)
        self.result = folder / "result.py"
        start = f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT / "server"))} exec {shlex.quote(sys.executable)} -m offpath "$@"\n'
        (commands / "offpath").write_text(start)
        (commands / "offpath").chmod(0o755)
        hidden = ("XDG_", "PYTHON", "NVIM", "HELIX")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(hidden)},
            "HOME": str(self.home),
            "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "OFFPATH_CACHE_DIR": str(folder / "cache"),
            "OFFPATH_RESULT": str(self.result),
        }

    def install(self, name: str, place: str) -> None:
        """Puts a file of docs/editors where its editor looks for it."""
        target = self.config / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(FILES / name, target)

    def run(self, *command: str) -> str:
        """Runs an editor to its end, and returns what it printed."""
        done = subprocess.run(
            command, cwd=self.project, env=self.environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "PASS" in done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def _neovim(desk: Desk, editor: str) -> None:
    desk.run(editor, "--headless", "-i", "NONE", "-n", "-c", f"luafile {HERE / 'neovim.lua'}", "shop.py")
    assert desk.result.read_text(encoding="utf-8") == FIXED
    assert desk.file.read_text() == SHOP, "nothing was written to disk"


def test_neovim_with_its_own_way_of_setting_servers_up(desk: Desk) -> None:
    desk.install("neovim/lsp/offpath.lua", "nvim/lsp/offpath.lua")
    desk.install("neovim/init.lua", "nvim/init.lua")
    _neovim(desk, newer_program("nvim"))


def test_an_older_neovim(desk: Desk) -> None:
    desk.install("neovim/older.lua", "nvim/init.lua")
    _neovim(desk, program("nvim"))


def test_emacs_with_eglot(desk: Desk) -> None:
    desk.run(program("emacs"), "-q", "--batch", "-l", str(FILES / "emacs" / "offpath.el"), "-l", str(HERE / "eglot.el"))
    assert desk.result.read_text(encoding="utf-8") == FIXED


def test_emacs_with_lsp_mode(desk: Desk) -> None:
    files = [str(FILES / "emacs" / "offpath.el"), str(HERE / "lsp-mode.el")]
    desk.run(program("emacs"), "-q", "--batch", *(part for each in files for part in ("-l", each)))
    assert desk.result.read_text(encoding="utf-8") == SHOP.replace("debug=True", "")


def test_emacs_beside_another_server(desk: Desk) -> None:
    files = [str(FILES / "emacs" / "offpath-flymake.el"), str(HERE / "flymake.el")]
    desk.run(program("emacs"), "-q", "--batch", *(part for each in files for part in ("-l", each)))


def test_vim_with_ale(desk: Desk, terminal: Terminal) -> None:
    if not install_editors.ALE.exists():
        missing("vim-ale")
    log = desk.home / "vim.log"
    setup = {"OFFPATH_SETUP": str(FILES / "vim" / "offpath.vim"), "OFFPATH_LOG": str(log)}
    terminal.run(
        "env",
        *(f"{name}={value}" for name, value in setup.items()),
        program("vim"),
        "-u",
        str(HERE / "ale.vim"),
        "shop.py",
    )
    until(lambda: log.exists() and re.search("PASS|FAIL", log.read_text()), "the end of Vim")
    assert "FAIL" not in log.read_text(), log.read_text()
    assert desk.result.read_text(encoding="utf-8") == FIXED


@pytest.fixture
def terminal(desk: Desk) -> Iterator[Terminal]:
    with Terminal(program("tmux"), desk.environment, desk.project) as opened:
        yield opened


def test_helix(desk: Desk, terminal: Terminal) -> None:
    desk.install("helix/languages.toml", "helix/languages.toml")
    (desk.config / "helix" / "config.toml").write_text('[editor]\nend-of-line-diagnostics = "hint"\n')
    terminal.run(newer_program("hx"), "shop.py")
    terminal.until_shown("can wait for ever")
    terminal.until_shown("debugging is on")
    terminal.press("g", "e", "k")
    terminal.press("]", "d")
    _pick(terminal, "Remove `debug=True`")
    terminal.until_gone("debugging is on")
    terminal.press("[", "d")
    _pick(terminal, "Set a time limit")
    terminal.until_gone("can wait for ever")
    terminal.press(":")
    terminal.type("wq")
    terminal.press("Enter")
    expected = SHOP.replace("debug=True", "").replace('{code}")', '{code}", timeout=10)')
    until(lambda: desk.file.read_text() == expected, desk.file.read_text)


def _pick(terminal: Terminal, title: str) -> None:
    """Takes an entry of the menu of actions."""
    terminal.press("Space", "a")
    terminal.until_shown(title)
    for _ in range(8):
        if title in terminal.selected():
            break
        terminal.press("Down")
    terminal.press("Enter")
