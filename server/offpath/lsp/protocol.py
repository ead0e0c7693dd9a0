"""The protocol with documents of our own: pygls keeps no text, so that an edit costs what it changes."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

from lsprotocol import types as lsp
from pygls.protocol import LanguageServerProtocol, lsp_method


class OffpathProtocol(LanguageServerProtocol):
    """pygls' protocol without its copy of every document."""

    @lsp_method(lsp.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: lsp.DidOpenTextDocumentParams) -> Generator[Any, Any, None]:
        """Leaves the document to the feature."""
        yield from self._hand_on(lsp.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: lsp.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        """Leaves the edit to the feature."""
        yield from self._hand_on(lsp.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: lsp.DidCloseTextDocumentParams) -> Generator[Any, Any, None]:
        """Leaves the document to the feature."""
        yield from self._hand_on(lsp.TEXT_DOCUMENT_DID_CLOSE, params)

    def _hand_on(self, method: str, params: object) -> Generator[Any, Any, None]:
        handler = self.fm.features.get(method)
        if handler is not None:
            yield handler, (params,), None

    def notify_plain(self, method: str, params: dict[str, Any]) -> None:
        """Sends a notification of plain dictionaries, without the cost of typed conversion."""
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params}, separators=(",", ":")).encode()
        if self.writer is not None:
            self.writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
