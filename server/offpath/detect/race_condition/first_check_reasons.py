"""How much a record that is created because none was found matters: what a second caller is to get, and who calls."""

from __future__ import annotations

from enum import Enum

from offpath.catalogue.words.amounts import is_scarce
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.limit_answers import LIMITS, is_limit
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.unique import Uniqueness
from offpath.facts.transactions.one_step import is_one_step
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.first_checks import FirstCheck
from offpath.facts.web.entry_points import ENTRY_POINTS
from offpath.facts.web.guards import GUARDING
from offpath.syntax import tree as t


class Reason(Enum):
    """The kinds of evidence, in the words in which verdicts are counted."""

    WORTH = "worth something"
    """Money, a booking, an account: a second one is given away, or is somebody else."""
    REFUSES = "refuses a second"
    FILLS_UP = "get or create"
    HELD = "refused by the store"
    """A constraint keeps the second one out; its caller gets an error that nobody answers."""
    LIMIT = "a number of them"
    """So many may be there, and they are counted first."""
    ANY_MODEL = "of any model"
    """A method of a base class: whether a second one is kept out is up to each model."""
    ADMINISTRATORS = "administrators only"
    ONE_LOOP = "one loop"
    """The program is one loop in one process, and nothing is waited for between look and creation."""


def reason_of(function: FunctionFacts, found: FirstCheck) -> Reason:
    """What a finding rests on."""
    if is_base(found.look.target):
        return Reason.ANY_MODEL
    if is_one_step(function, found.look, found.act.call):
        return Reason.ONE_LOOP
    if counts_many(function, found):
        return Reason.LIMIT
    if found.uniqueness is Uniqueness.HELD:
        return Reason.HELD
    if _is_for_administrators(function):
        return Reason.ADMINISTRATORS
    if is_scarce(found.look.target, _model(found)) or not _PEOPLE.isdisjoint(words(found.look.target)):
        return Reason.WORTH
    return Reason.REFUSES if _tells_so(found.refusal) else Reason.FILLS_UP


def is_base(target: str) -> bool:
    """Whether a target is no table but a class that models are made of: `basemixin`, `abstract_model`."""
    spoken = words(target)
    return any(each in _BASES or each.startswith("base") or each.endswith("mixin") for each in spoken)


_BASES = frozenset({"base", "mixin", "abstract", "abstractmodel", "model"})
_PEOPLE = frozenset({"user", "users", "member", "members", "customer", "customers"})


def _model(found: FirstCheck) -> str:
    return found.look.model.name.rpartition(".")[2] if found.look.model is not None else ""


def counts_many(function: FunctionFacts, found: FirstCheck) -> bool:
    """Whether it is a number of records that decides: `if count >= 5`, or a function that answers so."""
    test = found.decision.test if isinstance(found.decision, t.If) else None
    parts = test.values if isinstance(test, t.BoolOp) else [test] if test is not None else []
    return any(is_limit(part) for part in parts) or (bool(found.look.through) and _answers_limit(function, found))


def _answers_limit(function: FunctionFacts, found: FirstCheck) -> bool:
    target = function.unit.resolve(found.look.call.func)
    summary = function.unit.summary(target.name) if target is not None and target.kind == "function" else None
    return summary is not None and LIMITS in summary.traits


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
    reached = ask(ENTRY_POINTS, name)
    return bool(reached) and all(each.guarding.privileged for each in reached)
