"""The extension's own checks, and what its package holds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.editor

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "vscode-extension"
MINORS = ("cp310", "cp311", "cp312", "cp313", "cp314")


@pytest.fixture(scope="module")
def unpacked(vsix: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as an editor installs it."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(vsix) as archive:
        archive.extractall(folder)
    return folder / "extension"


@pytest.mark.parametrize("check", ["check", "lint", "test"])
def test_the_extensions_own_checks_pass(vsix: Path, check: str) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    npm = shutil.which("npm", path=path)
    assert npm is not None
    command = [npm, "run", "--silent", check]
    done = subprocess.run(
        command, cwd=EXTENSION, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_holds_what_is_needed_and_nothing_else(unpacked: Path) -> None:
    assert sorted(each.name for each in unpacked.iterdir()) == [
        "LICENSE.txt",
        "bundled",
        "changelog.md",
        "dist",
        "media",
        "package.json",
        "readme.md",
        "walkthrough",
    ]
    libraries = unpacked / "bundled" / "libs"
    assert sorted(each.name for each in libraries.iterdir()) == [*MINORS, "pure"]
    for minor in MINORS:
        assert {"libcst", "tree_sitter", "tree_sitter_python"} <= {each.name for each in (libraries / minor).iterdir()}
    assert not list(unpacked.rglob("__pycache__"))
    assert list((libraries / "pure").glob("*.dist-info/licenses/*")), "what is passed on keeps its licence"


def test_an_environments_own_offpath_runs_where_it_is_asked_for(unpacked: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "environment")
    python = tmp_path / "environment" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = next((tmp_path / "environment").rglob("site-packages"))
    package = site / "offpath" / "cli"
    package.mkdir(parents=True)
    for made in (package.parent, package):
        (made / "__init__.py").touch()
    (package / "main.py").write_text("import sys\ndef main():\n    print('its own', *sys.argv[1:])\n")
    script = str(unpacked / "bundled" / "run.py")
    command = [str(python), "-E", script, "environment", "server", "--log-level", "info"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "its own server --log-level info\n", done.stderr


def _interpreters() -> list[str]:
    """The Pythons of this machine: the one that runs the tests, the PATH's, and pyenv's."""
    found = {sys.executable, *(filter(None, (shutil.which("python3"), shutil.which("python"))))}
    found |= {str(each) for each in Path.home().glob(".pyenv/versions/*/bin/python")}
    return sorted(found)


@pytest.mark.parametrize("python", _interpreters())
def test_every_python_says_what_it_is_and_the_supported_run_the_server(
    unpacked: Path, tmp_path: Path, python: str
) -> None:
    (tmp_path / "app.py").write_text("import requests\nrequests.get('https://x.example')\n")
    for name in ("json.py", "offpath.py", "click.py"):
        (tmp_path / name).write_text("raise SystemExit('the workspace was run')\n")
    script = str(unpacked / "bundled" / "run.py")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    probed = run(script, "probe")
    assert probed.returncode == 0, probed.stderr
    told = json.loads(probed.stdout)
    assert told["bundled"] == ((3, 10) <= tuple(told["version"][:2]) <= (3, 14))
    if told["bundled"]:
        checked = run("-I", script, "bundled", "check", "--output-format", "json", "app.py")
        assert [each["rule"] for each in json.loads(checked.stdout)] == ["missing-timeout"], checked.stderr
