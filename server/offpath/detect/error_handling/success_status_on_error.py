"""Answers of handlers that say in their body that something failed, and in their status that all is well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from offpath.catalogue.words.answers import OF_VALUES
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names, is_broad, own_nodes, try_of
from offpath.facts.identity.sources import sources_of
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.answered_results import SENT_AS_IT_IS
from offpath.syntax import tree as t

STATUS_ARGUMENTS = frozenset({"status", "status_code", "code"})
RESPONSES = frozenset(
    {
        "jsonify", "JSONResponse", "JsonResponse", "Response", "json_response", "json", "ORJSONResponse", "HttpResponse", "make_response",
        "HTTPResponse",
    }
)  # fmt: skip
_WRITERS = frozenset({"write", "finish"})
_FAILING_FLAGS = frozenset({"success", "ok", "succeeded"})
_FAILING_TEXTS = frozenset({"error", "fail", "failed", "failure"})


class AnswerKind(Enum):
    """What the answer is about; verdicts on findings are counted by it."""

    UNEXPECTED = "whatever failed"
    EXPECTED = "an expected failure"
    REFUSED = "refused by a flag"
    TOLD = "told in words"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ErrorAnswer:
    """One such answer."""

    statement: t.Stmt
    """The `return`, or the statement that writes."""
    body: t.Dict | t.Call
    """What says that it failed."""
    response: t.Call | None
    """The call that makes the response; None where the body itself is returned."""
    framework: str
    status: int
    """The status that it should have."""
    kind: AnswerKind


def error_answers(function: FunctionFacts) -> Iterator[ErrorAnswer]:
    """Every such answer of a handler."""
    candidates = list(_candidates(function))
    if not candidates and next(_of_models(function), None) is None:
        return
    ask, name = function.unit.asking.ask, function.qualified_name
    route: Route | None = ask(ROUTE, name)
    if route is None and ask(SENT_AS_IT_IS, name):
        yield from _of_helper(function, candidates)
    if route is None or not route.has_status or sets_status(function) or _speaks_protocol(route, function):
        return
    candidates += _of_models(function)
    for statement, body, response in candidates:
        if (response is None and route.framework == "django") or _says_where_next(body):
            continue
        yield ErrorAnswer(
            statement=statement,
            body=body,
            response=response,
            framework=route.framework,
            status=_status(function, statement, body),
            kind=_kind(statement, body),
        )


def _of_helper(
    function: FunctionFacts, candidates: Sequence[tuple[t.Stmt, t.Dict | t.Call, t.Call | None]]
) -> Iterator[ErrorAnswer]:
    """What a function answers in a branch for whatever failed, for a handler that sends it on as it is; a flag is for who calls the function."""
    for statement, body, response in candidates:
        kind = _kind(statement, body)
        has_flag = not _FAILING_FLAGS.isdisjoint(_keys(body))
        if response is None and kind is AnswerKind.UNEXPECTED and not has_flag and not _says_where_next(body):
            yield ErrorAnswer(statement=statement, body=body, response=None, framework="", status=500, kind=kind)


def _of_models(function: FunctionFacts) -> Iterator[tuple[t.Stmt, t.Dict | t.Call, t.Call | None]]:
    """The records of the project's classes that a branch for whatever failed answers with, and that say so: `Receipt(status=Status.FAILED)`."""
    for returned in function.own_nodes(t.Return):
        value = stripped(returned.value) if returned.value is not None else None
        if not isinstance(value, t.Call) or not last_name(value.func)[:1].isupper() or value.args:
            continue
        if not any(_is_failing_field(each) for each in value.keywords):
            continue
        found = function.unit.resolve(value.func)
        if found is not None and found.kind == "class" and found.internal:
            if _kind(returned, value) is AnswerKind.UNEXPECTED:
                yield returned, value, None


def _is_failing_field(keyword: t.Keyword) -> bool:
    value = keyword.value
    if keyword.arg in _FAILING_FLAGS:
        return isinstance(value, t.Constant) and value.value is False
    said = value.attr if isinstance(value, t.Attribute) else value.value if isinstance(value, t.Constant) else ""
    return keyword.arg in ("status", "state", "result") and str(said).lower() in _FAILING_TEXTS


