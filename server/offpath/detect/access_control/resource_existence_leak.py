"""Answers that tell a stranger's record from one that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words import people as identities
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import Sources, sources_of
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.access import DataAccess, Filter
from offpath.facts.stores.schema import SCHEMA, Schema
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.guards import GUARDING, GUARDS_AROUND
from offpath.facts.web.shown_lists import IS_SHOWN
from offpath.syntax import tree as t

_REFUSALS = {403: 404}
_EXCEPTIONS = {
    "PermissionDenied": "Http404",
    "HTTPForbidden": "HTTPNotFound",
    "Forbidden": "NotFound",
    "PermissionDeniedException": "NotFoundException",
}
"""Exceptions that answer 403, with those of the same libraries that answer 404."""


@dataclass(frozen=True, slots=True, eq=False)
class ExistenceLeak:
    """One refusal that admits that a record is there."""

    statement: t.Stmt
    """What answers 403."""
    status: t.Expr | None
    """The number or name in it that says 403; None where the exception's name does."""
    record: str


def existence_leaks(function: FunctionFacts) -> Iterator[ExistenceLeak]:
    """Every refusal of a handler that depends on whose a record is."""
    if function.unit.asking.ask(ROUTE, function.qualified_name) is None:
        return
    sources = sources_of(function)
    for node in function.own_nodes(t.If):
        record = _foreign(function, sources, node.test)
        if record is None:
            continue
        for statement in node.body:
            found = _refusal(statement)
            if found is not None:
                yield ExistenceLeak(statement, found[0], record)


def _foreign(function: FunctionFacts, sources: Sources, test: t.Expr) -> str | None:
    """The record of which a test asks whether it is somebody else's; None where a role plays a part, or it is none."""
    for compare in [n for n in test.walk() if isinstance(n, t.Compare)]:
        sides = [compare.left, *compare.comparators]
        if len(sides) != 2 or compare.ops[0] not in ("!=", "is not", "not in"):
            continue
        for side, other in (sides, reversed(sides)):
            read = next((s.access for s in sources.of(side) if s.access is not None), None)
            if read is None or not sources.is_identity(other) or sources.is_identity(side):
                continue
            picking = [f for f in read.filters if f.value is not None and any(s.is_client for s in sources.of(f.value))]
            if any(_is_of_handed_record(sources, each.value) for each in read.filters):
                continue
            if any(each.value is not None and sources.is_identity(each.value) for each in read.filters):
                continue  # whoever gets as far belongs to the same branch, house or team
            root = t.root(side)
            if any(_is_drawn(function, read, each, sources) for each in picking):
                continue
            if picking and isinstance(root, t.Name) and not _speaks_of_roles(test):
                return None if _is_listed(function, read) else _name_of(root, read)
    return None


def _name_of(root: t.Name, read: DataAccess) -> str:
    """What the record is called; of an identifier that was read out of it, what it was read from."""
    return read.target if words(root.id)[-1:] == ("id",) and read.target else root.id


def _is_listed(function: FunctionFacts, read: DataAccess) -> bool:
    """Whether a list shows the same records to everybody who comes here: that there is one is then no secret."""
    names = [read.target, *([read.model.name] if read.model is not None and read.model.internal else [])]
    guards = function.unit.asking.ask(GUARDING, function.qualified_name).evidence
    passed = tuple(each for each in guards if each != function.name)
    return bool(function.unit.asking.ask(IS_SHOWN, tuple(dict.fromkeys(filter(None, names))), passed))


def _is_drawn(function: FunctionFacts, read: DataAccess, each: Filter, sources: Sources) -> bool:
    """Whether what picks a record is drawn at random, so that nobody counts through it: by its column, or by the parameter's type."""
    if not _RANDOM.isdisjoint(words(each.column)):
        return True
    model = read.model.name if read.model is not None else read.target
    found: Schema | None = function.unit.asking.ask(SCHEMA, model) if model else None
    names = found.primary_key if found is not None and each.column in ("pk", "") else (each.column,)
    fields = [found.field(name) for name in names] if found is not None else []
    if any(field is not None and field.is_random for field in fields):
        return True
    route = function.unit.asking.ask(ROUTE, function.qualified_name)
    path = route.path if route is not None else ""
    for source in sources.of(each.value) if each.value is not None else ():
        typed = source.node.annotation if isinstance(source.node, t.Param) else None
        if typed is not None and "uuid" in words(function.unit.text(typed)):
            return True
        if f"uuid:{source.name}>" in path or f"{source.name}:uuid}}" in path:
            return True
    return False


_RANDOM = frozenset({"uuid", "guid", "token", "ulid", "nonce"})


def _is_of_handed_record(sources: Sources, value: t.Expr | None) -> bool:
    """Whether a condition names a record that a guard has handed in: who may see that sees what hangs on it, `issue_id=issue.pk`."""
    owner = value.value if isinstance(value, t.Attribute) else None
    if not isinstance(owner, t.Name) or sources.is_request(owner) or sources.is_identity(value):
        return False
    route, function = sources.handler, sources.function
    given = {param.name: param for param in function.params}.get(owner.id)
    if given is None or route is None or owner.id in route.parameters:
        return False
    return bool(function.unit.asking.ask(GUARDS_AROUND, function.qualified_name))


def _speaks_of_roles(test: t.Expr) -> bool:
    return any(
        identities.is_role_field(n.attr if isinstance(n, t.Attribute) else n.id if isinstance(n, t.Name) else "")
        for n in test.walk()
    )


def _refusal(statement: t.Stmt) -> tuple[t.Expr | None] | None:
    """What of a statement says 403; None where it is no such answer."""
    if isinstance(statement, t.Raise) and statement.exc is not None:
        name = last_name(statement.exc.func) if isinstance(statement.exc, t.Call) else last_name(statement.exc)
        if name in _EXCEPTIONS:
            return (None,)
        return _status_in(statement.exc)
    if isinstance(statement, (t.Return, t.ExprStmt)) and statement.value is not None:
        value = statement.value
        if isinstance(statement, t.ExprStmt) and not (
            isinstance(value, t.Call) and last_name(value.func) in ("abort", "set_status", "send_error")
        ):
            return None
        return _status_in(value)
    return None


def _status_in(node: t.Expr) -> tuple[t.Expr | None] | None:
    for inner in node.walk():
        if isinstance(inner, t.Constant) and type(inner.value) is int and inner.value in _REFUSALS:
            return (inner,)
        if isinstance(inner, (t.Attribute, t.Name)) and last_name(inner) in ("HTTP_403_FORBIDDEN", "FORBIDDEN"):
            return (inner,)
        if isinstance(inner, t.Call) and last_name(inner.func) in ("HttpResponseForbidden",):
            return (None,)
    return None
