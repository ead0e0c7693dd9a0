"""What a helper in another file does is shown with the finding, where it stands there now."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types as lsp

from support.editor import Buffer, Client

BANK = """import sqlite3
from dataclasses import dataclass


@dataclass
class Card:
    code: str
    remaining: int


class Cards:
    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def get(self, code: str) -> Card | None:
        mark = "😀é"; row = self.conn.execute("SELECT code, remaining FROM cards WHERE code = ?", (code,)).fetchone()
        return Card(*row) if row else None

    def save(self, card: Card) -> None:
        self.conn.execute("UPDATE cards SET remaining = ? WHERE code = ?", (card.remaining, card.code))
        self.conn.commit()
"""
WEB = """from bank import Cards


def pay(cards: Cards, code: str, amount: int) -> int:
    card = cards.get(code)
    card.remaining -= amount
    cards.save(card)
    return card.remaining
"""
FOUND = "cards.save(card)"
READ = 'self.conn.execute("SELECT code, remaining FROM cards WHERE code = ?", (code,))'
WRITTEN = 'self.conn.execute("UPDATE cards SET remaining = ? WHERE code = ?", (card.remaining, card.code))'


def _shown(diagnostic: lsp.Diagnostic, uri: str, text: str, encoding: str) -> list[str]:
    """The texts in another file to which a diagnostic points."""
    found = []
    for related in diagnostic.related_information or []:
        if related.location.uri == uri:
            start, end = related.location.range.start, related.location.range.end
            assert start.line == end.line
            line = text.split("\n")[start.line].encode(encoding)
            width = {"utf-8": 1, "utf-16-le": 2}[encoding]
            found.append(line[start.character * width : end.character * width].decode(encoding))
    return found


@pytest.mark.parametrize(("profile", "encoding"), [("vscode", "utf-16-le"), ("neovim", "utf-8")])
async def test_a_place_in_a_file_that_is_not_open(client: Client, project: Path, profile: str, encoding: str) -> None:
    (project / "bank.py").write_text(BANK, encoding="utf-8")
    await client.begin(profile, project)
    buffer = Buffer.open(client, project / "web.py", WEB)
    [diagnostic] = await buffer.until_found([FOUND])
    assert _shown(diagnostic, (project / "bank.py").as_uri(), BANK, encoding) == [READ, WRITTEN]


async def test_a_client_that_shows_no_other_places_is_sent_none(client: Client, project: Path) -> None:
    (project / "bank.py").write_text(BANK, encoding="utf-8")
    await client.begin("emacs", project)
    buffer = Buffer.open(client, project / "web.py", WEB)
    [diagnostic] = await buffer.until_found([FOUND])
    assert not diagnostic.related_information


async def test_a_place_follows_the_edits_of_its_own_file(client: Client, project: Path) -> None:
    await client.begin("vscode", project)
    bank = Buffer.open(client, project / "bank.py", BANK)
    web = Buffer.open(client, project / "web.py", WEB)
    await web.until_found([FOUND])
    bank.replace(0, 0, "# one line\n# another\n")
    at = bank.text.index("    def save")
    bank.replace(at, at, "    def lent(self) -> int:\n        return len(self.conn.mine)\n\n")
    web.replace(0, 0, "\n")
    [diagnostic] = await web.until_found([FOUND])
    assert _shown(diagnostic, bank.uri, bank.text, "utf-16-le") == [READ, WRITTEN]
