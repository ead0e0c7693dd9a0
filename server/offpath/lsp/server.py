"""The language server: pygls, our documents, one module a request or notification."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, cast

from lsprotocol import types as lsp
from pygls.io_ import StdoutWriter, run_async
from pygls.lsp.server import LanguageServer

from offpath import __version__
from offpath.lsp.features import (
    code_action,
    configuration,
    diagnostic,
    documents,
    folders,
    hover,
    lifecycle,
    resolve,
    watched_files,
)
from offpath.lsp.protocol import OffpathProtocol
from offpath.lsp.reading import standard_input
from offpath.lsp.state import State

if TYPE_CHECKING:
    from threading import Event as ThreadEvent

_FEATURES = (lifecycle, documents, diagnostic, code_action, resolve, hover, configuration, folders, watched_files)


class OffpathServer(LanguageServer):
    """The server with its state."""

    def __init__(self) -> None:
        super().__init__(
            "offpath",
            __version__,
            protocol_cls=OffpathProtocol,
            text_document_sync_kind=lsp.TextDocumentSyncKind.Incremental,
        )
        self.state = State()
        for feature in _FEATURES:
            feature.register(self)

    @property
    def plain_protocol(self) -> OffpathProtocol:
        """The protocol, with its untyped notifications."""
        return cast("OffpathProtocol", self.protocol)

    async def serve_standard_streams(self, stop: ThreadEvent) -> None:
        """Speaks through standard input and output until the client leaves."""
        self.protocol.set_writer(StdoutWriter(sys.stdout.buffer))
        await run_async(stop, await standard_input(), self.protocol, error_handler=self.report_server_error)


def main(tcp: str | None = None, log_file: str | None = None) -> None:
    """Starts a server. `tcp` is `host:port`; the log goes to standard error, or to `log_file`."""
    logging.basicConfig(
        filename=log_file,
        level=logging.INFO if log_file else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("pygls").setLevel(logging.WARNING)
    server = OffpathServer()
    if tcp is not None:
        host, _, port = tcp.rpartition(":")
        server.start_tcp(host or "127.0.0.1", int(port))
        return
    from threading import Event

    try:
        asyncio.run(server.serve_standard_streams(Event()))
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    finally:
        if server.state.has_session:
            server.state.session.shutdown()
        server.shutdown()  # type: ignore[no-untyped-call]
