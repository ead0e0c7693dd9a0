"""Headless Neovim opens a file, sees the findings, follows unsaved edits, applies the fixes, and reads the buffer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCENARIO = Path(__file__).with_name("neovim.lua")
SERVER = Path(__file__).parents[2] / "server"

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


@pytest.mark.editor
@pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim (nvim) is not installed")
def test_neovim_sees_findings_and_applies_fixes(tmp_path: Path) -> None:
    project = tmp_path / "shop"
    project.mkdir()
    (project / "pyproject.toml").write_text("")
    (project / "shop.py").write_text(SHOP)
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONPATH": str(SERVER),
        "LANG": "C.UTF-8",
        "OFFPATH_COMMAND": "\n".join((sys.executable, "-m", "offpath", "server")),
        "OFFPATH_RESULT": str(tmp_path / "result.py"),
    }
    command = ["nvim", "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", f"luafile {SCENARIO}", "shop.py"]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PASS" in done.stdout
    assert (tmp_path / "result.py").read_text(encoding="utf-8") == FIXED
    assert (project / "shop.py").read_text() == SHOP, "nothing was written to disk"
