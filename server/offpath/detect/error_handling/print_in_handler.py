"""Prints in code that serves requests."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.conditions import conditions
from offpath.facts.code.symbols import last_name
from offpath.facts.project.attended import IS_ATTENDED
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.entries import ENTRIES, SERVED_WITH
from offpath.facts.web.routes import HANDLER
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
    if not (handler is not None and handler.is_waited_for) and not ask(ENTRIES, function.qualified_name):
        return
    if not ask(IS_ATTENDED, function.qualified_name):
        yield from (call for call in prints if not _is_switched_off(function, call))


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
