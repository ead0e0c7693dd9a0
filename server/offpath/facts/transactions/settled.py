"""Whether the error that a second record of one key raises is answered."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names, is_broad, is_empty, try_of
from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.stores.unique import Uniqueness
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_VIOLATIONS = frozenset({"integrity", "unique", "duplicate", "conflict", "exists", "violation"})
"""Words of exceptions that a second record of one key raises."""


def is_settled(function: FunctionFacts, act: t.Call, held: Uniqueness = Uniqueness.UNKNOWN) -> bool:
    """Whether the error of a second record is caught: around the creation, or around what commits it. Where the store is known to refuse a
    second one, a branch for all errors of the store, or for all, answers it as well.
    """
    for handler in function.own_nodes(t.ExceptHandler):
        caught = caught_names(handler)
        spoken = {word for name in caught for word in words(name)}
        if handler.end > act.start and not spoken.isdisjoint(_VIOLATIONS):
            return True
        if held is Uniqueness.HELD and (is_broad(handler) or not _OF_STORES.isdisjoint(caught)):
            if not is_empty(handler) and _is_tried(function, handler, act):
                return True
    return function.unit.asking.ask(CALLERS_ANSWER, function.qualified_name)


def callers_answer(project: Project, name: str) -> bool:
    """Whether everybody who calls a function catches the error of a second record."""
    callers = CallGraph(project).callers_at_work(name)
    return bool(callers) and all(
        any(not _VIOLATIONS.isdisjoint(words(caught)) for caught in each.site.caught) for each in callers
    )


CALLERS_ANSWER = Question(callers_answer)


_OF_STORES = frozenset({"SQLAlchemyError", "DatabaseError", "DBAPIError", "StatementError", "PeeweeException", "Error"})
"""Exceptions that a violated constraint is one of."""


def _is_tried(function: FunctionFacts, handler: t.ExceptHandler, act: t.Call) -> bool:
    """Whether a branch is for what the creation raises, or what sends it."""
    body = try_of(handler).body
    behind = (c for c in function.calls if last_name(c.func) in ("commit", "flush") and c.start >= act.start)
    sending = next(behind, act)
    return any(body[0].start <= each.start < body[-1].end for each in (act, sending))
