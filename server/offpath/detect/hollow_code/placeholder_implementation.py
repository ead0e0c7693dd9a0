"""Functions that are not written yet: empty bodies that somebody calls, and comments that admit it."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.catalogue.words.verbs import WRITING, first_word, words
from offpath.detect.hollow_code.put_off import promised_for_later
from offpath.detect.hollow_code.remarks import LATER, admission, remarks_of
from offpath.facts.code.constants import fold
from offpath.facts.code.except_branches import reaches_end
from offpath.facts.code.loggers import is_log_call
from offpath.facts.code.outcomes import FAILURE, claims_success, outcome_of
from offpath.facts.code.promises import docstring, has_namesake, is_declaration, is_override
from offpath.facts.code.symbols import last_name
from offpath.facts.project.calls import CALLERS
from offpath.facts.project.classes import HAS_SUBCLASSES, LEAVES_METHODS, ONLY_TYPES
from offpath.facts.project.names import OVERRIDDEN, UNSEEN_BASES
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.routes import ROUTE
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Why a function counts as not written."""

    reason: str
    """`empty`, `raises`, or the comment that admits it."""
    certain: bool


def unfinished(function: FunctionFacts) -> Unfinished | None:
    """Why a function is not written yet; None where it is, or where others are to write it."""
    found = _suspicion(function)
    if found is None or is_declaration(function) or is_override(function) or _is_for_others(function):
        return None
    return found


def _suspicion(function: FunctionFacts) -> Unfinished | None:
    """Why a function looks as if it were not written, as far as its own text tells."""
    remarks = list(remarks_of(function))
    admitted = admission(function, remarks)
    put_off = next((each for each in remarks if LATER.search(each)), None)
    small = (admitted or put_off) is not None and _does_little(function)
    if admitted is not None and (small or not _is_long(function) or _claims_untouched(function)):
        return Unfinished(_shortened(admitted), small)
    if put_off is not None and (small and _answers_alone(function) and not _tells_apart(function)):
        return Unfinished(_shortened(put_off), False)
    told = promised_for_later(function)
    if told is not None:
        return Unfinished(_shortened(told), True)
    if not function.summary.is_stub or not _is_wanted(function):
        return None
    raises = any(isinstance(statement, t.Raise) for statement in function.node.body)
    return Unfinished("raises" if raises else "empty", raises)


def _answers_alone(function: FunctionFacts) -> bool:
    """Whether a function only answers constants and what it was given."""
    values = [each.value for each in function.returns if each.value is not None]
    return all(
        fold(function.unit, value) is not None or isinstance(value, (t.Name, t.Dict, t.List)) for value in values
    )


def _tells_apart(function: FunctionFacts) -> bool:
    """Whether a function answers one thing or another by what it looks at: then it is written, and the remark asks for more."""
    facts = function.unit
    answers = [each.value for each in function.returns if each.value is not None]
    said = {facts.text(each) for each in answers if outcome_of(facts, each) != FAILURE}
    return len(said) > 1 and next(function.own_nodes(t.If, t.Match, t.IfExp), None) is not None


def _claims_untouched(function: FunctionFacts) -> bool:
    """Whether a function says that something was done and has only looked: it writes nothing, and calls nothing that may."""
    if not claims_success(function) or any(access.operation != "read" for access in accesses_in(function)):
        return False
    return not function.summary.effects and all(
        first_word(last_name(call.func)) not in WRITING for call in function.calls
    )


def _is_for_others(function: FunctionFacts) -> bool:
    """Whether subclasses or plugins are to write the body."""
    ask = function.unit.asking.ask
    name = function.name
    if name.startswith("__") or any(each.kind == "var-keyword" for each in function.params):
        return True
    if any("hook" in each.name.lower() or "spec" in each.name.lower() for each in function.summary.decorators):
        return True
    if function.summary.is_stub and function.class_name and has_namesake(function):
        return True
    if function.summary.is_stub and (
        _is_defined_again(function) or _is_for_types_alone(function) or _is_hook(function)
    ):
        return True
    if not function.class_name:
        return False
    owner = set(words(function.class_name.rpartition(".")[2]))
    if owner & {
        "base",
        "abstract",
        "mixin",
        "interface",
        "protocol",
        "null",
        "noop",
        "dummy",
        "backend",
        "plugin",
        "fake",
        "mock",
    }:
        return True
    return bool(ask(OVERRIDDEN, function.class_name, name)) or (
        function.summary.is_stub and bool(ask(UNSEEN_BASES, function.class_name))
    )


