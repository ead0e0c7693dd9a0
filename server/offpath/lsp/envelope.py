"""What a message is, before anybody believes it: JSON-RPC's frame, looked at by itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
)

Number: TypeAlias = "int | str"
"""What identifies a request."""

_LARGEST = 2**63
"""Larger numbers identify nothing: who is answered could not read them."""


@dataclass(frozen=True, slots=True)
class Request:
    """Wants one answer."""

    number: Number
    method: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Notification:
    """Wants none."""

    method: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Response:
    """Answers what the server asked."""

    number: Number | None
    """None when it cannot be told what it answers."""
    data: dict[str, Any]


class Refused(Exception):
    """A message that is none, with what is answered, and to whom as far as that can be told."""

    def __init__(self, number: Number | None, error: JsonRpcException) -> None:
        super().__init__(error.message)
        self.number = number
        self.error = error


def opened(body: bytes) -> Request | Notification | Response:
    """The message in a body; `Refused` where there is none."""
    try:
        data = json.loads(body, parse_constant=_no_json)
    except (ValueError, RecursionError) as error:
        raise Refused(None, JsonRpcParseError(f"this is no JSON: {error}")) from error
    if isinstance(data, list):
        raise _invalid("it stands by itself; batches are not understood")
    if not isinstance(data, dict):
        raise _invalid("it is an object")
    number = data.get("id") if _is_number(data.get("id")) else None
    if "method" not in data and ("result" in data or "error" in data):
        return Response(number, data)  # whatever is wrong with it: an answer is never answered
    if "id" in data and number is None:
        raise _invalid("an id is a whole number or a string")
    if data.get("jsonrpc") != "2.0":
        raise _invalid('it says "jsonrpc": "2.0"', number)
    if not isinstance(data.get("method"), str):
        raise _invalid("it names a method", number)
    if not isinstance(data.get("params"), dict | list | None):
        raise Refused(number, JsonRpcInvalidParams("params are an object or a list"))
    return Notification(data["method"], data) if number is None else Request(number, data["method"], data)


def _is_number(value: object) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return -_LARGEST <= value < _LARGEST
    return isinstance(value, str)


def _invalid(why: str, number: Number | None = None) -> Refused:
    return Refused(number, JsonRpcInvalidRequest(f"this is no message of the protocol: {why}"))


def _no_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
