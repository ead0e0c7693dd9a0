"""What is asked right after opening waits for the first analysis, and is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from offpath.engine.session import Session
from offpath.lsp import attending
from offpath.lsp.features import diagnostic
from support.in_process import PATIENCE, InProcess

CALL = "requests.get(code)"
TEXT = f"import requests\n\n\ndef position(code):\n    return {CALL}\n"
LONG = "import requests\n" + "".join(f"\n\ndef f{n}(code):\n    return code + {n}\n" for n in range(200)) + TEXT[15:]

VERY_LONG = (
    "import requests\n" + "".join(f"\n\ndef f{n}(code):\n    return code + {n}\n" for n in range(2000)) + TEXT[15:]
)
START = {"line": 0, "character": 0}

RESOLVES = {"codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}}}
CLIENTS: dict[str, dict[str, Any]] = {
    "pushed": {"textDocument": {"publishDiagnostics": {"versionSupport": True}}},
    "pulls": {"textDocument": {"diagnostic": {}, **RESOLVES}},
    "pulls, is told": {
        "textDocument": {"diagnostic": {}, **RESOLVES},
        "workspace": {"diagnostics": {"refreshSupport": True}},
    },
    "resolves": {"textDocument": RESOLVES},
    "nothing": {},
}


@pytest_asyncio.fixture
async def talk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[InProcess]:
    for waiting in (attending, diagnostic):  # a busy machine is not what is tested here
        monkeypatch.setattr(waiting, "_PATIENCE", PATIENCE)
    made = InProcess()
    yield made
    made.end()


def place(text: str) -> dict[str, int]:
    return {"line": text[: text.index(CALL)].count("\n"), "character": 12}


def session_of(talk: InProcess) -> Session:
    assert talk.server.state.engine is not None
    return talk.server.state.engine.session


async def asked(talk: InProcess, uri: str, text: str) -> tuple[list[str], str]:
    """The titles of the actions at the finding, and its hover."""
    named, at = {"textDocument": {"uri": uri}}, place(text)
    actions, hover = await asyncio.gather(
        talk.ask(
            "textDocument/codeAction", {**named, "range": {"start": at, "end": at}, "context": {"diagnostics": []}}
        ),
        talk.ask("textDocument/hover", {**named, "position": at}),
    )
    shown = hover["result"]
    return [each["title"] for each in actions["result"]], "" if shown is None else shown["contents"]["value"]


@pytest.mark.parametrize("text", [TEXT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("client", list(CLIENTS))
async def test_right_after_opening(talk: InProcess, project: Path, client: str, text: str) -> None:
    """The first document comes while the engine is still being loaded, the second afterwards."""
    await talk.begin(project, CLIENTS[client])
    for name in ("one", "two"):
        uri = (project / f"{name}.py").as_uri()
        talk.open(uri, text)
        titles, hover = await asked(talk, uri, text)
        assert "Set a time limit (changes behaviour)" in titles
        assert "missing-timeout" in hover


@pytest.mark.parametrize("client", ["pulls", "pulls, is told", "pushed"])
async def test_what_is_asked_about_comes_before_the_rest_of_the_file(
    talk: InProcess, project: Path, client: str
) -> None:
    """VS Code drops a menu that takes longer than half a second."""
    await talk.begin(project, CLIENTS[client])
    for name in ("one", "two"):
        uri = (project / f"{name}.py").as_uri()
        talk.open(uri, VERY_LONG)
        titles, hover = await asked(talk, uri, VERY_LONG)
        assert "Set a time limit (changes behaviour)" in titles
        assert "missing-timeout" in hover
        assert not session_of(talk).is_known(str(project / f"{name}.py"))


async def test_a_fix_is_made_before_the_rest_of_the_file_is_known(talk: InProcess, project: Path) -> None:
    await talk.begin(project, CLIENTS["pulls"])
    uri = (project / "one.py").as_uri()
    talk.open(uri, VERY_LONG)
    at = place(VERY_LONG)
    context = {"diagnostics": [], "only": ["quickfix"]}
    params = {"textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": context}
    actions = (await talk.ask("textDocument/codeAction", params))["result"]
    action = next(each for each in actions if each["title"].startswith("Set a time limit"))
    edit = (await talk.ask("codeAction/resolve", action))["result"]["edit"]
    assert "timeout=10" in str(edit)
    assert not session_of(talk).is_known(str(project / "one.py"))


async def test_who_wants_all_fixed_waits_for_all(talk: InProcess, project: Path) -> None:
    await talk.begin(project, CLIENTS["pulls"])
    uri = (project / "one.py").as_uri()
    text = VERY_LONG + "\n\napp = flask.Flask(__name__)\napp.run(debug=True)\n"
    talk.open(uri, "import flask\n" + text)
    params = {"textDocument": {"uri": uri}, "range": {"start": START, "end": START}}
    for only in (["source.fixAll"], ["source"]):
        actions = await talk.ask("textDocument/codeAction", {**params, "context": {"diagnostics": [], "only": only}})
        assert [each["title"] for each in actions["result"]] == ["Fix all that offpath can fix safely"]


async def test_a_comment_for_the_whole_file_is_judged_by_the_whole_file(talk: InProcess, project: Path) -> None:
    await talk.begin(project, CLIENTS["pulls"])
    uri = (project / "one.py").as_uri()
    comment = "# offpath: ignore-file[missing-timeout, unbounded-retry]\n"
    talk.open(uri, comment + VERY_LONG)
    params = {"textDocument": {"uri": uri}, "range": {"start": START, "end": START}, "context": {"diagnostics": []}}
    actions = await talk.ask("textDocument/codeAction", params)
    assert any("unbounded-retry" in str(each) for each in actions["result"])
    assert session_of(talk).is_known(str(project / "one.py"))


async def test_while_the_workspace_is_read(talk: InProcess, project: Path) -> None:
    for number in range(300):
        (project / f"m{number}.py").write_text(TEXT)
    await talk.begin(project, CLIENTS["pulls"])
    uri = (project / "one.py").as_uri()
    talk.open(uri, TEXT)
    titles, hover = await asked(talk, uri, TEXT)
    assert titles
    assert hover
    assert await talk.pull(uri)


async def test_right_after_an_edit(talk: InProcess, project: Path) -> None:
    await talk.begin(project, CLIENTS["pulls"])
    uri = (project / "one.py").as_uri()
    talk.open(uri, "")
    talk.replace(uri, 0, 0, LONG)
    titles, _ = await asked(talk, uri, LONG)
    assert titles


@pytest.mark.parametrize("client", ["pulls", "nothing"])
async def test_a_pull_waits_for_the_whole_file(talk: InProcess, project: Path, client: str) -> None:
    await talk.begin(project, CLIENTS[client])
    uri = (project / "one.py").as_uri()
    talk.open(uri, LONG)
    assert [each["range"]["start"]["line"] for each in await talk.pull(uri)] == [place(LONG)["line"]]


async def test_a_client_that_can_be_told_later_is(talk: InProcess, project: Path) -> None:
    await talk.begin(project, CLIENTS["pulls, is told"])
    uri = (project / "one.py").as_uri()
    talk.open(uri, LONG)
    while not await talk.pull(uri):
        seen = talk.asked.count("workspace/diagnostic/refresh")
        await talk.until(lambda seen=seen: talk.asked.count("workspace/diagnostic/refresh") > seen)


METHODS = {
    "textDocument/hover": {"position": {"line": 4, "character": 12}},
    "textDocument/codeAction": {
        "range": {"start": {"line": 4, "character": 0}, "end": {"line": 4, "character": 0}},
        "context": {"diagnostics": []},
    },
    "textDocument/diagnostic": {},
}


@pytest.mark.parametrize("method", list(METHODS))
async def test_who_cancels_is_let_go(talk: InProcess, project: Path, method: str) -> None:
    await talk.begin(project, CLIENTS["pulls"])
    uri = (project / "one.py").as_uri()
    talk.open(uri, LONG)
    waiting = asyncio.ensure_future(talk.ask(method, {"textDocument": {"uri": uri}, **METHODS[method]}))
    await asyncio.sleep(0)
    talk.notify("$/cancelRequest", {"id": talk.number})
    assert (await waiting)["error"]["code"] == -32800
    titles, _ = await asked(talk, uri, LONG)
    assert titles


@pytest.mark.parametrize("method", list(METHODS))
async def test_what_is_closed_meanwhile_has_no_answer(talk: InProcess, project: Path, method: str) -> None:
    await talk.begin(project, CLIENTS["pulls"])
    for name in ("one", "two"):
        uri = (project / f"{name}.py").as_uri()
        talk.open(uri, LONG)
        waiting = asyncio.ensure_future(talk.ask(method, {"textDocument": {"uri": uri}, **METHODS[method]}))
        await asyncio.sleep(0)
        talk.close(uri)
        assert (await waiting)["result"] in (None, [], {"kind": "full", "items": []})
    assert not talk.log


@pytest.mark.parametrize("method", list(METHODS))
async def test_nobody_waits_for_ever(
    talk: InProcess, project: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attending, "_PATIENCE", 0.05)
    monkeypatch.setattr(diagnostic, "_PATIENCE", 0.05)
    monkeypatch.setattr(Session, "is_known", lambda *_: False)
    await talk.begin(project, CLIENTS["pulls"])
    uri = (project / "one.py").as_uri()
    talk.open(uri, TEXT)
    assert "result" in await talk.ask(method, {"textDocument": {"uri": uri}, **METHODS[method]})


@pytest.mark.parametrize("method", list(METHODS))
async def test_a_document_that_cannot_be_opened_costs_no_other(
    talk: InProcess, project: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Session.open

    def failing(session: Session, path: str, document: Any) -> None:
        if "bad" in path:
            raise OSError("the disk is gone")
        opening(session, path, document)

    monkeypatch.setattr(Session, "open", failing)
    await talk.begin(project, CLIENTS["pulls"])
    bad, good = ((project / f"{name}.py").as_uri() for name in ("bad", "good"))
    for _ in range(2):
        talk.open(bad, TEXT)
        talk.open(good, TEXT)
        talk.replace(bad, 0, 0, "\n")
        answer = await talk.ask(method, {"textDocument": {"uri": bad}, **METHODS[method]})
        assert answer["result"] in (None, [], {"kind": "full", "items": []})
        titles, hover = await asked(talk, good, TEXT)
        assert titles
        assert hover
        talk.close(bad)
        talk.close(good)


@pytest.mark.parametrize("method", list(METHODS))
async def test_an_engine_that_cannot_be_loaded_is_told_once(
    talk: InProcess, project: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise ImportError("tree_sitter is not installed")

    monkeypatch.setattr(Session, "__init__", failing)
    await talk.begin(project, CLIENTS["pulls"])
    uri = (project / "one.py").as_uri()
    talk.open(uri, TEXT)
    for _ in range(2):
        answer = await talk.ask(method, {"textDocument": {"uri": uri}, **METHODS[method]})
        assert answer["error"]["code"] == -32803
        assert "tree_sitter is not installed" in answer["error"]["message"]
    assert len(talk.shown) == 1


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "utf-32", "cp1252"])
async def test_the_editors_text_counts_whatever_the_files_encoding_is(
    talk: InProcess, project: Path, codec: str
) -> None:
    text = TEXT + "NAME = 'é'\n"
    (project / "wide.py").write_bytes(text.encode(codec))
    await talk.begin(project, CLIENTS["pulls"])
    uri = (project / "wide.py").as_uri()
    for mark in ("", "\ufeff"):
        talk.open(uri, mark + text)
        assert len(await talk.pull(uri)) == 1
        talk.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 2}]})
        talk.replace(uri, len(mark), len(mark), "\n")
        assert len(await talk.pull(uri)) == 1
        talk.close(uri)
    assert talk.shown == []
    talk.open(uri, text.encode("utf-16").decode("latin-1"))
    assert await talk.pull(uri) == []
    assert [each for each in talk.shown if "wide.py" in each and "encoding" in each]
