"""The protocol with documents of our own: pygls keeps no text, so that an edit costs what it changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol

if TYPE_CHECKING:
    from asyncio import BaseTransport


_DOCUMENTS = frozenset(
    {
        lsp.TEXT_DOCUMENT_DID_OPEN,
        lsp.TEXT_DOCUMENT_DID_CHANGE,
        lsp.TEXT_DOCUMENT_DID_CLOSE,
        lsp.NOTEBOOK_DOCUMENT_DID_OPEN,
        lsp.NOTEBOOK_DOCUMENT_DID_CHANGE,
        lsp.NOTEBOOK_DOCUMENT_DID_CLOSE,
    }
)
"""What is left to our features alone: pygls would keep the texts, too."""


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

    def _get_handler(self, feature_name: str) -> Callable[[Any], Any]:
        if feature_name in _DOCUMENTS and feature_name in self.fm.features:
            return cast("Callable[[Any], Any]", self.fm.features[feature_name])
        return super()._get_handler(feature_name)

    def _execute_handler(
        self,
        msg_id: int | str,
        handler: Callable[..., Any],
        callback: Callable[[Any], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Runs a handler. pygls keeps the future of every notification for ever; here each goes when it is done."""
        super()._execute_handler(msg_id, handler, callback, args, kwargs)
        future = self._request_futures.get(msg_id)
        if future is not None:
            future.add_done_callback(lambda done: self._drop(msg_id, done))

    def _drop(self, msg_id: int | str, future: Any) -> None:
        if self._request_futures.get(msg_id) is future:
            del self._request_futures[msg_id]

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
