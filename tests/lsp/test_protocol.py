"""Errors of clients, answered as the protocol wants; and none of them ends the conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types as lsp

from offpath.lsp.envelope import Notification, Refused, Request, Response, opened
from offpath.lsp.protocol import Outgoing
from offpath.lsp.server import OffpathServer

PARSE, INVALID, UNKNOWN, PARAMS, EARLY = -32700, -32600, -32601, -32602, -32002
INTRODUCTION = {"processId": None, "rootUri": None, "capabilities": {}}
PLACE = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}


class Talk:
    """What the protocol answers at once: nothing here needs the engine."""

    def __init__(self) -> None:
        self.server = OffpathServer()
        self.answers: list[dict[str, Any]] = []
        self.server.protocol.set_writer(Outgoing(self._take))

    def _take(self, data: bytes) -> None:
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        if "method" not in message:
            self.answers.append(message)

    def say(self, message: object) -> list[tuple[object, object]]:
        """Sends a body; the numbers of the answers, each with its error's code."""
        self.answers.clear()
        self.server.wire.receive(message if isinstance(message, bytes) else json.dumps(message).encode())
        return [(each["id"], each.get("error", {}).get("code")) for each in self.answers]

    def ask(self, method: str, params: object = None, number: object = 1) -> object:
        """The code of the error that a request is answered with; None where it is answered without."""
        [(answered, code)] = self.say({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        assert answered == number
        return code

    def tell(self, method: str, params: object = None) -> None:
        """Sends a notification, which is not answered whatever it is."""
        assert self.say({"jsonrpc": "2.0", "method": method, "params": params}) == []


@pytest.fixture
def new() -> Talk:
    return Talk()


@pytest.fixture
def begun(new: Talk) -> Iterator[Talk]:
    assert new.ask("initialize", INTRODUCTION, 0) is None
    yield new
    new.server.stop_engine()


@pytest.mark.parametrize(
    "method",
    [
        "textDocument/hover",
        "textDocument/diagnostic",
        "workspace/executeCommand",
        "shutdown",
        "$/unheardOf",
        "unheardOf",
    ],
)
def test_nothing_can_be_asked_before_the_introduction(new: Talk, method: str) -> None:
    assert new.ask(method, PLACE) == EARLY
    new.tell("textDocument/didOpen", {"textDocument": {"uri": "u", "languageId": "x", "version": 1, "text": ""}})
    new.tell("initialized", {})
    assert not new.server.state.documents
    assert new.ask("initialize", INTRODUCTION) is None


def test_an_introduction_that_failed_can_be_made_again(new: Talk) -> None:
    assert new.ask("initialize", {"capabilities": 3}) == PARAMS
    assert new.ask("textDocument/hover", PLACE) == EARLY
    assert new.ask("initialize", INTRODUCTION) is None


def test_an_introduction_is_made_once(begun: Talk) -> None:
    assert begun.ask("initialize", INTRODUCTION) == INVALID
    assert begun.ask("initialize", {"capabilities": 3}) == INVALID


def test_after_shutdown_nothing_is_understood_but_exit(begun: Talk) -> None:
    assert begun.ask("shutdown") is None
    for method in ("textDocument/hover", "shutdown", "initialize", "unheardOf"):
        assert begun.ask(method, PLACE) == INVALID
    begun.tell("textDocument/didOpen", {"textDocument": {"uri": "u", "languageId": "x", "version": 1, "text": ""}})
    assert not begun.server.state.documents
    with pytest.raises(SystemExit) as ended:
        begun.tell("exit")
    assert ended.value.code == 0


def test_shutdown_lets_everybody_go_who_waits(begun: Talk) -> None:
    params = lsp.ConfigurationParams([])
    waiting = [begun.server.protocol.send_request("workspace/configuration", params) for _ in range(5)]
    assert begun.ask("shutdown") is None
    assert all(each.cancelled() for each in waiting)


@pytest.mark.parametrize("number", [None, 7])
def test_exit_is_heard_at_any_time_and_in_any_form(new: Talk, number: int | None) -> None:
    with pytest.raises(SystemExit) as ended:
        new.say({"jsonrpc": "2.0", "method": "exit", **({} if number is None else {"id": number})})
    assert ended.value.code == 1


def test_exit_without_shutdown_is_an_error(begun: Talk) -> None:
    with pytest.raises(SystemExit) as ended:
        begun.tell("exit", {})
    assert ended.value.code == 1


@pytest.mark.parametrize("number", [{"a": 1}, [1], [], None, True, 1.5, 1e400, 10**30])
def test_who_cannot_be_answered_is_answered_without_a_number(begun: Talk, number: object) -> None:
    for method in ("textDocument/hover", "unheardOf", "shutdown"):
        assert begun.say({"jsonrpc": "2.0", "id": number, "method": method, "params": PLACE}) in (
            [(None, INVALID)],
            [(None, PARSE)],
        )
    assert begun.ask("unheardOf") == UNKNOWN


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", PARSE),
        (b"{", PARSE),
        (b"\xff\xfe", PARSE),
        (b"[" * 100_000, PARSE),
        (b'{"a":' * 100_000, PARSE),
        (b'{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":NaN}', PARSE),
        (b'{"jsonrpc":"2.0","id":1,"method":"textDocument/hover"}{}', PARSE),
        (b"3", INVALID),
        (b"null", INVALID),
        (b'"exit"', INVALID),
        (b"{}", INVALID),
        (b"[]", INVALID),
        (b'[{"jsonrpc":"2.0","id":1,"method":"shutdown"},{"jsonrpc":"2.0","id":2,"method":"shutdown"}]', INVALID),
        (b'{"jsonrpc":"2.0"}', INVALID),
        (b'{"jsonrpc":"1.0","method":"exit"}', INVALID),
        (b'{"method":"textDocument/hover"}', INVALID),
        (b'{"jsonrpc":"2.0","method":3}', INVALID),
        (b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":"text"}', PARAMS),
    ],
)
def test_what_is_no_message_is_answered_once(begun: Talk, body: bytes, code: int) -> None:
    assert begun.say(body) == [(None, code)]
    assert begun.ask("unheardOf") == UNKNOWN


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"jsonrpc": "2.0", "id": 5}, INVALID),
        ({"id": 5, "method": "textDocument/hover"}, INVALID),
        ({"jsonrpc": "1.0", "id": 5, "method": "textDocument/hover"}, INVALID),
        ({"jsonrpc": "2.0", "id": 5, "method": ["x"]}, INVALID),
        ({"jsonrpc": "2.0", "id": 5, "method": "textDocument/hover", "params": 3}, PARAMS),
    ],
)
def test_who_can_be_answered_is(begun: Talk, message: object, code: int) -> None:
    assert begun.say(message) == [(5, code)]


