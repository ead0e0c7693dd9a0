"""The protocol with documents of our own: pygls keeps no text, so that an edit costs what it changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol, lsp_method

if TYPE_CHECKING:
    from asyncio import BaseTransport


class Encoded(str):
    """A result that is JSON already: written as it is, without the cost of typed conversion."""

    __slots__ = ()


class Outgoing:
    """What pygls writes to: a function of the transport."""

    def __init__(self, write: Callable[[bytes], object], transport: BaseTransport | None = None) -> None:
        self._write = write
        self._transport = transport

    def write(self, data: bytes) -> None:
        """Sends some bytes."""
        self._write(data)

    def close(self) -> None:
        """Ends the connection, where there is one to end."""
        if self._transport is not None:
            self._transport.close()


class OffpathProtocol(LanguageServerProtocol):
    """pygls' protocol without its copy of every document."""

    def receive(self, body: bytes) -> None:
        """Handles one message. What cannot be read is answered, if it can be, and never ends the conversation."""
        data: Any = None
        try:
            data = json.loads(body)
            self.handle_message(self.structure_message(data))
        except Exception as error:
            number = data.get("id") if isinstance(data, dict) and "method" in data else None
            if number is not None:
                wrong = error if isinstance(error, JsonRpcException) else JsonRpcInvalidParams.of(error)
                self._send_response(number, error=wrong.to_response_error())

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

    @lsp_method(lsp.NOTEBOOK_DOCUMENT_DID_OPEN)
    def lsp_notebook_document__did_open(self, params: lsp.DidOpenNotebookDocumentParams) -> Generator[Any, Any, None]:
        """Leaves the notebook to the feature."""
        yield from self._hand_on(lsp.NOTEBOOK_DOCUMENT_DID_OPEN, params)

    @lsp_method(lsp.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def lsp_notebook_document__did_change(
        self, params: lsp.DidChangeNotebookDocumentParams
    ) -> Generator[Any, Any, None]:
        """Leaves the change to the feature."""
        yield from self._hand_on(lsp.NOTEBOOK_DOCUMENT_DID_CHANGE, params)

    @lsp_method(lsp.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def lsp_notebook_document__did_close(self, params: lsp.DidCloseNotebookDocumentParams) -> Generator[Any, Any, None]:
        """Leaves the notebook to the feature."""
        yield from self._hand_on(lsp.NOTEBOOK_DOCUMENT_DID_CLOSE, params)

    def _hand_on(self, method: str, params: object) -> Generator[Any, Any, None]:
        handler = self.fm.features.get(method)
        if handler is not None:
            yield handler, (params,), None

    def _handle_cancel_notification(self, msg_id: int | str) -> None:
        """Cancels a request that is still waiting; one that has been answered needs no word."""
        if msg_id in self._request_futures:
            super()._handle_cancel_notification(msg_id)

    def _send_response(self, msg_id: int | str, result: Any = None, error: lsp.ResponseError | None = None) -> None:
        if error is None and isinstance(result, Encoded):
            self._result_types.pop(msg_id, None)
            self._write(f'{{"jsonrpc":"2.0","id":{json.dumps(msg_id)},"result":{result}}}')
        else:
            super()._send_response(msg_id, result, error)

    def notify_encoded(self, method: str, params: str) -> None:
        """Sends a notification whose parameters are JSON already."""
        self._write(f'{{"jsonrpc":"2.0","method":"{method}","params":{params}}}')

    def _write(self, text: str) -> None:
        body = text.encode()
        if self.writer is not None:
            self.writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
