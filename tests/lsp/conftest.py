"""Servers under test, one for each test, driven as each editor drives them."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from support.client_profiles import PROFILES
from support.editor import Client, server_config


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the server sends must fit what the client said it can do."""
    for item in items:
        if "lsp" in item.path.parts:
            item.add_marker(pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning"))


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Leaves the garbage collector as it was."""
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project that wants every finding, whatever verdicts say of its rule."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[tool.offpath]\nmin-confidence = "low"\n')
    return folder


@pytest_asyncio.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    """A client with a server that it has not yet spoken to."""
    made = await server_config("--log-file", str(tmp_path / "server.log"), cache=tmp_path / "cache").start()
    assert isinstance(made, Client)
    yield made
    await made.shutdown_session()
    await made.stop()


@pytest_asyncio.fixture(params=list(PROFILES))
async def editor(request: pytest.FixtureRequest, client: Client, project: Path) -> Client:
    """The client after its introduction, once for each editor."""
    await client.begin(request.param, project)
    return client


@pytest_asyncio.fixture
async def pushed(client: Client, project: Path) -> Client:
    """A client that is pushed to."""
    await client.begin("neovim", project)
    return client


@pytest_asyncio.fixture
async def vscode(client: Client, project: Path) -> Client:
    """A client that pulls."""
    await client.begin("vscode", project)
    return client
