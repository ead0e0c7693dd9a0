"""The editors under test. One that is missing is told of loudly, and is an error where tests are to be complete."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from e2e.waiting import PATIENCE, until
from e2e.workbench import CodeServer, Workbench, copied, serving

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import install_editors  # noqa: E402

ARTIFACTS = Path(os.environ.get("OFFPATH_ARTIFACTS", ROOT / "build" / "screenshots"))
"""Where pictures are kept."""

_BROWSER = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip


def missing(what: str) -> None:
    """Says that an editor is not there: a skip for a person, a failure where everything is to be tested."""
    message = f"{what} is not installed: run `python scripts/install_editors.py --system`"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def program(name: str) -> str:
    """An editor of the system."""
    found = shutil.which(name)
    if found is None:
        missing(name)
    return str(found)


def newer_program(name: str) -> str:
    """An editor of a newer Debian."""
    found = install_editors.newer(name)
    if not found.exists():
        missing(f"a newer {name}")
    return str(found)


@pytest.fixture(scope="session")
def vsix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension, packaged as it is published."""
    made = os.environ.get("OFFPATH_VSIX")
    if made:
        return Path(made)
    output = tmp_path_factory.mktemp("vsix") / "offpath.vsix"
    command = [sys.executable, str(ROOT / "scripts" / "package_extension.py"), "--output", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return output


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program("chromium"), args=list(_BROWSER))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def code_server(vsix: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeServer]:
    """VS Code's workbench with the extension installed."""
    script = install_editors.code_server()
    if not script.exists():
        missing("code-server")
    with serving(script, Path(sys.executable).parent / "node", tmp_path_factory.mktemp("home"), vsix) as server:
        yield server


@contextmanager
def window(server: CodeServer, browser: Browser, folder: Path, request: pytest.FixtureRequest) -> Iterator[Workbench]:
    """A window on a folder; of one whose test failed a picture is kept."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE * 1000)
    shown = Workbench(server, context.new_page(), folder, ARTIFACTS)
    failures = request.session.testsfailed
    try:
        yield shown
        if request.session.testsfailed > failures:
            shown.shoot(f"failed-{request.node.name}")
    finally:
        context.close()
        server.configure()
    until(lambda: not server.language_servers(), "the end of this window's servers")


@pytest.fixture
def workbench(
    code_server: CodeServer, browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Workbench]:
    """A window on a copy of the demonstration project."""
    with window(code_server, browser, copied(ROOT / "tests" / "demo", tmp_path / "demo"), request) as shown:
        yield shown
