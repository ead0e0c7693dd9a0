"""Places in files that are not the document at hand: open ones as the client has them, others as they are on disk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from offpath.lsp.positions import ClientPositions, uri_of
from offpath.text.document import Document

if TYPE_CHECKING:
    from offpath.lsp.state import ServerState

_MOST_FILES = 16


class Elsewhere:
    """Finds the address of a file, and turns its places into the client's. Remembers a few files."""

    def __init__(self, state: ServerState) -> None:
        self._state = state
        self._known: dict[str, tuple[float, Document]] = {}

    def __call__(self, path: str, line: int) -> tuple[str, ClientPositions]:
        """The address and the places of the file, or the notebook's cell, in which a line of a text stands."""
        opened = next((each for each in self._state.led(path) if each.holds(line)), None)
        if opened is not None:
            return opened.uri, ClientPositions(opened.document, self._state.encoding, opened.first_line)
        return self.on_disk(path)

    def on_disk(self, path: str) -> tuple[str, ClientPositions]:
        """The address and the places of a file as it was saved."""
        return uri_of(path), ClientPositions(self._read(path), self._state.encoding)

    def _read(self, path: str) -> Document:
        from offpath.engine.files import read_file
        from offpath.text.decode import UnreadableText

        try:
            changed = os.path.getmtime(path)
            known = self._known.get(path)
            if known is not None and known[0] == changed:
                return known[1]
            document = Document.from_text(read_file(path).text)
        except (OSError, UnreadableText):
            return Document([])
        if len(self._known) >= _MOST_FILES:
            self._known.clear()
        self._known[path] = (changed, document)
        return document
