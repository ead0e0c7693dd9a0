"""How long a call may take: what a service usually needs, or what an upload or a model does."""

from __future__ import annotations

import re

from offpath.catalogue.words.long_work import LONG_WORK, OF_FILES
from offpath.catalogue.words.verbs import words
from offpath.detect.resilience.missing_timeout import EndlessWait
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names, is_broad
from offpath.facts.project.names import TIMEOUT_NAME
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.constants import is_constant
from offpath.repair.edits import statement_of
from offpath.syntax import tree as t

_USUAL = "10"
_LONG, _LONG_OF_REQUESTS = "300", "(10, 300)"
"""Requests parts connecting from waiting for an answer."""

_CHATS = re.compile(r"/chats?\b(?!_)")
_RETRYING = re.compile(r"(?i)retry|retries|backoff|tenacity")
_ATTEMPTS = frozenset({"attempt", "attempts", "retry", "retries", "try", "tries"})


def limit_of(facts: UnitFacts, wait: EndlessWait) -> str | None:
    """The limit to write; None: none can be told to be right, since whoever tries again would repeat what costs."""
    if wait.wait.value != int(_USUAL):
        return f"{wait.wait.value:_}"
    long = _LONG_OF_REQUESTS if wait.name.startswith("requests.") else _LONG
    if wait.wait.peer == "network" and _is_work(facts, wait.call):
        return None if _is_tried_again(facts, wait.call) else long
    if wait.wait.peer == "network" and _moves_bodies(facts, wait.call):
        return long
    named: str | None = facts.asking.ask(TIMEOUT_NAME, facts.module) if facts.function_of(wait.call) else None
    return named or _USUAL  # a call at the module's top may stand above the constant


def misses_timeout(facts: UnitFacts, wait: EndlessWait) -> bool:
    """Whether branches around a call take what it raises today, and would let its time limit's exception through."""
    child: t.Node = wait.call
    taken: set[str] = set()
    for outer in wait.call.ancestors():
        if isinstance(outer, t.FunctionDef):
            break
        if isinstance(outer, t.Try) and any(each is child for each in outer.body):
            if any(is_broad(each) for each in outer.handlers):
                return False
            taken.update(name for each in outer.handlers for name in caught_names(each))
        child = outer
    general = _OF_PROCESSES if wait.wait.peer == "process" else _OF_NETWORK
    if any("timeout" in name.lower() or name in general for name in taken):
        return False
    return any(_OF_CALLS.search(name) for name in taken)


_OF_PROCESSES = frozenset({"SubprocessError"})
_OF_NETWORK = frozenset(
    {"OSError", "IOError", "EnvironmentError", "error", "RequestException", "RequestError", "TransportError", "HTTPError", "URLError", "ClientError", "RedisError"}
    | {"SMTPException", "PyMongoError", "BotoCoreError"}
)  # fmt: skip
"""Exceptions of which that of a time limit is one."""

_OF_CALLS = re.compile(
    r"CalledProcessError|FileNotFoundError|PermissionError|OSError|Connection|Connect|HTTP|SSL|Status|Proxy"
)
"""Exceptions that the calls themselves raise."""


def _moves_bodies(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a request sends a file or reads its answer piece by piece."""
    if any(keyword.arg in ("files", "data", "content") and _is_file(facts, keyword) for keyword in call.keywords):
        return True
    if any(k.arg == "stream" and is_constant(facts, k.value, True) for k in call.keywords):
        return True
    verb = (*call.args[:1], *(k.value for k in call.keywords if k.arg == "method"))
    is_put = last_name(call.func) == "put" or any(is_constant(facts, each, "PUT") for each in verb)
    return is_put and call.keyword("data") is not None


def _is_work(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a model is what works, or what a file is handed to."""
    function = facts.function_of(call)
    said = [facts.text(statement_of(call)), facts.module.rpartition(".")[2], *(function.path if function else ())]
    for name in (node for node in call.walk() if isinstance(node, t.Name)):
        said += [facts.text(each.value) for each in facts.definitions(name) if each.value is not None]
    text = " ".join(said)
    return not LONG_WORK.isdisjoint(words(re.sub(r"\W+", "_", text))) or _CHATS.search(text) is not None


def _is_file(facts: UnitFacts, keyword: t.Keyword) -> bool:
    if keyword.arg == "files":
        return True
    value = keyword.value
    if isinstance(value, t.Name):
        bound = facts.definitions(value)
        if any(each.kind == "with" for each in bound) or any(_is_read(each.value) for each in bound):
            return True
    named = last_name(value) if isinstance(value, (t.Name, t.Attribute)) else ""
    return _is_read(value) or not OF_FILES.isdisjoint(words(named))


def _is_read(value: t.Expr | None) -> bool:
    """Whether a value is an open file or what was read from one."""
    return isinstance(value, t.Call) and last_name(value.func) in ("open", "read", "read_bytes", "BytesIO")


def _is_tried_again(facts: UnitFacts, call: t.Call) -> bool:
    """Whether the function is run again where it fails: by a decorator, or by a loop over attempts around a `try`."""
    function: FunctionFacts | None = facts.function_of(call)
    if function is not None and any(_RETRYING.search(facts.text(each)) for each in function.node.decorators):
        return True
    outers = list(call.ancestors())
    if not any(isinstance(each, t.Try) for each in outers):
        return False
    return any(_is_of_attempts(facts, each) for each in outers)


def _is_of_attempts(facts: UnitFacts, loop: t.Node) -> bool:
    if isinstance(loop, t.While):
        return True
    return isinstance(loop, t.For) and (
        not _ATTEMPTS.isdisjoint(words(re.sub(r"\W+", "_", facts.text(loop.target))))
        or (isinstance(loop.iter, t.Call) and last_name(loop.iter.func) == "range")
    )
