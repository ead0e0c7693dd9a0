"""The answer for a record that is not there, behind a read or a write, in the words of the handler's framework."""

from __future__ import annotations

from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import Sources
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.repair.edits import indent_unit, indentation, insertion, line_end, replacement, statement_of
from offpath.repair.placing import after_line
from offpath.repair.updates.row_counts import told_count
from offpath.syntax import tree as t
from offpath.text.span import Edit

_ANSWERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "flask": ("abort(404)", ("from flask import abort",)),
    "quart": ("abort(404)", ("from quart import abort",)),
    "bottle": ("abort(404)", ("from bottle import abort",)),
    "fastapi": ("raise HTTPException(status_code=404)", ("from fastapi import HTTPException",)),
    "starlette": ("raise HTTPException(status_code=404)", ("from starlette.exceptions import HTTPException",)),
    "django": ("raise Http404", ("from django.http import Http404",)),
    "drf": ("raise Http404", ("from django.http import Http404",)),
    "aiohttp": ("raise web.HTTPNotFound()", ("from aiohttp import web",)),
    "sanic": ("raise NotFound()", ("from sanic.exceptions import NotFound",)),
    "litestar": ("raise NotFoundException()", ("from litestar.exceptions import NotFoundException",)),
    "tornado": ("raise tornado.web.HTTPError(404)", ("import tornado.web",)),
}
_ANSWERING = ("or_404", "get_object_or_404", "one", "scalar_one", "get_by_id", "first_or_404", "get_or_404")
"""Calls that answer by themselves where there is no record."""


def not_found(
    function: FunctionFacts, sources: Sources, access: DataAccess
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """What makes a handler answer 404 where its query met nothing, and the imports; nothing where it does, or cannot."""
    framework = sources.route.framework if sources.route is not None else ""
    answer = _ANSWERS.get(framework)
    if answer is None:
        return (), ()
    if access.store == "django" and access.reads and last_name(access.call.func) == "get":
        edits = _or_404(function.unit, access.call)
        return edits, ("from django.shortcuts import get_object_or_404",) if edits else ()
    edits = _behind_read(function, access, answer[0]) if access.reads else _behind_write(function, access, answer[0])
    return edits, answer[1] if edits else ()


def _or_404(facts: UnitFacts, call: t.Call) -> tuple[Edit, ...]:
    """`Loan.objects.get(pk=pk)` as `get_object_or_404(Loan, pk=pk)`, where nobody catches what `get` raises."""
    arguments = (*call.args, *call.keywords)
    if (
        not isinstance(call.func, t.Attribute)
        or not arguments
        or any(isinstance(each, t.Try) for each in call.ancestors())
    ):
        return ()
    source = facts.text(call.func.value)
    if "\n" in source:
        return ()
    return (
        replacement(call.func, "get_object_or_404"),
        insertion(min(each.start for each in arguments), f"{source.removesuffix('.objects')}, "),
    )


def _behind_write(function: FunctionFacts, access: DataAccess, answer: str) -> tuple[Edit, ...]:
    """The test of how many rows an update or a deletion met."""
    facts, statement = function.unit, statement_of(access.call)
    at, told = after_line(facts, statement), told_count(function, access, statement)
    if (
        at is None
        or told is None
        or access.operation not in ("update", "delete")
        or _is_behind_another(function, access)
    ):
        return ()
    binding, condition = told
    counts = [n for n in function.own_nodes(t.Attribute) if n.attr in _COUNTS and n.start > statement.start]
    name = statement.targets[0] if isinstance(statement, t.Assign) else None
    if counts or (isinstance(name, t.Name) and _is_asked(function, name.id, statement.end)):
        return ()
    lines = insertion(at, _refusal(facts, statement, condition, answer))
    return (insertion(statement.start, binding), lines) if binding else (lines,)


def _is_behind_another(function: FunctionFacts, access: DataAccess) -> bool:
    """Whether something else has been written before: what is done by then is not undone by an answer that nothing was found."""
    written = (each for each in accesses_in(function) if each.writes or each.operation == "execute")
    return any(each.call is not access.call and each.call.start < access.call.start for each in written)


_COUNTS = ("rowcount", "matched_count", "deleted_count", "modified_count")


def _refusal(facts: UnitFacts, statement: t.Stmt, condition: str, answer: str) -> str:
    indent, end = indentation(facts, statement), line_end(facts)
    return f"{indent}if {condition}:{end}{indent}{indent_unit(facts)}{answer}{end}"


def _behind_read(function: FunctionFacts, access: DataAccess, answer: str) -> tuple[Edit, ...]:
    facts = function.unit
    if not access.one or access.scalar or not access.results:
        return ()
    statement = statement_of(access.results[0])
    if (
        not isinstance(statement, t.Assign)
        or len(statement.targets) != 1
        or not isinstance(statement.targets[0], t.Name)
    ):
        return ()
    name = statement.targets[0].id
    calls = [n for n in statement.value.walk() if isinstance(n, t.Call)]
    if any(last_name(c.func).endswith(_ANSWERING) for c in calls) or _is_asked(function, name, statement.end):
        return ()
    at = after_line(facts, statement)
    return () if at is None else (insertion(at, _refusal(facts, statement, f"{name} is None", answer)),)


def _is_asked(function: FunctionFacts, name: str, behind: int) -> bool:
    """Whether the function tests the record after it was read."""
    for node in function.own_nodes(t.If, t.IfExp, t.While, t.Assert, t.BoolOp):
        if node.end < behind:
            continue
        test: t.Node = node if isinstance(node, t.BoolOp) else node.test  # type: ignore[attr-defined]
        if any(isinstance(inner, t.Name) and inner.id == name for inner in test.walk()):
            return True
    return False
