"""What the user is told besides findings: each thing once, in the client's log, and where it matters in a message."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

if TYPE_CHECKING:
    from offpath.engine.reporting.notes import Note
    from offpath.lsp.server import OffpathServer

_SHOWN = frozenset({"setting", "file"})
"""Kinds of notes that are for the user's eyes; the others go to the log alone."""

_LEVELS = (
    (logging.ERROR, lsp.MessageType.Error),
    (logging.WARNING, lsp.MessageType.Warning),
    (logging.INFO, lsp.MessageType.Info),
)

log = logging.getLogger("offpath")


class Teller:
    """Tells notes, each once."""

    def __init__(self, server: OffpathServer) -> None:
        self._server = server
        self._told: set[str] = set()

    def tell(self, notes: Iterable[Note]) -> None:
        """Tells what has not been told before."""
        for note in notes:
            if note.sentence in self._told:
                continue
            self._told.add(note.sentence)
            log.warning("%s", note.sentence)
            if note.kind in _SHOWN:
                params = lsp.ShowMessageParams(lsp.MessageType.Warning, f"offpath: {note.sentence}")
                self._server.window_show_message(params)


class ClientLog(logging.Handler):
    """Takes our own log to the client's."""

    def __init__(self, server: OffpathServer) -> None:
        super().__init__()
        self._server = server

    def emit(self, record: logging.LogRecord) -> None:
        """Sends one line; a log that cannot be sent is lost, not an error."""
        kind = next((kind for level, kind in _LEVELS if record.levelno >= level), lsp.MessageType.Log)
        try:
            self._server.window_log_message(lsp.LogMessageParams(kind, self.format(record)))
        except Exception:
            self.handleError(record)
