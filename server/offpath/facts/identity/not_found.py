"""The answer for a record that is not there, in the words of the handler's framework."""

from __future__ import annotations

from offpath.facts.edits import indent_unit, indentation, insertion, line_end, statement_of
from offpath.facts.identity.sources import Sources
from offpath.facts.queries.model import DataAccess
from offpath.facts.symbols import last_name
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.placing import after_line
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


def not_found(function: FunctionFacts, sources: Sources, access: DataAccess) -> tuple[Edit, tuple[str, ...]] | None:
    """The lines behind a read that answer 404, and their imports; None where there is an answer, or no place for one."""
    facts = function.unit
    framework = sources.route.framework if sources.route is not None else ""
    answer = _ANSWERS.get(framework)
    if answer is None or not access.reads or not access.one or access.scalar or not access.results:
        return None
    statement = statement_of(access.results[0])
    if (
        not isinstance(statement, t.Assign)
        or len(statement.targets) != 1
        or not isinstance(statement.targets[0], t.Name)
    ):
        return None
    name = statement.targets[0].id
    calls = [n for n in statement.value.walk() if isinstance(n, t.Call)]
    if any(last_name(c.func).endswith(_ANSWERING) for c in calls) or _is_asked(function, name, statement.end):
        return None
    if access.store == "django" and any(last_name(c.func) == "get" for c in calls):
        return None
    at = after_line(facts, statement)
    if at is None:
        return None
    indent = indentation(facts, statement)
    end = line_end(facts)
    lines = f"{indent}if {name} is None:{end}{indent}{indent_unit(facts)}{answer[0]}{end}"
    return insertion(at, lines), answer[1]


def _is_asked(function: FunctionFacts, name: str, behind: int) -> bool:
    """Whether the function tests the record after it was read."""
    for node in function.own_nodes(t.If, t.IfExp, t.While, t.Assert, t.BoolOp):
        if node.end < behind:
            continue
        test: t.Node = node if isinstance(node, t.BoolOp) else node.test  # type: ignore[attr-defined]
        if any(isinstance(inner, t.Name) and inner.id == name for inner in test.walk()):
            return True
    return False
