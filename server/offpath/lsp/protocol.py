"""The protocol with documents of our own: pygls keeps no text, so that an edit costs what it changes."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types as lsp
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method

from offpath.lsp.envelope import Notification, Number, Refused, Request, opened

if TYPE_CHECKING:
    from asyncio import BaseTransport

    from cattrs import Converter
    from pygls.lsp.server import LanguageServer

_log = logging.getLogger(__name__)

_LONGEST_TOLD = 300
_ANY: tuple[Any, ...] = (None, object)


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

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self._introduction: Number | None = None
        """The `initialize` request that is being answered."""
        self._is_initialized = False

    def receive(self, body: bytes) -> None:
        """Handles one message. Whatever is wrong with it is answered, if it can be, and never ends the conversation."""
        try:
            message = opened(body)
        except Refused as refused:
            self.refuse(refused.error, refused.number)
            return
        if isinstance(message, Request):
            self._take_request(message)
        elif isinstance(message, Notification):
            self._take_notification(message)
        elif message.number is not None:
            self._take_response(message.number, message.data)

    def refuse(self, error: JsonRpcException, number: Number | None = None) -> None:
        """Answers a message that is not understood; without a number when it cannot be told who asks."""
        described = {"code": error.code, "message": error.message}
        self._write(json.dumps({"jsonrpc": "2.0", "id": number, "error": described}, separators=(",", ":")))

    def _take_request(self, request: Request) -> None:
        if request.method == lsp.EXIT:  # whatever it is sent as, who says it wants the server to go
            self._take_notification(Notification(request.method, {"jsonrpc": "2.0", "method": request.method}))
            return
        try:
            self._see_that_it_may_be_asked(request)
            message = self.structure_message(request.data)
        except JsonRpcException as error:
            self.refuse(error, request.number)
            return
        if request.method == lsp.INITIALIZE:
            self._introduction = request.number
        self.handle_message(message)

    def _see_that_it_may_be_asked(self, request: Request) -> None:
        """Raises what is wrong with a request at this point of the conversation."""
        if self._shutdown:
            raise JsonRpcInvalidRequest("the server has been shut down; all that it understands is `exit`")
        is_first = request.method == lsp.INITIALIZE
        if self._is_initialized and is_first:
            raise JsonRpcInvalidRequest("the server is initialized already")
        if not self._is_initialized and not is_first:
            raise JsonRpcServerNotInitialized("the first request is `initialize`")
        if lsp.METHOD_TO_TYPES.get(request.method, _ANY)[1] is None:
            raise JsonRpcMethodNotFound.of(request.method)
        self._get_handler(request.method)

    def _take_notification(self, notification: Notification) -> None:
        is_last = notification.method == lsp.EXIT
        if (self._shutdown or not self._is_initialized) and not is_last:
            return
        if not is_last and lsp.METHOD_TO_TYPES.get(notification.method, _ANY)[1] is not None:
            return  # a request that wants no answer, or nothing that we know
        try:
            self.handle_message(self.structure_message(notification.data))
        except JsonRpcException as error:
            _log.warning("%s is not understood: %s", notification.method, error.message)

    def _take_response(self, number: Number, data: dict[str, Any]) -> None:
        waiting = self._request_futures.get(number)
        kind = self._result_types.pop(number, None)
        if waiting is None or waiting.done():
            self._request_futures.pop(number, None)
            return
        try:
            message = self._converter.structure(data, lsp.ResponseErrorMessage if "error" in data else kind)
        except Exception as error:  # whoever waits for it is told that there is no answer
            wrong = lsp.ResponseError(JsonRpcInvalidParams.CODE, f"the answer is not understood: {_told(error)}")
            self._handle_response(number, None, wrong)
            return
        self.handle_message(message)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The message with the types that its method has."""
        kind, _, params, *_ = lsp.METHOD_TO_TYPES[data["method"]]
        whole = {**data, "params": {}} if params is not None and data.get("params") is None else data
        try:
            return self._converter.structure(whole, kind)
        except Exception as error:
            raise JsonRpcInvalidParams(f"{data['method']}: {_told(error)}") from error

    @lsp_method(lsp.SHUTDOWN)
    def lsp_shutdown(self, *args: object) -> Generator[Any, Any, None]:
        """Ends all work, and lets everybody go who waits for an answer."""
        yield self.fm.features[lsp.SHUTDOWN], args, None
        own = self.msg_id
        for number, future in list(self._request_futures.items()):  # who is let go is forgotten at once
            if number != own:
                future.cancel()
        self._shutdown = True

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
        if isinstance(msg_id, int | str) and msg_id in self._request_futures:
            super()._handle_cancel_notification(msg_id)

    def _send_response(self, msg_id: int | str, result: Any = None, error: lsp.ResponseError | None = None) -> None:
        if msg_id == self._introduction:
            self._introduction = None
            self._is_initialized = error is None
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


def _told(error: Exception) -> str:
    """What is wrong with a message's contents, in few words."""
    from cattrs import transform_error

    return "; ".join(transform_error(error, "message"))[:_LONGEST_TOLD]
