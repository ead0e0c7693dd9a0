"""The language server: pygls, our documents, one module a request or notification."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, cast

from lsprotocol import types as lsp
from pygls.exceptions import FeatureRequestError, JsonRpcException, JsonRpcParseError
from pygls.lsp.server import LanguageServer

from offpath import __version__
from offpath.lsp.channel import Channel
from offpath.lsp.features import (
    code_action,
    code_action_resolve,
    diagnostic,
    did_change,
    did_change_configuration,
    did_change_watched_files,
    did_change_workspace_folders,
    did_close,
    did_open,
    did_save,
    execute_command,
    hover,
    initialize,
    initialized,
    notebook_did_change,
    notebook_did_close,
    notebook_did_open,
    shutdown,
)
from offpath.lsp.loading import load
from offpath.lsp.protocol import OffpathProtocol, Outgoing
from offpath.lsp.publishing import Publisher
from offpath.lsp.signals import end_on_signals
from offpath.lsp.state import Engine, ServerState
from offpath.lsp.streams import claimed_streams, read_into, writer_to
from offpath.lsp.telling import ClientLog, Teller, log

if TYPE_CHECKING:
    from pygls.server import ServerErrors

    from offpath.text.positions import Encoding

_FEATURES = (
    initialize,
    initialized,
    shutdown,
    did_open,
    did_change,
    did_save,
    did_close,
    notebook_did_open,
    notebook_did_change,
    notebook_did_close,
    diagnostic,
    code_action,
    code_action_resolve,
    hover,
    execute_command,
    did_change_configuration,
    did_change_watched_files,
    did_change_workspace_folders,
)

_NOTEBOOKS = lsp.NotebookDocumentSyncOptions(
    [lsp.NotebookDocumentFilterWithNotebook("*", [lsp.NotebookCellLanguage("python")])]
)
"""Python cells of notebooks of every kind."""

_LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class OffpathServer(LanguageServer):
    """The server with what its features share."""

    def __init__(self, position_encoding: Encoding | None = None) -> None:
        super().__init__(
            "offpath",
            __version__,
            protocol_cls=OffpathProtocol,
            text_document_sync_kind=lsp.TextDocumentSyncKind.Incremental,
            notebook_document_sync=_NOTEBOOKS,
        )
        self.position_encoding = position_encoding
        self.state = ServerState()
        self.publisher = Publisher(self)
        self.teller = Teller(self)
        self._channel: Channel | None = None
        self._loading: asyncio.Task[Engine] | None = None
        for feature in _FEATURES:
            feature.register(self)

    @property
    def wire(self) -> OffpathProtocol:
        """The protocol, with what it sends untyped."""
        return cast("OffpathProtocol", self.protocol)

    def has_input(self) -> bool:
        """Whether the client has sent something that is still to be handled."""
        return self._channel is not None and self._channel.has_input

    def start_engine(self, settings: asyncio.Task[None] | None = None) -> None:
        """Begins to load the engine, if that has not begun; it waits a little for ``settings`` to be fetched."""
        if self._loading is None:
            self._loading = asyncio.ensure_future(load(self, settings))
            self._loading.add_done_callback(self._tell_failure)

    def _tell_failure(self, loading: asyncio.Task[Engine]) -> None:
        if not loading.cancelled() and loading.exception() is not None:
            log.error("the engine cannot be loaded", exc_info=loading.exception())
            message = f"offpath cannot start: {loading.exception()}"
            self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, message))

    async def engine(self) -> Engine:
        """The engine, once it is loaded; where it cannot be, a request fails with the reason."""
        self.start_engine()
        assert self._loading is not None
        try:
            return await asyncio.shield(self._loading)
        except Exception as error:
            message = f"offpath cannot start: {error}"
            raise JsonRpcException(message, lsp.LSPErrorCodes.RequestFailed.value) from error

    def report_server_error(self, error: Exception, source: ServerErrors) -> None:
        """Logs a mistake of ours in handling a notification; nobody can do anything about it at the next key."""
        if source is not FeatureRequestError:
            log.error("a message could not be handled", exc_info=error)

    def stop_engine(self) -> None:
        """Ends all work."""
        if self.state.engine is not None:
            self.state.engine.scheduler.stop()
            self.state.engine.session.shutdown()

    def _refuse(self, problem: str) -> None:
        self.wire.refuse(JsonRpcParseError(problem))

    async def serve_standard_streams(self) -> None:
        """Speaks through standard input and output until the client leaves."""
        end_on_signals()
        streams = claimed_streams()
        self._channel = Channel(self.wire.receive, lambda _: None, self._refuse)
        self.protocol.set_writer(Outgoing(await writer_to(streams)))
        await read_into(self._channel, streams)
        await self._channel.closed

    async def serve_socket(self, host: str, port: int) -> None:
        """Waits for one client on a socket, and speaks with it until it leaves."""
        end_on_signals()
        loop = asyncio.get_running_loop()
        connected: asyncio.Future[asyncio.WriteTransport] = loop.create_future()

        def connect(transport: asyncio.BaseTransport) -> None:
            if not connected.done():
                connected.set_result(cast("asyncio.WriteTransport", transport))
                writer = cast("asyncio.WriteTransport", transport)
                self.protocol.set_writer(Outgoing(writer.write, transport))

        self._channel = channel = Channel(self.wire.receive, connect, self._refuse)
        listener = await loop.create_server(lambda: channel, host, port)
        address = listener.sockets[0].getsockname()
        print(f"offpath: listening on {address[0]}:{address[1]}", file=sys.stderr, flush=True)
        await connected
        listener.close()
        await channel.closed


def main(
    tcp: str | None = None,
    log_file: str | None = None,
    log_level: str = "info",
    position_encoding: Encoding | None = None,
) -> None:
    """Starts a server. ``tcp`` is `host:port`; the log goes to the client, to standard error, and to ``log_file``.

    ``position_encoding`` holds against what is negotiated.
    """
    logging.basicConfig(filename=log_file, format=_LOG_FORMAT)
    logging.getLogger("pygls").setLevel(logging.WARNING)
    if log_file is None:
        logging.getLogger().handlers[0].setLevel(logging.WARNING)
    server = OffpathServer(position_encoding)
    log.setLevel(log_level.upper())
    told = ClientLog(server)
    told.addFilter(logging.Filter(log.name))
    logging.getLogger().addHandler(told)
    try:
        if tcp is None:
            asyncio.run(server.serve_standard_streams())
        else:
            host, _, port = tcp.rpartition(":")
            asyncio.run(server.serve_socket(host or "127.0.0.1", int(port)))
    except (BrokenPipeError, KeyboardInterrupt, asyncio.CancelledError):
        pass
    finally:
        server.stop_engine()
        server.shutdown()  # type: ignore[no-untyped-call]