@pytest.mark.parametrize("number", [0, -1, 2**53, "", "three", "é"])
@pytest.mark.parametrize(
    "method", ["unheardOf", "$/unheardOf", "", "textDocument/completion", "initialized", "textDocument/didOpen"]
)
def test_what_is_not_known_is_said(begun: Talk, method: str, number: object) -> None:
    assert begun.ask(method, {}, number) == UNKNOWN


@pytest.mark.parametrize("method", ["unheardOf", "$/unheardOf", "", "textDocument/hover", "shutdown", "initialize"])
def test_what_wants_no_answer_gets_none(begun: Talk, method: str) -> None:
    begun.tell(method, {"x": 1})
    assert begun.ask("textDocument/hover", {}) == PARAMS


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/didOpen", {"textDocument": 3}),
        ("textDocument/didChange", None),
        ("textDocument/didChange", {"nonsense": True}),
        ("textDocument/didClose", {"textDocument": {"uri": {}}}),
        ("notebookDocument/didOpen", []),
        ("workspace/didChangeWatchedFiles", {"changes": [{"uri": 1, "type": "x"}]}),
        ("$/cancelRequest", None),
        ("$/cancelRequest", {"id": {"a": 1}}),
        ("$/cancelRequest", {"id": None}),
        ("$/cancelRequest", {"id": 77}),
        ("$/setTrace", {"value": "loud"}),
        ("window/workDoneProgress/cancel", {"token": []}),
    ],
)
def test_notifications_that_say_nonsense_are_passed_over(begun: Talk, method: str, params: object) -> None:
    begun.tell(method, params)
    assert begun.ask("unheardOf") == UNKNOWN


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/hover", {"nonsense": True}),
        ("textDocument/hover", []),
        ("textDocument/hover", None),
        ("textDocument/hover", {"textDocument": {"uri": "u"}, "position": {"line": "a", "character": None}}),
        ("textDocument/codeAction", {"textDocument": {"uri": "u"}}),
        ("textDocument/diagnostic", {"textDocument": []}),
        ("codeAction/resolve", {"kind": "quickfix"}),
        ("workspace/executeCommand", {"command": ["x"], "arguments": 3}),
        ("workspace/executeCommand", {"command": "rm -rf"}),
    ],
)
def test_bad_params_are_said(begun: Talk, method: str, params: object) -> None:
    assert begun.ask(method, params) == PARAMS
    assert "message" in begun.answers[0]["error"]


