"""How much a record that is created because none was found matters: what a second caller is to get, and who calls."""

from __future__ import annotations

from enum import Enum

from offpath.facts.code.symbols import last_name
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.first_checks import FirstCheck
from offpath.facts.web.entries import ENTRIES
from offpath.facts.web.guards import GUARDING
from offpath.facts.web.routes import ROUTE
from offpath.syntax import tree as t


class Reason(Enum):
    """The kinds of evidence, in the words in which verdicts are counted."""

    REFUSES = "refuses a second"
    FILLS_UP = "get or create"
    ADMINISTRATORS = "administrators only"


def reason_of(function: FunctionFacts, found: FirstCheck) -> Reason:
    """What a finding rests on."""
    if _is_for_administrators(function):
        return Reason.ADMINISTRATORS
    return Reason.REFUSES if _tells_so(found.refusal) else Reason.FILLS_UP


def _tells_so(refusal: tuple[t.Stmt, ...]) -> bool:
    """Whether who comes second is told that there is one: by an error, an answer, a message."""
    last = refusal[-1] if refusal else None
    if isinstance(last, t.Return):
        return isinstance(last.value, t.Call) or (isinstance(last.value, t.Tuple) and len(last.value.elts) > 1)
    if isinstance(last, t.ExprStmt):
        return isinstance(last.value, t.Call) and last_name(last.value.func) in ("abort", "fail")
    return isinstance(last, t.Raise)


def _is_for_administrators(function: FunctionFacts) -> bool:
    """Whether only who has a role gets here, by whichever handler."""
    ask, name = function.unit.asking.ask, function.qualified_name
    if ask(ROUTE, name) is not None:
        return ask(GUARDING, name).privileged
    reached = ask(ENTRIES, name)
    return bool(reached) and all(each.guarding.privileged for each in reached)
