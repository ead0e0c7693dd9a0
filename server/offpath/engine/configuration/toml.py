"""TOML files, with what every supported Python has for them; where something stands in them; and no more of them than is
reasonable, for a parser of TOML takes its time and memory from the file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from offpath.engine.files import read_bytes
from offpath.text.decode import marked_as

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MOST_BYTES = 1_000_000
_DEEPEST = 64
"""How deep values may nest, and how many parts a key may have."""

_TOKEN = re.compile(
    r'"""(?:[^"\\]+|\\.|"(?!""))*(?:""")?'
    r"|'''(?:[^']+|'(?!''))*(?:''')?"
    r'|"(?:[^"\\\n]+|\\[^\n])*"?'
    r"|'[^'\n]*'?"
    r"|\#[^\n]*|[\[\]{}=,.\n]",
    re.DOTALL,
)
_PART = re.compile(r"""["']([^"']*)["']|([^\s."'\[\]]+)""")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


class BadToml(ValueError):
    """A text that is no TOML, or more of it than is read; with the line, counted from 1."""

    def __init__(self, cause: str, line: int) -> None:
        super().__init__(cause)
        self.line = line


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What stands in a file, its text, and where in it."""

    table: dict[str, Any]
    text: str
    statements: tuple[Statement, ...]

    def line_of(self, keys: Sequence[str], value: str = "") -> int:
        """The line, counted from 1, on which a key is written, or a value in what belongs to it; 1 if that is not found."""
        found = 0
        for statement in self.statements:
            if not _belong_together(statement.keys, keys):
                continue
            found = found or (statement.line if len(statement.keys) >= len(keys) or not statement.is_header else 0)
            at = self._place(value, statement) if value else -1
            if at >= 0:
                return self.text.count("\n", 0, at) + 1
        return found or 1

    def _place(self, value: str, statement: Statement) -> int:
        """Where a value begins in a statement; first of all where it stands alone, between quotes."""
        places = (self.text.find(each, statement.start, statement.end) for each in (f'"{value}"', f"'{value}'", value))
        return next((each for each in places if each >= 0), -1)


@dataclass(frozen=True, slots=True)
class Statement:
    """A header or an assignment."""

    keys: tuple[str, ...]
    """From the root of the file."""
    is_header: bool
    line: int
    start: int
    end: int


def load_toml(path: str) -> TomlFile:
    """A TOML file. Raises `UnreadableText` for what cannot be read, and `BadToml`."""
    data = read_bytes(path, MOST_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cause = f"it is {marked_as(data)} text" if marked_as(data) else error.reason
        raise BadToml(f"it is not UTF-8 text: {cause}", data.count(b"\n", 0, error.start) + 1) from None
    statements = tuple(_statements(text))
    try:
        return TomlFile(dict(tomllib.loads(text)), text, statements)
    except (ValueError, RecursionError) as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1 if place else 1
        raise BadToml(f"it is no TOML: {_PLACE.sub('', str(error))}", line) from None


def _statements(text: str) -> Iterator[Statement]:
    """The headers and assignments of a text, in order. Raises `BadToml` for what nests too deep."""
    header: tuple[str, ...] = ()
    start, line, at_line, depth, dots, equals = 0, 1, 1, 0, 0, -1
    for token in _TOKEN.finditer(text):
        mark = token.group()
        dots = dots + 1 if mark == "." else 0 if mark in ("\n", "=", ",") else dots
        depth += (mark in ("[", "{")) - (mark in ("]", "}"))
        if max(depth, dots) > _DEEPEST:
            raise BadToml(f"it nests deeper than {_DEEPEST} levels", at_line)
        if mark == "=" and depth == 0 and equals < 0:
            equals = token.start()
        at_line += mark.count("\n")
        if mark == "\n" and depth <= 0:
            statement = _statement(text[start : token.start()], header, line, start, equals)
            if statement is not None:
                header = statement.keys if statement.is_header else header
                yield statement
            start, line, depth, equals = token.end(), at_line, 0, -1
    last = _statement(text[start:], header, line, start, equals)
    if last is not None:
        yield last


def _statement(written: str, header: tuple[str, ...], line: int, start: int, equals: int) -> Statement | None:
    """What is written on a line, or on several where brackets or quotes are open; None for a comment and a blank line."""
    is_header = equals < 0 and written.lstrip().startswith("[")
    named = written.partition("#")[0] if is_header else written[: max(equals - start, 0)]
    keys = tuple(quoted or plain for quoted, plain in _PART.findall(named))
    if not keys:
        return None
    return Statement(keys if is_header else header + keys, is_header, line, start, start + len(written))


def _belong_together(one: Sequence[str], other: Sequence[str]) -> bool:
    shared = min(len(one), len(other))
    return shared > 0 and tuple(one[:shared]) == tuple(other[:shared])
