"""Diagnostics: what they hold, and the two ways in which they come."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types as lsp

from offpath.engine.reporting.pages import page_address
from support.carrier import CALLS, CARRIER
from support.editor import Buffer, Client

UNUSED = "# offpath: ignore[missing-timeout]"


async def test_a_diagnostic_says_all_there_is_to_say(editor: Client, project: Path) -> None:
    buffer = Buffer.open(editor, project / "carrier.py", CARRIER)
    first = (await buffer.until_found(list(CALLS)))[0]
    assert (first.code, first.source, first.severity) == ("missing-timeout", "offpath", lsp.DiagnosticSeverity.Warning)
    assert first.code_description == lsp.CodeDescription(page_address("missing-timeout"))
    assert first.message.splitlines()[0] == "`requests.get` can wait for ever"
    assert isinstance(first.data, dict)
    assert first.data["confidence"] in {"high", "medium", "low"}


async def test_superfluous_comments_are_tagged_where_the_client_shows_it(editor: Client, project: Path) -> None:
    buffer = Buffer.open(editor, project / "carrier.py", f"total = 0  {UNUSED}\n")
    [found] = await buffer.until_found([UNUSED])
    shows_tags = editor.capabilities.text_document.publish_diagnostics is not None
    assert list(found.tags or ()) == ([lsp.DiagnosticTag.Unnecessary] if shows_tags else [])


async def test_every_version_is_answered(pushed: Client, project: Path) -> None:
    buffer = Buffer.open(pushed, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    for _ in range(5):
        buffer.insert_before("def cancel", "# a comment\n")
        assert await buffer.findings() == list(CALLS)
    versions = [each.version for each in buffer.publishes()]
    assert versions == sorted(versions), "never an older one"
    assert set(versions) == set(range(1, versions[-1] + 1)), "each one"


async def test_a_clean_document_is_said_to_be_clean(pushed: Client, project: Path) -> None:
    buffer = Buffer.open(pushed, project / "clean.py", "total = 1\n")
    assert await buffer.until_found([]) == []


async def test_closing_clears(pushed: Client, project: Path) -> None:
    buffer = Buffer.open(pushed, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    buffer.close()
    await pushed.until(lambda: not buffer.publishes()[-1].diagnostics)
    count = len(buffer.publishes())
    other = Buffer.open(pushed, project / "other.py", CARRIER)
    await other.until_found(list(CALLS))
    assert len(buffer.publishes()) == count, "nothing is said of a closed document"


async def test_opening_again_begins_anew(editor: Client, project: Path) -> None:
    buffer = Buffer.open(editor, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    buffer.close()
    editor.publishes.clear()
    again = Buffer.open(editor, project / "carrier.py", CARRIER.replace(CALLS[0], "code"))
    await again.until_found(list(CALLS[1:]))


async def test_documents_that_are_no_files_are_analysed(editor: Client, project: Path) -> None:
    buffer = Buffer.open(editor, project / "carrier.py", CARRIER)
    buffer.close()
    untitled = Buffer(editor, "untitled:Untitled-1", CARRIER, texts={1: CARRIER})
    item = lsp.TextDocumentItem(untitled.uri, lsp.LanguageKind.Python, 1, CARRIER)
    editor.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
    await untitled.until_found(list(CALLS))


async def test_clients_that_pull_are_not_pushed_to(vscode: Client, project: Path) -> None:
    buffer = Buffer.open(vscode, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    buffer.close()
    assert await buffer.pull() == []
    assert vscode.publishes == []


async def test_clients_that_do_not_pull_are_not_asked_to(pushed: Client, project: Path) -> None:
    buffer = Buffer.open(pushed, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    assert pushed.diagnostic_refresh_count == 0


async def test_a_pull_without_news_is_answered_unchanged(vscode: Client, project: Path) -> None:
    buffer = Buffer.open(vscode, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    unchanged = await buffer.pull_answer()
    assert isinstance(unchanged, lsp.RelatedUnchangedDocumentDiagnosticReport)
    assert unchanged.result_id == buffer.result_id
    buffer.replace_text("import requests\n", "import requests\n\n")
    moved = await buffer.pull_answer()
    assert isinstance(moved, lsp.RelatedFullDocumentDiagnosticReport)
    assert moved.result_id != buffer.result_id
    buffer.result_id = "of another server"
    assert isinstance(await buffer.pull_answer(), lsp.RelatedFullDocumentDiagnosticReport)


async def test_a_cancelled_pull_is_answered_once_and_the_next_one_rightly(vscode: Client, project: Path) -> None:
    buffer = Buffer.open(vscode, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    buffer.replace_text(CALLS[0], "code")
    params = lsp.DocumentDiagnosticParams(lsp.TextDocumentIdentifier(buffer.uri))
    pending = vscode.protocol.send_request("textDocument/diagnostic", params, msg_id="to-cancel")
    vscode.cancel_request(lsp.CancelParams("to-cancel"))
    assert await buffer.findings() == list(CALLS[1:])
    assert pending.done()


SESSION = "import requests\n\n\ndef make_session():\n    return requests.Session()\n"
WEATHER = """from net.session import make_session

session = make_session()


def forecast(city):
    return session.get("https://weather.example/" + city)
"""
ASKED = 'session.get("https://weather.example/" + city)'


async def test_an_edit_in_one_document_updates_another(editor: Client, project: Path) -> None:
    (project / "net").mkdir()
    (project / "net/__init__.py").write_text("")
    (project / "net/session.py").write_text(SESSION)
    (project / "net/weather.py").write_text(WEATHER)
    weather = Buffer.open(editor, project / "net/weather.py")
    session = Buffer.open(editor, project / "net/session.py")
    await weather.until_found([ASKED])
    session.replace_text("requests.Session()", "{}")
    await weather.until_found([])
    session.replace_text("{}", "requests.Session()")
    await weather.until_found([ASKED])
