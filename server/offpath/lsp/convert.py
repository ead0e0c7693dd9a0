"""Between the engine's words and the protocol's."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from lsprotocol import types as lsp
from pygls.uris import from_fs_path, to_fs_path

from offpath.engine.located import LocatedFinding, Range
from offpath.rules.base import Severity
from offpath.text.document import Document
from offpath.text.positions import Encoding, Position, from_characters
from offpath.text.span import Edit

SOURCE = "offpath"
RULES_ADDRESS = "https://offpath.dev/rules/"

_SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFORMATION: 3}


def path_of(uri: str) -> str:
    """The absolute path of a document; one that is not a file gets a path that no file has."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return os.path.normpath(path) if path else "/" + quote(uri, safe="") + ".py"


def uri_of(path: str) -> str:
    """The address of a file."""
    return from_fs_path(path) or path


class Converter:
    """Turns places of one document into the client's, in its encoding."""

    def __init__(self, document: Document, encoding: Encoding) -> None:
        self._document = document
        self._encoding = encoding

    def position(self, position: Position) -> dict[str, int]:
        """A place: its column in the client's units."""
        lines = self._document.lines
        line = position.line
        text = lines[line] if 0 <= line < len(lines) else ""
        return {"line": line, "character": from_characters(text, position.column, self._encoding)}

    def range(self, place: Range) -> dict[str, Any]:
        """A range of places."""
        return {"start": self.position(place.start), "end": self.position(place.end)}

    def typed_range(self, place: Range) -> lsp.Range:
        """The same as the protocol's own type."""
        start, end = self.position(place.start), self.position(place.end)
        return lsp.Range(lsp.Position(**start), lsp.Position(**end))

    def text_edits(self, edits: Sequence[Edit]) -> list[lsp.TextEdit]:
        """Edits of the document."""
        found = []
        for edit in edits:
            start, end = self._document.position_at(edit.span.start), self._document.position_at(edit.span.end)
            found.append(lsp.TextEdit(self.typed_range(Range(start, end)), edit.new_text))
        return found

    def diagnostic(self, located: LocatedFinding, uri: str, path: str, with_related: bool) -> dict[str, Any]:
        """A finding as a diagnostic, in plain dictionaries."""
        finding = located.finding
        found: dict[str, Any] = {
            "range": self.range(located.range),
            "severity": _SEVERITIES[finding.severity],
            "code": finding.rule,
            "codeDescription": {"href": RULES_ADDRESS + finding.rule},
            "source": SOURCE,
            "message": finding.message,
            "data": {"confidence": finding.confidence.value, "evidence": list(finding.evidence)},
        }
        if finding.rule == "unused-suppression":
            found["tags"] = [1]
        if with_related and located.related:
            found["relatedInformation"] = [
                {
                    "location": {
                        "uri": uri_of(each.path) if each.path != path else uri,
                        "range": self.range(each.range),
                    },
                    "message": each.message,
                }
                for each in located.related
            ]
        return found
