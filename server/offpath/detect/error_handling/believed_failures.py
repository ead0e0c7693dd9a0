"""Failures that somebody takes for success: who reads a message, who calls a function that only logs; and answers that are none to them."""

from __future__ import annotations

from offpath.catalogue.words.hooks import ANSWERS_TO_LIBRARIES
from offpath.catalogue.words.verbs import WRITING, first_word, words
from offpath.facts.failures.except_branches import called_words, own_nodes, reaches_end, try_of
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.failures.reasons import gives_reason, is_best_effort
from offpath.facts.functions.outcomes import SUCCESS, told_outcome
from offpath.facts.functions.promises import PROMISING
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.reach import REACH
from offpath.facts.summaries.contribution import CallSite, FunctionSummary
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t


def told_in(handler: t.ExceptHandler) -> dict[str, t.Call]:
    """What a branch tells the person who waits for an answer, with the first call that does."""
    found: dict[str, t.Call] = {}
    for node in own_nodes(handler.body):
        if isinstance(node, t.Call):
            found.setdefault(told_outcome(node), node)
    return found


def told_success(function: FunctionFacts, handler: t.ExceptHandler) -> t.Call | None:
    """The call by which a branch tells a person that all went well, as what did not fail does; None: it does not."""
    told = told_in(handler).get(SUCCESS)
    inside = range(handler.start, handler.end)
    start = try_of(handler).start
    elsewhere = (call for call in function.calls if call.start >= start and call.start not in inside)
    return told if told is not None and any(told_outcome(call) == SUCCESS for call in elsewhere) else None


def believing_caller(facts: UnitFacts, handler: t.ExceptHandler) -> str | None:
    """The function that reports success behind a call of this one, which only logs that it did not do what its name promises."""
    function = facts.function_of(handler)
    if function is None or not _says_nothing(function) or not _only_logs(handler):
        return None
    spoken = words(function.name)
    if not spoken or spoken[0] not in PROMISING - {"log", "register"} or not _AUXILIARY.isdisjoint(spoken):
        return None
    if not _writes(facts, handler) or gives_reason(facts, handler) or is_best_effort(function):
        return None
    for module, caller, site in facts.asking.ask(CALLERS, function.qualified_name):
        if not site.is_waited_for:
            continue
        if SUCCESS in caller.answers and not site.result_used and _does_nothing_else(facts, module, caller, site):
            return caller.path[-1]
    return None


_AUXILIARY = frozenset(
    {"log", "audit", "cache", "cached", "metric", "metrics", "stat", "stats", "statistics", "history", "activity", "event", "events", "telemetry", "trace", "usage"}
    | {"notification", "view", "visit", "temp", "tmp", "backup", "index"}
)  # fmt: skip
"""Words of what is kept besides, without which what was asked for is done all the same."""


def _says_nothing(function: FunctionFacts) -> bool:
    """Whether a function answers None whatever happens."""
    return all(each.value is None for each in function.returns) and not function.summary.is_generator


def _only_logs(handler: t.ExceptHandler) -> bool:
    """Whether a branch logs, or does nothing, and the function ends behind it."""
    ends = reaches_end(handler.body) or isinstance(handler.body[-1], t.Return)
    calls = [n for n in own_nodes(handler.body) if isinstance(n, t.Call)]
    told = all(is_log_call(call) or _only_undoes(call) or _is_inside(call, calls) for call in calls)
    statement = try_of(handler)
    block = getattr(statement.parent, "body", [])
    is_last = (
        isinstance(block, list) and block[-1:] == [statement] and isinstance(statement.parent, (t.FunctionDef, t.With))
    )
    return ends and told and is_last and not any(isinstance(n, t.Assign) for n in own_nodes(handler.body))


def _is_inside(call: t.Call, calls: list[t.Call]) -> bool:
    return any(is_log_call(each) and each.start < call.start < each.end for each in calls)


def _only_undoes(call: t.Call) -> bool:
    name = call.func.attr if isinstance(call.func, t.Attribute) else ""
    return first_word(name) in ("rollback", "close", "aclose", "capture") or name in ("print_exc",)


def _writes(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    """Whether the `try` does what was promised: something is written in it."""
    body = try_of(handler).body
    if any(word in WRITING - {"log"} for word in called_words(body)):
        return True
    callees = (facts.callee(n) for n in own_nodes(body) if isinstance(n, t.Call))
    return any(facts.asking.ask(REACH, name).writes for name in callees if name)


def _does_nothing_else(facts: UnitFacts, module: str, caller: FunctionSummary, site: CallSite) -> bool:
    """Whether a call is what a caller's report is about: nothing else is written there."""
    others = [each for each in caller.calls if each is not site and each != site]
    acts = any(first_word(each.name) in WRITING - {"log", "copy"} and not each.reads_sql for each in others)
    return not acts and not any(effect.kind == "sql" for effect in caller.effects)


def is_answer_to_library(function: FunctionFacts) -> bool:
    """Whether a library asks a method for its answer, in which True says something else than that it worked."""
    if function.is_method and function.name in ("__exit__", "__aexit__", "__eq__", "__contains__", "__bool__"):
        return True
    bases = function.unit.lineage(function.class_name) if function.class_name else ()
    return any(function.name in ANSWERS_TO_LIBRARIES.get(base, ()) for base in bases)
