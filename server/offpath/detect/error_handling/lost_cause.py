"""New exceptions that say nothing of the one that a branch has caught."""

from __future__ import annotations

from enum import Enum

from offpath.catalogue.words.validation import JUDGING_FIELDS
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import is_broad, is_caught, own_nodes, try_of
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.unit import UnitFacts
from offpath.facts.web.answered_exceptions import is_answered
from offpath.syntax import tree as t


def loses_cause(facts: UnitFacts, node: t.Raise, handler: t.ExceptHandler) -> bool:
    """Whether a statement of a branch raises another exception than the caught one, unchained, and says nothing of it."""
    if _innermost(node) is not handler or not _is_new(facts, node, handler):
        return False
    assert node.exc is not None
    kind = node.exc.func if isinstance(node.exc, t.Call) else node.exc
    if is_caught(node, {last_name(kind)}):
        return False
    if _judges_field(facts, node):
        return False
    return (
        not is_answered(facts, node.exc) and not _tells_cause(facts, node, handler) and not _keeps_protocol(facts, node)
    )


class Hidden(Enum):
    """Why nobody can tell from a new exception what failed; verdicts on findings are counted by it."""

    NOTHING_SAID = "says nothing"
    ANYTHING = "whatever failed"
    ONE_OF_SEVERAL = "one of several calls"
    NOT = "another name for it"


def hides_cause(facts: UnitFacts, node: t.Raise, handler: t.ExceptHandler) -> Hidden:
    """Whether nobody can tell from the new exception what failed: it says nothing, or everything, or one of several calls, may have."""
    if any(
        isinstance(n, t.Call) and is_log_call(n) and _logs_cause(facts, n, handler) for n in own_nodes(handler.body)
    ):
        return Hidden.NOT
    says = isinstance(node.exc, t.Call) and bool(node.exc.args or node.exc.keywords)
    kind = node.exc.func if isinstance(node.exc, t.Call) else node.exc
    if not says and kind is not None and last_name(kind) in _GENERAL:
        return Hidden.NOTHING_SAID
    calls = [n for n in own_nodes(try_of(handler).body) if isinstance(n, t.Call)]
    if is_broad(handler) and calls:
        return Hidden.ANYTHING
    return Hidden.ONE_OF_SEVERAL if len(calls) > 1 else Hidden.NOT


_GENERAL = frozenset(
    {
        "Exception",
        "BaseException",
        "RuntimeError",
        "ValueError",
        "TypeError",
        "OSError",
        "IOError",
        "AssertionError",
        "SystemError",
    }
)
"""Exceptions whose names say nothing of what failed."""


def _logs_cause(facts: UnitFacts, call: t.Call, handler: t.ExceptHandler) -> bool:
    if last_name(call.func) == "exception" or call.keyword("exc_info") is not None:
        return True
    return last_name(call.func) != "print" and _mentions(facts, call, handler)


def _mentions(facts: UnitFacts, node: t.Node, handler: t.ExceptHandler) -> bool:
    """Whether the caught exception is read there; a comprehension may have a name of its own that is spelled alike."""
    if not handler.name:
        return False
    names = (n for n in node.walk() if isinstance(n, t.Name) and n.id == handler.name)
    return any(each.node is handler for name in names for each in facts.definitions(name))


def _is_new(facts: UnitFacts, node: t.Raise, handler: t.ExceptHandler) -> bool:
    if node.exc is None or node.cause is not None:
        return False
    if isinstance(node.exc, t.Call):
        called = last_name(node.exc.func)
        own = isinstance(node.exc.func, t.Name) and node.exc.func.id == handler.name
        return called not in ("with_traceback", "add_note") and not own
    if not isinstance(node.exc, (t.Name, t.Attribute)):
        return False
    found = facts.resolve(node.exc)
    if found is not None:
        return found.kind == "class" or (found.kind == "external" and last_name(node.exc)[:1].isupper())
    return isinstance(node.exc, t.Name) and node.exc.id[:1].isupper() and not facts.definitions(node.exc)


def _tells_cause(facts: UnitFacts, node: t.Raise, handler: t.ExceptHandler) -> bool:
    """Whether the new exception holds the caught one, or its text."""
    assert node.exc is not None
    if _mentions(facts, node.exc, handler):
        return True
    names = [n for n in node.exc.walk() if isinstance(n, t.Name)]
    made = [d.value for name in names for d in facts.definitions(name) if d.value is not None]
    return any(handler.start <= value.start < handler.end and _mentions(facts, value, handler) for value in made)


def _keeps_protocol(facts: UnitFacts, node: t.Raise) -> bool:
    """Whether the language asks a method for just this exception: `AttributeError` of `__getattr__`."""
    function = facts.function_of(node)
    kind = node.exc.func if isinstance(node.exc, t.Call) else node.exc
    name = last_name(kind) if kind is not None else ""
    return function is not None and function.name.startswith("__") and name in _OF_PROTOCOLS


def _judges_field(facts: UnitFacts, node: t.Raise) -> bool:
    """Whether a library asks the function whether a value may stand, and tells its text to whoever wrote that: it shows no more."""
    function = facts.function_of(node)
    decorators = function.node.decorators if function is not None else ()
    called = (each.func if isinstance(each, t.Call) else each for each in decorators)
    return any(last_name(each) in JUDGING_FIELDS for each in called)


_OF_PROTOCOLS = frozenset({"AttributeError", "KeyError", "IndexError", "StopIteration", "StopAsyncIteration"})


def _innermost(node: t.Raise) -> t.ExceptHandler | None:
    return next((each for each in node.ancestors() if isinstance(each, t.ExceptHandler)), None)
