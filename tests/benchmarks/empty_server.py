"""A pygls server that does nothing: it keeps documents as pygls does, and says of each version that it is clean."""

from __future__ import annotations

import logging

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

logging.getLogger("pygls").setLevel(logging.WARNING)
server = LanguageServer("empty", "0")


@server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
def did_open(ls: LanguageServer, params: lsp.DidOpenTextDocumentParams) -> None:
    """Publishes."""
    _publish(ls, params.text_document.uri, params.text_document.version)


@server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
def did_change(ls: LanguageServer, params: lsp.DidChangeTextDocumentParams) -> None:
    """Publishes."""
    _publish(ls, params.text_document.uri, params.text_document.version)


def _publish(ls: LanguageServer, uri: str, version: int) -> None:
    ls.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, [], version))


if __name__ == "__main__":
    server.start_io()  # type: ignore[no-untyped-call]