def _kind(statement: t.Stmt, body: t.Dict | t.Call) -> AnswerKind:
    for outer in statement.ancestors():
        if isinstance(outer, t.ExceptHandler):
            return AnswerKind.UNEXPECTED if is_broad(outer) else AnswerKind.EXPECTED
        if isinstance(outer, t.FunctionDef):
            break
    return AnswerKind.TOLD if _FAILING_FLAGS.isdisjoint(_keys(body)) else AnswerKind.REFUSED


def _keys(body: t.Dict | t.Call) -> set[object]:
    if isinstance(body, t.Dict):
        return {item.key.value for item in body.items if isinstance(item.key, t.Constant)}
    return {keyword.arg for keyword in body.keywords}


def _says_where_next(body: t.Dict | t.Call) -> bool:
    """Whether a body tells the page's script where to go: it is read there whatever the status, and an error's may be thrown away."""
    keys = (
        [item.key.value for item in body.items if isinstance(item.key, t.Constant)] if isinstance(body, t.Dict) else []
    )
    return not _NEXT.isdisjoint(str(key).lower() for key in keys)


_NEXT = frozenset({"redirect", "redirect_url", "redirect_to", "redirecturl"})


def _speaks_protocol(route: Route, function: FunctionFacts) -> bool:
    """Whether a protocol carries its errors with a 200: GraphQL, RPC, LNURL; or another service wants one."""
    told = f"{route.path} {function.name}".lower()
    return any(word in told for word in ("graphql", "rpc", "webhook", "lnurl"))


def _candidates(function: FunctionFacts) -> Iterator[tuple[t.Stmt, t.Dict | t.Call, t.Call | None]]:
    for written in function.own_nodes(t.ExprStmt):
        value = stripped(written.value)
        if isinstance(value, t.Call) and last_name(value.func) in _WRITERS and len(value.args) == 1:
            body = value.args[0]
            if isinstance(body, t.Dict) and _says_failed(body):
                yield written, body, value
    for returned in function.own_nodes(t.Return):
        if returned.value is None:
            continue
        value = stripped(returned.value)
        if isinstance(value, t.Dict) and _says_failed(value):
            yield returned, value, None
        elif isinstance(value, t.Call) and last_name(value.func) in RESPONSES:
            found = _in_response(value)
            if found is not None:
                yield returned, found, value


def _in_response(call: t.Call) -> t.Dict | t.Call | None:
    """The failing body of a response that no status goes with."""
    if any(keyword.arg in STATUS_ARGUMENTS or keyword.arg is None for keyword in call.keywords) or len(call.args) > 1:
        return None
    if last_name(call.func) == "make_response" and call.args and isinstance(call.args[0], t.Tuple):
        return None
    if last_name(call.func) == "jsonify" and call.keywords and not call.args:
        pairs = [(k.arg, k.value) for k in call.keywords]
        return call if _failing(pairs) else None
    body = call.args[0] if call.args else call.keyword("content") or call.keyword("data") or call.keyword("body")
    if isinstance(body, t.Call) and last_name(body.func) == "jsonify":
        return _in_response(body)
    return body if isinstance(body, t.Dict) and _says_failed(body) else None


def _says_failed(node: t.Expr) -> bool:
    if not isinstance(node, t.Dict) or any(item.key is None for item in node.items):
        return False
    pairs = [(item.key.value if isinstance(item.key, t.Constant) else None, item.value) for item in node.items]
    return _failing(pairs)


def _failing(pairs: Sequence[tuple[object, t.Expr]]) -> bool:
    """Whether a body says that it failed: `error` with a text, a flag that is false, a status that is `error`."""
    explains = any(key in _EXPLAINING for key, _ in pairs)
    for key, value in pairs:
        known = value.value if isinstance(value, t.Constant) else ...
        if key == "error" and known not in (None, False, ""):
            return _is_text(value)
        if key in _FAILING_FLAGS and known is False:
            return True
        if explains and key in ("status", "result") and isinstance(known, str) and known.lower() in _FAILING_TEXTS:
            return True
    return False


_EXPLAINING = frozenset({"message", "error", "detail", "reason", "msg"})


def _is_text(value: t.Expr) -> bool:
    """Whether an error is told in words, not kept as a field of a record: a literal, a text built up, `str(error)`."""
    if isinstance(value, t.Constant):
        return isinstance(value.value, (str, bool))
    if isinstance(value, t.Call):
        return last_name(value.func) in ("str", "repr", "gettext", "_", "format", "format_exc")
    return isinstance(value, (t.JoinedStr, t.BinOp, t.Dict))


