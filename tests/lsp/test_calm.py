"""Nothing new is said while somebody types; what comes in one piece is judged at once, and what goes is gone at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from offpath.lsp import calm
from support.chance import chance_of
from support.in_process import PULLS, InProcess
from support.keyboard import Typist

FIXTURES = Path(__file__).parent.parent / "fixtures"
CLEAN = "import requests\n\n\ndef fetched():\n    return \n"
AT = len(CLEAN) - 1
CALL = "requests.get('https://a.example')"
REFRESHES = {**PULLS, "workspace": {"diagnostics": {"refreshSupport": True}}}


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[InProcess]:
    """A client that is told."""
    client = InProcess()
    await client.begin(tmp_path, {})
    yield client
    client.end()


def uri(root: Path) -> str:
    return (root / "one.py").as_uri()


def codes(params: dict[str, Any]) -> list[str]:
    return [each["code"] for each in params["diagnostics"]]


def last(client: InProcess) -> list[str]:
    return codes(client.published[-1])


async def told(client: InProcess, address: str) -> None:
    """Waits until the client was told of a document's latest text."""
    await client.until(
        lambda: any(
            (each["uri"], each.get("version")) == (address, client.version(address)) for each in client.published
        )
    )


async def typed(client: InProcess, address: str, at: int, text: str) -> None:
    """Types a text, and waits for what is said of each version."""
    for number, character in enumerate(text):
        client.replace(address, at + number, at + number, character)
        await told(client, address)


def silent_texts() -> list[str]:
    paths = sorted(FIXTURES.glob("*/silent_*.py"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [text for text in texts if "# file:" not in text and len(text) < 1_500]


async def test_an_innocent_file_that_is_typed_is_never_accused(talk: InProcess, tmp_path: Path) -> None:
    chosen = chance_of("calm")
    for number, text in enumerate(chosen.sample(silent_texts(), 4)):
        address = (tmp_path / f"file_{number}.py").as_uri()
        talk.open(address, "")
        talk.published.clear()
        for (start, end, new), _ in Typist(chosen, pastes=0).type(text):
            talk.replace(address, start, end, new)
            await told(talk, address)
        assert [codes(each) for each in talk.published if codes(each)] == [], text
        talk.close(address)


async def test_a_fault_that_is_typed_is_said_once(talk: InProcess, tmp_path: Path) -> None:
    talk.open(uri(tmp_path), CLEAN)
    await told(talk, uri(tmp_path))
    talk.published.clear()
    await typed(talk, uri(tmp_path), AT, CALL)
    assert [codes(each) for each in talk.published if codes(each)] == []
    await talk.until(lambda: last(talk) == ["missing-timeout"])
    assert sum("missing-timeout" in codes(each) for each in talk.published) == 1


LOOKS_UP = "import sqlite3\n\n\ndef total(db: sqlite3.Connection):\n    return 0\n"
LINE = "    row = db.execute('SELECT sum(x) FROM t').fetchone()\n"


async def test_what_may_still_be_written_is_given_more_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row that was just read is told as unused only where nobody goes on; the call without a limit beside it before that."""
    monkeypatch.setattr(calm, "_LONG_REST", 3.0)
    talk = InProcess()
    await talk.begin(tmp_path, {})
    text = LOOKS_UP.replace("import sqlite3\n", f"import requests\nimport sqlite3\n\n{CALL.replace('get', 'post')}\n")
    talk.open(uri(tmp_path), text)
    await talk.until(lambda: bool(talk.published) and last(talk) == ["missing-timeout"])
    talk.published.clear()
    await typed(talk, uri(tmp_path), text.index("    return"), f"    {CALL}\n{LINE}")
    await talk.until(lambda: last(talk) == ["missing-timeout"] * 2)
    await talk.until(lambda: sorted(last(talk)) == ["dead-db-result", "missing-timeout", "missing-timeout"])
    assert sum("dead-db-result" in codes(each) for each in talk.published) == 1
    talk.end()


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody rests by doing nothing."""
    monkeypatch.setattr(calm, "_REST", 1e6)
    monkeypatch.setattr(calm, "_LONG_REST", 1e6)


@pytest.mark.usefixtures("endless")
async def test_what_comes_in_one_piece_is_judged_at_once(talk: InProcess, tmp_path: Path) -> None:
    talk.open(uri(tmp_path), "")
    talk.replace(uri(tmp_path), 0, 0, CLEAN[:AT] + CALL + "\n")
    await talk.until(lambda: bool(talk.published) and last(talk) == ["missing-timeout"])


@pytest.mark.usefixtures("endless")
async def test_what_is_saved_has_rested(talk: InProcess, tmp_path: Path) -> None:
    talk.open(uri(tmp_path), CLEAN)
    await typed(talk, uri(tmp_path), AT, CALL)
    assert last(talk) == []
    talk.notify("textDocument/didSave", {"textDocument": {"uri": uri(tmp_path)}})
    await talk.until(lambda: last(talk) == ["missing-timeout"])


@pytest.mark.usefixtures("endless")
async def test_what_is_mended_goes_at_once(talk: InProcess, tmp_path: Path) -> None:
    text = CLEAN[:AT] + CALL + "\n"
    talk.open(uri(tmp_path), text)
    await talk.until(lambda: bool(talk.published) and last(talk) == ["missing-timeout"])
    await typed(talk, uri(tmp_path), text.rindex(")"), ", timeout=5")
    await talk.until(lambda: last(talk) == [])


@pytest.mark.usefixtures("endless")
async def test_who_cannot_be_told_later_is_told_now(tmp_path: Path) -> None:
    talk = InProcess()
    await talk.begin(tmp_path)
    talk.open(uri(tmp_path), CLEAN)
    await talk.pull(uri(tmp_path))
    talk.replace(uri(tmp_path), AT, AT, CALL)
    assert [each["code"] for each in await talk.pull(uri(tmp_path))] == ["missing-timeout"]
    talk.end()


async def test_who_pulls_is_asked_to_when_what_was_typed_has_rested(tmp_path: Path) -> None:
    talk = InProcess()
    await talk.begin(tmp_path, REFRESHES)
    talk.open(uri(tmp_path), CLEAN)
    await talk.pull(uri(tmp_path))
    talk.replace(uri(tmp_path), AT, AT, CALL)
    assert await talk.pull(uri(tmp_path)) == []
    talk.asked.clear()
    await talk.until(lambda: "workspace/diagnostic/refresh" in talk.asked)
    assert [each["code"] for each in await talk.pull(uri(tmp_path))] == ["missing-timeout"]
    talk.end()
