"""Prints in code that serves requests."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import own_nodes, try_of
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.flow.conditions import conditions
from offpath.facts.routes.routes import HANDLER
from offpath.facts.running.attended import IS_ATTENDED
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.entry_points import ENTRY_POINTS, SERVED_WITH
from offpath.syntax import tree as t

_PRINTING = frozenset(
    {
        "builtins.print", "pprint.pprint", "pprint.pp", "rich.print", "sys.stdout.write", "sys.stderr.write", "builtins.pp",
    }
)  # fmt: skip


def served_prints(function: FunctionFacts) -> Iterator[t.Call]:
    """Every print of a function that serves requests, or that handlers reach."""
    prints = [
        call
        for call in function.calls
        if last_name(call.func) in ("print", "pprint", "pp", "write") and _prints(function, call)
    ]
    if not prints:
        return
    ask = function.unit.asking.ask
    handler = ask(HANDLER, function.qualified_name)
    if not (handler is not None and handler.is_waited_for) and not ask(ENTRY_POINTS, function.qualified_name):
        return
    if not ask(IS_ATTENDED, function.qualified_name):
        yield from (
            call
            for call in prints
            if not _is_switched_off(function, call) and not _is_asked_for(call) and not _is_last_resort(call)
        )


class PrintReason(Enum):
    """What is printed, and where; verdicts on findings are counted by it."""

    FAILURE = "a failure"
    HANDLER = "in the handler"
    REACHED = "in what handlers call"


def reason_of(function: FunctionFacts, call: t.Call) -> PrintReason:
    """What a print tells, and whose it is."""
    if _branch_of(call) is not None:
        return PrintReason.FAILURE
    is_handler = function.unit.asking.ask(HANDLER, function.qualified_name) is not None
    return PrintReason.HANDLER if is_handler else PrintReason.REACHED


def _branch_of(call: t.Call) -> t.ExceptHandler | None:
    for outer in call.ancestors():
        if isinstance(outer, t.ExceptHandler):
            return outer
        if isinstance(outer, t.FunctionDef):
            break
    return None


def _is_last_resort(call: t.Call) -> bool:
    """Whether a print stands in for the log where that has failed itself."""
    branch = _branch_of(call)
    tried = list(own_nodes(try_of(branch).body)) if branch is not None else []
    return any(
        isinstance(n, t.Call) and (is_log_call(n) or last_name(n.func) in _REPORTERS) for n in tried
    ) and not any(isinstance(n, t.Call) and last_name(n.func) == "print" for n in tried)


_REPORTERS = frozenset({"capture_exception", "capture_message"})


def _is_asked_for(call: t.Call) -> bool:
    """Whether a print stands under a switch that is there for printing: `if self.enable_print`."""
    child: t.Node = call
    for outer in call.ancestors():
        if isinstance(outer, t.FunctionDef):
            return False
        if isinstance(outer, t.If) and child in outer.body:
            test = outer.test
            if isinstance(test, t.Attribute) and not _SWITCHES.isdisjoint(words(last_name(test))):
                return True
        child = outer
    return False


_SWITCHES = frozenset({"print", "verbose", "verbosity", "console", "echo", "interactive", "cli", "stdout", "tty"})
"""Words of flags that ask for what is printed."""


def _is_switched_off(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a print waits for a flag that nobody who serves requests hands over so."""
    flags = {p.name: p.flag for p in function.summary.parameters if p.flag is not None}
    for condition in conditions(function.unit, call) if flags else ():
        test, holds = condition.test, condition.holds
        while isinstance(test, t.UnaryOp) and test.op == "not":
            test, holds = test.operand, not holds
        if isinstance(test, t.Name) and test.id in flags:
            given = function.unit.asking.ask(SERVED_WITH, function.qualified_name, test.id)
            if given and holds not in given:
                return True
    return False


def _prints(function: FunctionFacts, call: t.Call) -> bool:
    target = call.keyword("file")
    if target is not None and last_name(target) not in ("stderr", "stdout"):
        return False
    if isinstance(call.func, t.Attribute) and last_name(call.func) == "write":
        return last_name(call.func.value) in ("stdout", "stderr")
    return function.unit.callee(call) in _PRINTING
