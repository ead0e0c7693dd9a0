"""Functions that ask a question: a failure is mostly its answer, but not where a guard asks and the answer lets everybody in."""

from __future__ import annotations

from collections.abc import Iterable

from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.failures.branch_answers import BranchAnswer
from offpath.facts.failures.except_branches import try_of
from offpath.facts.running.stakes import Stake
from offpath.facts.stores.tried import stake_of
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_FIRST = frozenset({"is", "has", "can", "should", "supports", "exists", "ping", "healthy", "health", "valid"})
_LAST = frozenset({"available", "reachable", "installed"})

_OF_SCHEMAS = frozenset(
    {"column", "table", "constraint", "index", "schema", "extension", "relation", "trigger", "view"}
)
"""What a store answers for by failing: a statement that names it."""

_BARRED = frozenset(
    {
        "locked", "blocked", "banned", "revoked", "blacklisted", "denylisted", "suspended", "throttled", "limited", "restricted", "expired", "lockout",
        "blocklisted",
    }
)  # fmt: skip
"""What a guard asks of somebody whom it is to keep out."""


def is_question(name: str) -> bool:
    """Whether a function's name asks whether something is so.

    >>> is_question("column_exists"), is_question("is_open"), is_question("balance")
    (True, True, False)
    """
    spoken = words(name)
    if first_word(name) in _FIRST or not _LAST.isdisjoint(spoken[-1:]):
        return True
    return spoken[-1:] in (("exists",), ("exist",)) and not _OF_SCHEMAS.isdisjoint(spoken)


def lets_in(function: FunctionFacts, handler: t.ExceptHandler, answers: Iterable[BranchAnswer]) -> bool:
    """Whether a function that asks outside whether somebody is kept out answers "no" where it cannot look."""
    if _BARRED.isdisjoint(words(function.name)) or not all(_says_no(each.value) for each in answers):
        return False
    return stake_of(function, try_of(handler).body) in (Stake.ASKS, Stake.WRITES)


def _says_no(value: t.Expr | None) -> bool:
    if isinstance(value, t.Tuple):
        return bool(value.elts) and _says_no(value.elts[0])
    return isinstance(value, t.Constant) and not value.value
