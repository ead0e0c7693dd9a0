"""How a file logs: the logger that it already has, or what has to be added for one."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import own_nodes
from offpath.facts.project.names import GLOBAL_NAMES
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t

_LOGGERS = ("logging.getLogger", "logging.Logger", "structlog.", "loguru.logger", "celery.utils.log")
"""What the canonical names of loggers begin with."""


@dataclass(frozen=True, slots=True)
class Logger:
    """An expression that logs, and the imports that it needs."""

    expression: str
    imports: tuple[str, ...] = ()


def logger_of(facts: UnitFacts) -> Logger:
    """The module's own logger by its name, loguru's, that of the application at work, or the standard library's for the module."""
    for name in facts.asking.ask(GLOBAL_NAMES, facts.module):
        found = facts.resolve_symbol(("global", name))
        if found is not None and found.name.startswith(_LOGGERS):
            return Logger(name)
    if any(node.id == "current_app" for node in facts.nodes(t.Name)):
        return Logger("current_app.logger")
    return Logger("logging.getLogger(__name__)", ("import logging",))


def what_failed(function: FunctionFacts | None, body: list[t.Stmt]) -> str:
    """What to call a failure of these statements in a log: the function by its name, or what it calls where its name says nothing."""
    own = function.name.strip("_") if function is not None else ""
    is_dunder = function is not None and function.name.startswith("__")
    if own and not is_dunder and not (len(words(own)) < 2 and own.lower() in _SAYING_NOTHING):
        return own
    calls = [node for node in own_nodes(body) if isinstance(node, t.Call)]
    named = (last_name(call.func) for call in calls)
    called = next((name for name in named if name and name.lower() not in _SAYING_NOTHING | _ADDING), "")
    return called or own or "this"


def tried_call(facts: UnitFacts, body: list[t.Stmt]) -> str:
    """What statements call for its effect, else what they call last, as it is written: `os.remove`; empty where no name says anything."""
    calls = [node for node in own_nodes(body) if isinstance(node, t.Call)]
    for_effect = [call for call in calls if isinstance(_awaited(call).parent, t.ExprStmt)]
    for call in (*for_effect, *reversed(calls)):
        written, name = (t.dotted(call.func) or "").removeprefix("self."), last_name(call.func).lower()
        if not written or name in _SAYING_NOTHING | _ADDING | _ASKING or written.startswith("os.path."):
            continue
        if len(written) <= _LONGEST_CALL:
            return written
    return ""


def _awaited(call: t.Call) -> t.Node:
    return call.parent if isinstance(call.parent, t.Await) else call


_ASKING = frozenset(
    {
        "hasattr",
        "getattr",
        "isinstance",
        "app_context",
        "strip",
        "lower",
        "upper",
        "split",
        "replace",
        "items",
        "keys",
        "values",
        "info",
        "debug",
    }
)
_LONGEST_CALL = 40

_SAYING_NOTHING = frozenset(
    {"default", "run", "main", "handle", "handler", "process", "call", "execute", "wrapper", "wrapped", "inner", "outer", "get", "post", "put", "patch",
     "delete", "dispatch", "forward", "func", "fn", "f", "g", "callback", "cb", "do", "start", "work", "worker", "job", "task", "test", "apply", "emit",
     "invoke", "next", "init", "update", "step", "tick", "loop", "index", "view", "endpoint", "setup", "decorator", "decorated", "helper", "go", "perform"}
)  # fmt: skip
"""Names that many functions have, whatever they do."""

_ADDING = frozenset(
    {"append", "extend", "add", "str", "int", "float", "list", "dict", "set", "len", "print", "range", "join", "format"}
)
