"""Whether an exception that a branch would raise gets anywhere."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words
from offpath.detect.error_handling.false_success import false_success
from offpath.facts.failures.except_branches import is_broad, own_nodes, reaches_end, try_of
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.calls import HANDED_ON, IS_CALLED_BY_NAME
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t


def is_heard(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    """Whether whoever waits would see the exception: no branch around it takes it and goes on, and no `gather` loses the others' answers by it.

    Nor does anybody go on without an answer: a caller that asks whether it got one, or works off a loop; callers that all catch what fails; a look at the health.
    """
    function = facts.function_of(handler)
    if function is None:
        return not _is_swallowed(facts, handler)
    return not (_is_swallowed(facts, handler) or _is_gathered(facts, function) or _is_gone_without(facts, function))


def _is_gone_without(facts: UnitFacts, function: FunctionFacts) -> bool:
    called = facts.asking.ask(CALLERS, function.qualified_name)
    names = [function.name, *(caller.path[-1] for _, caller, _ in called if caller.path)]
    if any(not _HEALTH.isdisjoint(words(each)) for each in names):
        return True
    if any(site.goes_on for _, _, site in called):
        return True
    return bool(called) and all("*" in site.caught for _, _, site in called)


def _is_swallowed(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    child: t.Node = try_of(handler)
    for outer in child.ancestors():
        if isinstance(outer, t.FunctionDef):
            return False
        if isinstance(outer, t.Try) and any(each is child for each in outer.body):
            taking = next((each for each in outer.handlers if is_broad(each)), None)
            if taking is not None:
                raises = any(isinstance(node, t.Raise) for node in own_nodes(taking.body))
                return not raises and (reaches_end(taking.body) or false_success(facts, taking) is not None)
        child = outer
    return False


def _is_gathered(facts: UnitFacts, function: FunctionFacts) -> bool:
    """Whether what a coroutine function gives is handed to `gather`, which raises the first failure alone."""
    if not function.node.is_async:
        return False
    ask = facts.asking.ask
    if ask(HANDED_ON, function.name) and ask(IS_CALLED_BY_NAME, _GATHER):
        return True
    called = ask(CALLERS, function.qualified_name)
    return any(site.name == _GATHER and _KEPT not in site.flags for _, caller, _ in called for site in caller.calls)


_HEALTH = frozenset(
    {"health", "healthz", "healthcheck", "healthy", "ready", "readiness", "readyz", "liveness", "livez", "ping"}
)
"""Words of functions whose answer is how things are, whatever fails."""

_GATHER, _KEPT = "gather", ("return_exceptions", True)
