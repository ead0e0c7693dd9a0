"""Between the engine's places and the protocol's: paths and addresses, columns in the client's encoding."""

from __future__ import annotations

import os
from urllib.parse import quote

from lsprotocol import types as lsp
from pygls.uris import from_fs_path, to_fs_path

from offpath.engine.located import Range
from offpath.text.document import Document
from offpath.text.positions import Encoding, Position, from_characters, to_characters


def path_of(uri: str) -> str:
    """The absolute path of a document; one that is not a file gets a path that no file has."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return os.path.normpath(path) if path else os.path.abspath(os.sep + quote(uri, safe="") + ".py")


def uri_of(path: str) -> str:
    """The address of a file."""
    return from_fs_path(path) or path


class Places:
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
