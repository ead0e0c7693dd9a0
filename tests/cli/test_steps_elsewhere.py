"""What a helper in another file does is shown with the finding, in every report."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from support.command import Offpath

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))

STORE = """import sqlite3
from dataclasses import dataclass


@dataclass
class Card:
    code: str
    remaining: int


class Cards:
    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def get(self, code: str) -> Card | None:
        row = self.conn.execute("SELECT code, remaining FROM cards WHERE code = ?", (code,)).fetchone()
        return Card(*row) if row else None

    def save(self, card: Card) -> None:
        self.conn.execute("UPDATE cards SET remaining = ? WHERE code = ?", (card.remaining, card.code))
        self.conn.commit()
"""
RACE = """from bank import Cards


def pay(cards: Cards, code: str, amount: int) -> int:
    card = cards.get(code)
    card.remaining -= amount
    cards.save(card)
    return card.remaining
"""
CLIENT = """import requests


def fetch(path, **options):
    return requests.get(f"https://stock.example/{path}", **options)
"""
CALLER = """from client import fetch


def levels(sku):
    wait = 5

    def inner():
        return fetch(f"levels/{sku}")

    return inner()


class Orders:
    def all(self):
        print(len("orders"))
        return fetch("orders", params={"all": 1})
"""
HELPER = """def load(name):
    try:
        return open(name).read(), None
    except OSError as error:
        return None, str(error)
"""
HANDLER = """from flask import Flask, jsonify
from helper import load

app = Flask(__name__)


@app.get("/file/<name>")
def file(name):
    print("asked", name)
    text, why = load(name)
    if why:
        return jsonify(error=why), 500
    return jsonify(text=text)
"""
SHOWN = [
    ("read-modify-write", {"bank.py": STORE, "web.py": RACE}, "web.py", [("bank.py", 16), ("bank.py", 20)]),
    ("missing-timeout", {"client.py": CLIENT, "use.py": CALLER}, "client.py", [("use.py", 16), ("use.py", 8)]),
    ("error-detail-leak", {"helper.py": HELPER, "web.py": HANDLER}, "helper.py", [("web.py", 10)]),
]


@pytest.mark.parametrize(("rule", "files", "found_in", "places"), SHOWN, ids=[each[0] for each in SHOWN])
def test_a_finding_shows_where_another_file_is_its_cause(
    rule: str, files: dict[str, str], found_in: str, places: list[tuple[str, int]], folder: Path, offpath: Offpath
) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    select = ("check", "--select", rule, "--min-confidence", "low")
    (finding,) = json.loads(offpath(*select, "--output-format", "json").text)
    assert finding["path"] == found_in
    others = [(each["path"], each["line"]) for each in finding["related"] if each["path"] != found_in]
    assert others == places
    sarif = json.loads(offpath(*select, "--output-format", "sarif").text)
    jsonschema.Draft202012Validator(SCHEMA).validate(sarif)
    (result,) = sarif["runs"][0]["results"]
    located = [each["physicalLocation"] for each in result["relatedLocations"]]
    told = [(each["artifactLocation"]["uri"], each["region"]["startLine"]) for each in located]
    assert [each for each in told if each[0] != found_in] == places
    text = offpath(*select).text
    assert all(f"{path}:{line}: " in text for path, line in places)


def test_a_place_moves_while_the_finding_stands(folder: Path, offpath: Offpath) -> None:
    (folder / "bank.py").write_text(STORE)
    (folder / "web.py").write_text(RACE)

    def lines() -> list[int]:
        (finding,) = json.loads(offpath("check", "--select", "read-modify-write", "--output-format", "json").text)
        return [each["line"] for each in finding["related"] if each["path"] == "bank.py"]

    assert lines() == [16, 20]
    (folder / "bank.py").write_text(f"# above\n{STORE}")
    assert lines() == [17, 21]
    (folder / "bank.py").write_text(
        STORE.replace("        self.conn.execute", "        print(card)\n        self.conn.execute")
    )
    assert lines() == [16, 21]
