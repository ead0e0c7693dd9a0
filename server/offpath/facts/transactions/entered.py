"""What transaction a `with` enters: one that is committed when the block ends well, whatever was caught in it."""

from __future__ import annotations

from enum import Enum

from offpath.catalogue.libraries import transactions as catalogue
from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


class Entered(Enum):
    """The kinds of transactions, by what a failed statement does to them."""

    ATOMIC = "atomic"
    """Django's: what was caught in it is not undone, and it is committed."""
    ABORTED = "aborted"
    """PostgreSQL's: whatever follows a failed statement fails, too, and the commit undoes everything."""
    SESSION = "session"
    """SQLAlchemy's session: it refuses everything after a failed flush."""


def entered_by(function: FunctionFacts, item: t.WithItem) -> Entered | None:
    """The kind of transaction that an item of a `with` opens; None: none that is known."""
    facts, context = function.unit, item.context
    if isinstance(context, t.Call):
        callee = facts.callee(context)
        if callee in catalogue.ATOMIC:
            return Entered.ATOMIC
        if callee in catalogue.ABORTING_CALLS or _aborts_by_helper(function, callee):
            return Entered.ABORTED
    kind = facts.type_entered(context) or _bound_type(function, item)
    types = facts.asking.catalogue.types
    if types.is_any(kind, catalogue.ABORTING):
        return Entered.ABORTED
    return Entered.SESSION if types.is_any(kind, catalogue.SESSIONS) else None


def decorated(function: FunctionFacts) -> Entered | None:
    """The kind of transaction that a decorator opens around a whole function."""
    for decorator in function.node.decorators:
        found = function.unit.resolve(decorator.func if isinstance(decorator, t.Call) else decorator)
        if found is not None and found.name in catalogue.ATOMIC:
            return Entered.ATOMIC
    return None


def _bound_type(function: FunctionFacts, item: t.WithItem) -> str:
    return function.unit.type_of(item.target) if isinstance(item.target, t.Name) else ""


def _aborts_by_helper(function: FunctionFacts, callee: str) -> bool:
    return bool(callee) and bool(function.unit.asking.ask(COMMITS_POSTGRES, callee))


def commits_postgres(project: Project, name: str) -> bool:
    """Whether a function of the project opens a block that it commits at its end, on a connection of PostgreSQL's drivers."""
    module, path = Resolver(project).locate(name)
    summary = project.body(module, path) if module is not None else None
    if module is None or summary is None or not summary.is_generator:
        return False
    if not any(site.name == "commit" for site in summary.calls):
        return False
    return any(
        symbol[0] == "import" and str(symbol[2]).split(".")[0] in catalogue.POSTGRES_DRIVERS
        for symbol in module.bindings.values()
    )


COMMITS_POSTGRES = Question(commits_postgres)


def flushes(project: Project, name: str) -> bool:
    """Whether a function of the project, or one that it calls, flushes or commits, and none of them takes it back."""
    graph = CallGraph(project)
    found = False
    for body in graph.bodies(name, lambda body: (each.name for each in graph.callees(body)), deepest=_MAX_DEPTH):
        called = [site.name for site in body.summary.calls]
        if any("rollback" in each or each == "begin_nested" for each in called):
            return False
        found = found or "flush" in called or "commit" in called
    return found


_MAX_DEPTH = 3

FLUSHES = Question(flushes)
