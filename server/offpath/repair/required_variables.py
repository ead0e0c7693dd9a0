"""Where a program may be told to demand a variable of the environment: it starts there, and nothing else says the value."""

from __future__ import annotations

import re

from offpath.catalogue.words.verbs import words
from offpath.detect.configuration.secret_texts import looks_drawn
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.project.classes import HAS_SUBCLASSES
from offpath.facts.routes.routes import HANDLER
from offpath.facts.running.stages import is_kept_to_development
from offpath.facts.unit import UnitFacts
from offpath.facts.web.answered_results import IS_RUN_FOR_CLIENTS
from offpath.syntax import tree as t

_DEFAULTS = frozenset({"default", "defaults", "base", "common"})
"""Words of modules and classes whose values others replace."""

_READERS = frozenset({"get", "getenv", "setdefault", "pop", "getattr", "config", "env"})
_RECORDING = frozenset({"audit", "log", "record", "track", "event", "notify", "emit", "history", "activity"})


def may_be_demanded(facts: UnitFacts, node: t.Expr, name: str) -> bool:
    """Whether a literal may give way to a variable that has to be there.

    Not while requests are served, where the variable was just found missing, in what others replace, and for what another read falls back to, which is worked out
    although nobody asks for it.
    """
    return not (
        _serves(facts, node)
        or is_kept_to_development(facts, node)
        or _is_replaced(facts, node)
        or _was_found_missing(facts, node, name)
        or any(_takes_default(outer) for outer in _calls_around(node))
    )


def is_recorded_word(node: t.Expr, text: str) -> bool:
    """Whether a text that nobody drew says what became of a secret, in what is written down: `audit({"password": "changed"})`."""
    kept = any(isinstance(outer, t.Dict) for outer in node.ancestors())
    written = any(is_log_call(o) or not _RECORDING.isdisjoint(words(last_name(o.func))) for o in _calls_around(node))
    return written or (kept and not looks_drawn(text))


def _serves(facts: UnitFacts, node: t.Expr) -> bool:
    function = facts.function_of(node)
    if function is None:
        return False
    ask, name = facts.asking.ask, function.qualified_name
    return ask(HANDLER, name) is not None or ask(IS_RUN_FOR_CLIENTS, name)


def _is_replaced(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether the module or the class around holds what others set anew."""
    if not _DEFAULTS.isdisjoint(words(facts.module.rpartition(".")[2])):
        return True
    for outer in node.ancestors():
        if isinstance(outer, t.ClassDef):
            path = facts.reading.path if facts.reading.kind == "class" else (outer.name,)
            owner = ".".join(part for part in (facts.module, *path) if part)
            if not _DEFAULTS.isdisjoint(words(outer.name)) or facts.asking.ask(HAS_SUBCLASSES, owner):
                return True
    return False


def _was_found_missing(facts: UnitFacts, node: t.Expr, name: str) -> bool:
    """Whether a condition or a branch around has looked for the value and not found it."""
    asked = re.compile(rf"(?i)\b{re.escape(name)}\b|environ|getenv") if name else re.compile("environ|getenv")
    child: t.Node = node
    for outer in node.ancestors():
        if isinstance(outer, t.ExceptHandler):
            return True
        if isinstance(outer, (t.If, t.IfExp)) and child is not outer.test and asked.search(facts.text(outer.test)):
            return True
        if isinstance(outer, t.FunctionDef):
            return False
        child = outer
    return False


def _calls_around(node: t.Expr) -> list[t.Call]:
    """The calls among whose arguments a node stands, in its statement."""
    found: list[t.Call] = []
    for outer in node.ancestors():
        if isinstance(outer, t.Stmt):
            break
        if isinstance(outer, t.Call) and not outer.func.start <= node.start < outer.func.end:
            found.append(outer)
    return found


def _takes_default(call: t.Call) -> bool:
    return last_name(call.func) in _READERS
