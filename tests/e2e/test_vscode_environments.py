"""Which Python runs which server: the Python extension's choice, folders that differ, folders that are not trusted."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import install_editors
import pytest
from playwright.sync_api import Browser, expect

from e2e.conftest import ROOT, missing, window
from e2e.waiting import PATIENCE, until
from e2e.workbench import CodeServer, Workbench, serving

pytestmark = pytest.mark.editor

SECONDS = PATIENCE * 1000
CALL = 'import requests\n\n\ndef position(code):\n    return requests.get("https://carrier.example/" + code)\n'

STUB = """\
const vscode = require("vscode");
exports.activate = () => ({
  ready: Promise.resolve(),
  environments: {
    getActiveEnvironmentPath: () => ({ path: vscode.workspace.getConfiguration("stub").get("python") }),
    resolveEnvironment: (path) => Promise.resolve({ executable: { uri: vscode.Uri.file(path.path) } }),
    onDidChangeActiveEnvironmentPath: (callback) =>
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("stub") && callback(event)),
  },
});
"""
"""Stands in for the Python extension: what it offers of its interface, and nothing else."""


@pytest.fixture(scope="module")
def stub(vsix: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-in, packaged; `vsix` has brought the tool for that."""
    folder = tmp_path_factory.mktemp("stub")
    manifest = {
        "name": "python",
        "publisher": "ms-python",
        "version": "0.0.1",
        "engines": {"vscode": "^1.91.0"},
        "main": "./main.js",
        "activationEvents": ["onLanguage:python"],
        "contributes": {"configuration": {"properties": {"stub.python": {"type": "string"}}}},
    }
    (folder / "package.json").write_text(json.dumps(manifest))
    (folder / "main.js").write_text(STUB)
    (folder / "LICENSE").write_text("MIT")
    (folder / "README.md").write_text("A stand-in for tests.")
    vsce = ROOT / "vscode-extension" / "node_modules" / "@vscode" / "vsce" / "vsce"
    command = [str(Path(sys.executable).parent / "node"), str(vsce), "package", "--allow-missing-repository"]
    done = subprocess.run([*command, "--out", "stub.vsix"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "stub.vsix"


@pytest.fixture(scope="module")
def server(vsix: Path, stub: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeServer]:
    """VS Code's workbench with both extensions."""
    script = install_editors.code_server()
    if not script.exists():
        missing("code-server")
    with serving(script, Path(sys.executable).parent / "node", tmp_path_factory.mktemp("home"), vsix, stub) as served:
        yield served


@pytest.fixture
def workbench(
    server: CodeServer, browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Workbench]:
    """A window on an empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    with window(server, browser, folder, request) as shown:
        yield shown


def _named_python(folder: Path, name: str) -> Path:
    """A Python that can be told from others by its name, and says in a file that it was run."""
    script = folder / name
    mark = shlex.quote(str(folder / f"{name}.was-run"))
    script.write_text(f'#!/bin/sh\necho "$@" >> {mark}\nexec {shlex.quote(sys.executable)} "$@"\n')
    script.chmod(0o755)
    return script


def _was_run(python: Path) -> bool:
    mark = python.with_name(f"{python.name}.was-run")
    return mark.exists()


def test_the_python_extensions_choice_runs_the_server(workbench: Workbench, tmp_path: Path) -> None:
    chosen, other = _named_python(tmp_path, "chosen"), _named_python(tmp_path, "other")
    (workbench.folder / "app.py").write_text(CALL)
    workbench.configure(stub__python=str(chosen))
    workbench.open("app.py")
    expect(workbench.squiggles.first).to_be_attached(timeout=SECONDS)
    assert _was_run(chosen)
    assert not _was_run(other)
    workbench.configure(stub__python=str(other))
    until(lambda: _was_run(other), "the other Python")


def test_folders_with_different_pythons_have_servers_of_their_own(workbench: Workbench, tmp_path: Path) -> None:
    folders = []
    for name in ("one", "two"):
        folder = workbench.folder / name
        (folder / ".vscode").mkdir(parents=True)
        (folder / "app.py").write_text(CALL)
        settings = {"offpath.interpreter": [str(_named_python(tmp_path, name))]}
        (folder / ".vscode" / "settings.json").write_text(json.dumps(settings))
        folders.append({"path": name})
    workspace = workbench.folder / "both.code-workspace"
    workspace.write_text(json.dumps({"folders": folders}))
    for name in ("one", "two"):
        workbench.open_in_workspace(workspace, f"{name}/app.py")
        expect(workbench.squiggles.first).to_be_attached(timeout=SECONDS)
    until(lambda: len(workbench.server.language_servers()) == 2, "two servers")


def test_an_untrusted_folder_cannot_choose_what_is_run(workbench: Workbench, tmp_path: Path) -> None:
    evil, chosen = _named_python(tmp_path, "evil"), _named_python(tmp_path, "chosen")
    (workbench.folder / "app.py").write_text(CALL)
    workbench.configure(offpath__interpreter=[str(evil)], offpath__path=[str(evil)])
    workbench.server.configure(
        stub__python=str(chosen),
        security__workspace__trust__enabled=True,
        security__workspace__trust__startupPrompt="never",
        security__workspace__trust__banner="never",
    )
    workbench.open("app.py")
    expect(workbench.page.locator(".statusbar", has_text="Restricted Mode")).to_be_visible(timeout=SECONDS)
    expect(workbench.squiggles.first).to_be_attached(timeout=SECONDS)
    assert not _was_run(evil)
    assert not _was_run(chosen), "an environment in the folder would be the folder's code"