def _is_defined_again(function: FunctionFacts) -> bool:
    """Whether the name is bound more than once: by a flag, or where something is not installed."""
    if function.class_name:
        return sum(each.path == function.path for each in function.unit.functions) > 1
    flow = function.unit.reading.symbols.flow_at(function.node)
    return sum(each.scope is flow.scope for each in flow.named(function.name)) > 1


def _is_for_types_alone(function: FunctionFacts) -> bool:
    """Whether a method's class has nothing but empty methods and is never made: it gives types to what is made elsewhere."""
    return bool(function.class_name) and function.unit.asking.ask(ONLY_TYPES, function.class_name)


def _is_hook(function: FunctionFacts) -> bool:
    """Whether a method that does nothing is there for subclasses to define: the class has some, and the method's text or its sisters say so."""
    if not function.class_name or any(isinstance(each, t.Raise) for each in function.node.body):
        return False
    ask = function.unit.asking.ask
    return (bool(docstring(function)) and ask(HAS_SUBCLASSES, function.class_name)) or ask(
        LEAVES_METHODS, function.class_name
    )


def _is_wanted(function: FunctionFacts) -> bool:
    """Whether something runs the function: a route, or a call."""
    ask = function.unit.asking.ask
    if function.summary.decorators:
        route = ask(ROUTE, function.qualified_name)
        return route is not None and bool(route.methods) and "get" not in route.methods
    return bool(ask(CALLERS, function.qualified_name))


def _shortened(remark: str) -> str:
    return remark if len(remark) <= _LONGEST_REMARK else f"{remark[: _LONGEST_REMARK - 1]}…"


_LONGEST_REMARK = 60


def _does_little(function: FunctionFacts) -> bool:
    """Whether a function only answers with constants and what it was given."""
    if function.summary.effects or accesses_in(function):
        return False
    kinds = (t.For, t.While, t.With, t.Delete, t.FunctionDef)
    if next(function.own_nodes(*kinds), None) is not None:
        return False
    return all(is_log_call(call) or _is_trivial(function, call) for call in function.calls)


def _is_trivial(function: FunctionFacts, call: t.Call) -> bool:
    text = function.unit.text(call.func)
    return text.rpartition(".")[2] in _TRIVIAL


_TRIVIAL = frozenset(
    {
        "sleep", "jsonify", "now", "utcnow", "isoformat", "uuid4", "str", "len", "dict", "list", "randint", "uniform", "choice", "random", "round",
        "hex", "today", "JSONResponse", "Response",
    }
)  # fmt: skip


def _is_long(function: FunctionFacts) -> bool:
    """Whether so much is done that a remark speaks of a detail. Checks of what was handed over do nothing."""
    pending, count = list(function.node.body), 0
    while pending:
        statement = pending.pop()
        if _only_checks(statement):
            continue
        count += 1
        for name in ("body", "orelse", "finalbody"):
            pending += getattr(statement, name, []) if not isinstance(statement, (t.FunctionDef, t.ClassDef)) else []
        if isinstance(statement, t.Try):
            pending += [each for handler in statement.handlers for each in handler.body]
    return count > _MOST_STATEMENTS


def _only_checks(statement: t.Stmt) -> bool:
    """Whether a statement only looks at what was handed over and leaves where it is wrong."""
    if isinstance(statement, t.If):
        return not statement.orelse and not reaches_end(statement.body)
    if isinstance(statement, t.Try):
        return (
            bool(statement.handlers)
            and all(not reaches_end(each.body) for each in statement.handlers)
            and all(isinstance(each, t.Assign) or _only_checks(each) for each in statement.body)
        )
    return False


_MOST_STATEMENTS = 8
