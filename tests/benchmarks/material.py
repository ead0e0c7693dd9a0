"""What is typed into: real modules joined to documents of any length."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_RETURN = re.compile(r"( +)return\b")
_DEFINITION = re.compile(r"( *)(?:async +)?def ")
_FUTURE = re.compile(r"from __future__ import .*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line is typed: before a `return` inside a function."""

    line: int
    indent: int


@dataclass(frozen=True, slots=True)
class Material:
    """A document of a certain length, and places around its middle."""

    lines: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def text(self) -> str:
        """The document."""
        return "\n".join(self.lines) + "\n"


def modules_in(folders: Iterable[Path]) -> list[str]:
    """The modules in folders, migrations left out, in an order that mixes them and is always the same."""
    files = [
        (hashlib.blake2b(file.relative_to(folder).as_posix().encode()).digest(), file)
        for folder in folders
        for file in folder.rglob("*.py")
        if "migrations" not in file.parts
    ]
    texts = []
    for _, file in sorted(files):
        try:
            texts.append(file.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
    return [text for text in texts if text.strip() and not text.startswith("\ufeff")]


CORE = 1_000
"""So many lines stand in the middle of every document; what is typed is typed into them."""


def joined(modules: Sequence[str], length: int, places: int) -> Material:
    """A document of whole modules that is at least so long, with so many places in the functions nearest its middle.

    The same modules are in the middle of documents of every length: how time grows with the length is told by typing
    into the same functions.
    """
    rest = iter(modules)
    core = _lines_of(rest, CORE)
    places_in_core = _places(core, places)
    before, after = _lines_of(rest, (length - len(core)) // 2), _lines_of(rest, (length - len(core)) // 2)
    lines = (*before, *core, *after)
    if len(lines) < length - 1:
        raise ValueError(f"there are only {len(lines)} lines, not {length}")
    return Material(lines, tuple(Place(each.line + len(before), each.indent) for each in places_in_core))


_MODULES_IN_A_PACKAGE = 50

_HANDLER = """
@app.post("/items/{number}/<int:item_id>")
@login_required
def change_{number}(item_id):
    data = request.get_json()
    name = data.get("name", "").strip()
    if not name:
        return {{"error": "name missing"}}, 400
    row = get_item(item_id)
    for key in data:
        if key.startswith("price_{number}"):
            row["price"] = float(data[key]) + row["price"]
    db.execute("UPDATE items SET name = ?, price = ? WHERE id = ?", (name, row["price"], item_id))
    log_action("update", item_id, current_user.id)
    return {{"ok": True}}
"""


def handlers(number: int, places: int, *, in_factory: bool) -> Material:
    """A document of many handlers, at top level or in an application factory, with places in those in the middle."""
    indent = 4 if in_factory else 0
    lines = [
        "from flask import Flask, request",
        "from shop.data import current_user, db, get_item, log_action, login_required",
    ]
    lines += ["", "", "def create_app():"] if in_factory else ["", ""]
    lines.append(" " * indent + "app = Flask(__name__)")
    for each in range(number):
        lines += (" " * indent + line if line else "" for line in _HANDLER.format(number=each).splitlines())
    lines += ["    return app"] if in_factory else []
    ends = [n for n, line in enumerate(lines) if line.endswith('return {"ok": True}')]
    middle = ends[(number - places) // 2 :][:places]
    return Material(tuple(lines), tuple(Place(line, indent + 4) for line in middle))


_MODULE = """
from flask import request
from shop.part_{before}.module_{number} import find as find_elsewhere
from shop.data import current_user, db, get_item, log_action, login_required


class Item_{part}_{number}(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    owner_id = db.Column(db.Integer, db.ForeignKey("user.id"))
    amount = db.Column(db.Integer, default=0)


def find(item_id):
    row = Item_{part}_{number}.query.get(item_id)
    if row is None:
        return find_elsewhere(item_id)
    return row
"""


def write_workspace(root: Path, files: int) -> Material:
    """Writes so many modules that import each other; the last of them, with places in its handlers."""
    shop = root / "shop"
    shop.mkdir(parents=True)
    (root / "pyproject.toml").touch()
    (shop / "__init__.py").touch()
    for each in range(files):
        part, number = divmod(each, _MODULES_IN_A_PACKAGE)
        package = shop / f"part_{part}"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        text = _MODULE.format(part=part, before=max(part - 1, 0), number=number) + _HANDLER.format(number=each)
        (package / f"module_{number}.py").write_text(text, encoding="utf-8")
    lines = text.splitlines()
    return Material(tuple(lines), (Place(len(lines) - 1, 4),))


def _lines_of(modules: Iterator[str], length: int) -> list[str]:
    """The lines of the next modules, until there are so many."""
    lines: list[str] = []
    while len(lines) < length and (module := next(modules, None)) is not None:
        lines += ("" if _FUTURE.match(line) else line for line in re.split(r"\r\n|\r|\n", module.rstrip()))
        lines += ["", ""]
    return lines


def _places(lines: Sequence[str], count: int) -> list[Place]:
    """The last lines of different functions, those nearest the middle."""
    returns: dict[int, Place] = {}
    function, depth = -1, 0
    for number, line in enumerate(lines):
        definition = _DEFINITION.match(line)
        if definition:
            function, depth = number, len(definition.group(1))
        found = _RETURN.match(line)
        if found and function >= 0 and len(found.group(1)) == depth + 4:
            returns[function] = Place(number, len(found.group(1)))
    middle = len(lines) // 2
    return sorted(returns.values(), key=lambda place: abs(place.line - middle))[:count]
