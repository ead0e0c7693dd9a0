"""Columns in the negotiated encoding, both ways, on lines with characters that the encodings count differently."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types as lsp

from support.editor import Buffer, Client, server_config

ENCODINGS = {"vscode": "utf-16", "neovim": "utf-8", "emacs": "utf-32", "minimal": "utf-16"}

CALL = 'requests.get("https://ß/😀", params={"e\u0301": code})'
TEXT = f"import requests\r\n\r\n\r\ndef f(code):\r\n\tmark = '😀é\u0301\U0001d49c'; return {CALL}\r\n"


@pytest.mark.parametrize(("profile", "encoding"), ENCODINGS.items())
async def test_the_encoding_is_the_first_that_the_client_names(
    client: Client, project: Path, profile: str, encoding: str
) -> None:
    answer = await client.begin(profile, project)
    assert answer.capabilities.position_encoding == encoding


async def test_a_finding_behind_astral_characters_is_where_it_is(editor: Client, project: Path) -> None:
    buffer = Buffer.open(editor, project / "a.py", TEXT)
    await buffer.until_found([CALL])
    at = buffer.text.index("; return")
    buffer.replace(at, at, " + '😀😀'")
    assert await buffer.findings() == [CALL]
    buffer.replace_text("'😀é", "'é")
    assert await buffer.findings() == [CALL]


async def test_a_fix_behind_astral_characters_lands_where_it_should(editor: Client, project: Path) -> None:
    buffer = Buffer.open(editor, project / "a.py", TEXT)
    [diagnostic] = await buffer.until_found([CALL])
    action = next(each for each in await buffer.actions(diagnostic) if each.title.startswith("Set a time limit"))
    buffer.apply((await buffer.chosen(action)).edit or lsp.WorkspaceEdit())
    assert buffer.text == TEXT.replace("code})", "code}, timeout=10)")
    assert await buffer.findings() == []


async def test_a_hover_behind_astral_characters_finds_its_finding(editor: Client, project: Path) -> None:
    buffer = Buffer.open(editor, project / "a.py", TEXT)
    [diagnostic] = await buffer.until_found([CALL])
    identifier = lsp.TextDocumentIdentifier(buffer.uri)
    hover = await editor.text_document_hover_async(lsp.HoverParams(identifier, diagnostic.range.start))
    assert hover is not None
    assert hover.range == diagnostic.range
    before = lsp.Position(diagnostic.range.start.line, diagnostic.range.start.character - 1)
    assert await editor.text_document_hover_async(lsp.HoverParams(identifier, before)) is None


async def test_places_in_other_files_are_counted_in_those_files(pushed: Client, project: Path) -> None:
    """A related place stands on a line of its own file, which is not as long as the same line of this one."""
    buffer = Buffer.open(pushed, project / "a.py", TEXT)
    [diagnostic] = await buffer.until_found([CALL])
    for related in diagnostic.related_information or []:
        assert related.location.uri == buffer.uri


async def test_an_editor_that_counts_otherwise_than_it_says_can_be_humoured(tmp_path: Path, project: Path) -> None:
    client = await server_config("--position-encoding", "utf-8", cache=tmp_path / "cache").start()
    assert isinstance(client, Client)
    await client.begin("minimal", project)
    buffer = Buffer.open(client, project / "parcel.py", 'import requests\nmark = "😀é"; found = requests.get(mark)\n')
    (diagnostic,) = await buffer.diagnostics()
    assert diagnostic.range.start.character == len('mark = "😀é"; found = '.encode())
    await client.shutdown_session()
    await client.stop()
