"""Between the engine's places and the protocol's: paths and addresses, columns in the client's encoding."""

from __future__ import annotations

import os
import re
from unicodedata import normalize
from urllib.parse import quote

from lsprotocol import types as lsp
from pygls.uris import from_fs_path, to_fs_path

from offpath.engine.reporting.located import Range
from offpath.text.document import Document
from offpath.text.positions import Encoding, Position, from_characters, to_characters

_FILE = re.compile(r"file:(?://localhost(?=/))?", re.IGNORECASE)


def path_of(uri: str) -> str:
    """The absolute path of a document; one that is not a file here gets a path that no file has.

    An address can be spelled in many ways; the path is the same for all.
    """
    if not is_file(uri):
        return _nowhere(uri)
    path = to_fs_path(_FILE.sub("file:", uri, count=1)) or ""
    if os.name != "nt" and path.startswith("//") and not uri[5:].startswith("//" + path[2:3]):
        path = "/" + path.lstrip("/")
    path = os.path.normpath(path)
    return path if os.path.isabs(path) and "\0" not in path else _nowhere(path)


def is_file(uri: str) -> bool:
    """Whether an address is a file's."""
    return _FILE.match(uri) is not None


def is_same_file(one: str, other: str) -> bool:
    """Whether two paths are spellings of one file: in other cases where those do not count, in composed characters or not.

    Links are not followed: a file under two names is two modules to Python, too.
    """
    if one == other:
        return True
    if _alike(one) != _alike(other):
        return False
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):  # one of them at least is not there under this name
        return normalize("NFC", one) == normalize("NFC", other)


def _alike(path: str) -> str:
    return normalize("NFC", path).casefold()


def _nowhere(name: str) -> str:
    return os.path.abspath(os.sep + quote(name, safe="") + ".py")


def uri_of(path: str) -> str:
    """The address of a file."""
    return from_fs_path(path) or path


class ClientPositions:
    """Turns places of one document into the client's and back."""

    def __init__(self, document: Document, encoding: Encoding, first_line: int = 0) -> None:
        """``first_line`` is where the document's lines begin in the text that is analysed."""
        self._document = document
        self._encoding = encoding
        self._first_line = first_line

    def column(self, position: Position) -> int:
        """The column of a place in the client's units."""
        lines = self._document.lines
        line = self.line(position)
        return from_characters(lines[line], position.column, self._encoding) if 0 <= line < len(lines) else 0

    def line(self, position: Position) -> int:
        """The client's line of a place."""
        return position.line - self._first_line

    def position(self, position: Position) -> lsp.Position:
        """A place."""
        return lsp.Position(self.line(position), self.column(position))

    def range(self, place: Range) -> lsp.Range:
        """A range of places."""
        return lsp.Range(self.position(place.start), self.position(place.end))

    def from_client(self, position: lsp.Position) -> Position:
        """A place that the client named, its column in characters."""
        lines = self._document.lines
        line = position.line + self._first_line
        if position.line >= len(lines):
            return Position(line, 0)
        return Position(line, to_characters(lines[position.line], position.character, self._encoding))