def sets_status(function: FunctionFacts) -> bool:
    """Whether a handler sets a status by itself: `response.status_code = 400`, `self.set_status(400)`."""
    for node in function.own_nodes(t.Assign, t.Call):
        if isinstance(node, t.Assign) and any(_is_status_of_answer(x) for x in node.targets):
            return True
        if isinstance(node, t.Call) and last_name(node.func) in ("set_status", "send_error"):
            return True
    return False


def _is_status_of_answer(target: t.Expr) -> bool:
    """Whether what is set is an answer's status, and not that of a record: `response.status`, not `order.status`."""
    if not isinstance(target, t.Attribute):
        return False
    if target.attr == "status_code":
        return True
    return target.attr == "status" and not _OF_ANSWERS.isdisjoint(words(last_name(target.value))[-1:])


_OF_ANSWERS = frozenset({"response", "resp", "res", "reply", "answer", "rsp", "out"})


def _status(function: FunctionFacts, statement: t.Stmt, body: t.Expr) -> int:
    """The status that fits: in an except branch by what it catches, elsewhere by the words of the body."""
    told = _told_by(words(function.unit.text(body)))
    for outer in statement.ancestors():
        if isinstance(outer, t.ExceptHandler):
            return _of_branch(function, outer, told)
        if isinstance(outer, t.FunctionDef):
            break
    return told or 400


def _of_branch(function: FunctionFacts, handler: t.ExceptHandler, told: int | None) -> int:
    """The status of a branch. One for whatever fails is the server's failure, whatever its text says."""
    if is_broad(handler):
        return 500
    caught = caught_names(handler)
    known = {_OF_EXCEPTIONS.get(name) or _told_by(words(name)) for name in caught}
    found = known.pop() if len(known) == 1 else None
    if found is not None:
        return found
    if all(name in OF_VALUES for name in caught):
        looks_up = not _OF_LOOKUPS.isdisjoint(caught)
        if _reads_client(function, try_of(handler), (t.Subscript,) if looks_up else (t.Subscript, t.Call, t.Name)):
            return 400
    return told or 500


_OF_EXCEPTIONS = {
    "ValidationError": 400, "RequestValidationError": 400, "SuspiciousOperation": 400, "ParseError": 400, "BadRequest": 400, "BadRequestKeyError": 400,
    "MultiValueDictKeyError": 400, "PermissionDenied": 403, "PermissionError": 403, "Forbidden": 403, "NotAuthenticated": 401,
    "AuthenticationFailed": 401, "DoesNotExist": 404, "ObjectDoesNotExist": 404, "Http404": 404, "NoResultFound": 404, "FileNotFoundError": 404,
    "IntegrityError": 409, "UniqueViolation": 409, "UniqueViolationError": 409, "DuplicateKeyError": 409,
}  # fmt: skip
"""What some exceptions mean to a client."""


def _told_by(spoken: Sequence[str]) -> int | None:
    """The status that words speak of; None: of none."""
    said = set(spoken)
    if "not" in said and "found" in said:
        return 404
    named = next((status for status, names in _WORDS.items() if not said.isdisjoint(names)), None)
    return named or next((status for status, pair in _PHRASES if pair in pairwise(spoken)), None)


_WORDS = {
    401: frozenset({"unauthorized", "unauthorised", "unauthenticated", "credentials", "login"}),
    403: frozenset({"forbidden", "permission", "denied"}),
    409: frozenset({"exists", "taken", "duplicate", "conflict"}),
    400: frozenset({"invalid", "missing", "required", "bad"}),
    503: frozenset({"unavailable", "unconfigured"}),
    504: frozenset({"timeout"}),
}
_PHRASES = ((503, ("not", "configured")), (503, ("not", "available")), (504, ("timed", "out")), (500, ("failed", "to")))
"""Words of what is no fault of whoever asks."""


_OF_LOOKUPS = frozenset({"KeyError", "IndexError", "TypeError"})
"""Exceptions that are the client's fault only where what the client sent is looked into."""


def _reads_client(function: FunctionFacts, tried: t.Try, kinds: tuple[type[t.Expr], ...]) -> bool:
    """Whether what is tried works on something that the client sent."""
    sources = sources_of(function)
    reads = (node for node in own_nodes(tried.body) if isinstance(node, kinds))
    return any(source.kind == "client" for node in reads for source in sources.of(node))