@pytest.mark.parametrize(
    "answer",
    [
        {"id": 5000, "result": None},
        {"id": None, "error": {"code": 1, "message": "x"}},
        {"id": {"a": 1}, "result": 3},
        {"id": [1], "error": {}},
        {"result": 3},
        {"id": "x", "result": 1, "error": {"code": 2, "message": "y"}},
    ],
)
def test_answers_are_never_answered(begun: Talk, answer: dict[str, object]) -> None:
    assert begun.say({"jsonrpc": "2.0", **answer}) == []
    assert begun.say(answer) == []


@pytest.mark.parametrize("answer", [{"error": 3}, {"error": {"code": "a"}}, {"result": 3}])
def test_an_answer_that_is_not_understood_ends_the_waiting(begun: Talk, answer: dict[str, object]) -> None:
    asked = begun.server.protocol.send_request("workspace/configuration", lsp.ConfigurationParams([]), msg_id="mine")
    begun.say({"jsonrpc": "2.0", "id": "mine", **answer})
    assert asked.done()
    assert asked.exception() is not None
    assert begun.say({"jsonrpc": "2.0", "id": "mine", "result": []}) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FRAMES = st.fixed_dictionaries(
    {},
    optional={
        "jsonrpc": st.sampled_from(["2.0", "1.0", 2]) | JSON,
        "id": JSON,
        "method": st.sampled_from(["textDocument/hover", "textDocument/didOpen", "shutdown"]) | JSON,
        "params": JSON,
        "result": JSON,
        "error": JSON,
    },
)


@settings(deadline=None)
@given(st.binary(max_size=30) | (FRAMES | JSON).map(lambda each: json.dumps(each).encode()))
def test_every_body_is_a_message_or_refused(body: bytes) -> None:
    try:
        found: object = opened(body)
    except Refused as refused:
        found = refused
    if isinstance(found, Refused):
        assert found.error.code in (PARSE, INVALID, PARAMS)
        assert isinstance(found.number, int | str | None)
    else:
        assert isinstance(found, Request | Notification | Response)
        assert isinstance(found.data, dict)


@settings(deadline=None, max_examples=40)
@given(st.lists(FRAMES | JSON, max_size=4))
def test_whatever_comes_the_conversation_goes_on(messages: list[object]) -> None:
    talk = Talk()
    talk.ask("initialize", INTRODUCTION, 0)
    for message in messages:
        is_end = isinstance(message, dict) and message.get("method") in ("shutdown", "exit")
        if not is_end:
            talk.say(message)
    assert talk.ask("unheardOf") == UNKNOWN
