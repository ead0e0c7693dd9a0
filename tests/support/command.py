"""Command lines: what they did, and the small projects that they are about."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Result:
    """What a command line did."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def found(self) -> list[tuple[str, int, str]]:
        """Path, line and rule of each finding of a report in JSON."""
        return [(each["path"], each["line"], each["rule"]) for each in self.json if each["rule"] != "not-checked"]

    @property
    def unchecked(self) -> list[tuple[str, int, str]]:
        """Path, line and kind of what was not checked, of a report in JSON."""
        return [(each["path"], each["line"], each["reason"]) for each in self.json if each["rule"] == "not-checked"]


Offpath = Callable[..., Result]

DEBUG = """\
from flask import Flask

app = Flask(__name__)
app.run(debug=True)
"""
"""A finding on line 4 with a safe fix."""

DEBUG_FIXED = DEBUG.replace("debug=True", "")

POSITION = """\
import requests


def position(code):
    return requests.get(f"https://carrier.example/{code}")
"""
"""A finding on line 5 with an unsafe fix."""

POSITION_FIXED = POSITION.replace('{code}")', '{code}", timeout=10)')

SESSION = "import requests\n\n\ndef make_session():\n    return requests.Session()\n"
WEATHER = """\
from net import make_session

session = make_session()


def forecast(city):
    return session.get("https://weather.example/" + city)
"""
"""With `SESSION` as `net.py` in its project, a finding on line 7."""

CLEAN = "total = 1\n"


def write(folder: Path, files: dict[str, str]) -> None:
    """Puts files below a folder, their line ends as given."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
