"""Registrations that store the role which the newcomer names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from offpath.catalogue.words import people as identities
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import Source, Sources, sources_of
from offpath.facts.project.names import CLASS, LINEAGE, METHODS_OF
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.guards import GUARDING
from offpath.syntax import tree as t

_REGISTERING = frozenset({"register", "registration", "signup", "enroll", "enrol"})
_POWERFUL = frozenset(
    {"admin", "administrator", "superuser", "superadmin", "staff", "root", "moderator", "owner", "sysadmin"}
)


@dataclass(frozen=True, slots=True, eq=False)
class ChosenRole:
    """One role that a newcomer chooses."""

    value: t.Expr
    name: str


def chosen_role(function: FunctionFacts) -> ChosenRole | None:
    """The role that a registration stores as it is sent."""
    sources = sources_of(function)
    route = sources.route
    if route is None or not _registers(route.handler, route.path):
        return None
    if not _makes_account(function):
        return None
    guarding = function.unit.asking.ask(GUARDING, function.qualified_name)
    if guarding.authenticated or guarding.privileged:
        return None
    for value in _given(function):
        for source in sources.of(value):
            named = source.is_client and source.part in ("body", "query") and identities.is_role_field(source.name)
            if named and not _is_compared(function, sources, source) and not _is_harmless(function, value, source.name):
                return ChosenRole(value, source.name)
    return None


def _makes_account(function: FunctionFacts) -> bool:
    """Whether the newcomer gets a password: without one it is an event, a course, a list that somebody registers for."""
    for node in function.own_nodes(t.Attribute, t.Constant, t.Keyword):
        said = (
            node.attr
            if isinstance(node, t.Attribute)
            else node.arg
            if isinstance(node, t.Keyword)
            else getattr(node, "value", "")
        )
        if isinstance(said, str) and not _SECRET.isdisjoint(words(said)):
            return True
    return False


_SECRET = frozenset({"password", "passwd", "pwd", "password1", "hashed"})


def _registers(handler: str, path: str) -> bool:
    told = [
        *words(handler.rpartition(".")[2]),
        *(w for part in path.split("/") if "{" not in part for w in words(part)),
    ]
    pairs = {first + second for first, second in pairwise(told)}
    return not _REGISTERING.isdisjoint({*told, *pairs})


def _given(function: FunctionFacts) -> Iterator[t.Expr]:
    """What is given for a role: an argument, a column of a new record, an attribute."""
    for call in function.calls:
        for keyword in call.keywords:
            if keyword.arg and identities.is_role_field(keyword.arg) and not last_name(call.func).endswith("Response"):
                yield keyword.value
    for access in accesses_in(function):
        if access.operation in ("insert", "upsert"):
            yield from (v.value for v in access.values if v.value is not None and identities.is_role_field(v.column))
    for assign in function.own_nodes(t.Assign):
        if any(isinstance(target, t.Attribute) and identities.is_role_field(target.attr) for target in assign.targets):
            yield assign.value


def _is_compared(function: FunctionFacts, sources: Sources, claim: Source) -> bool:
    """Whether the function looks at the role before it stores it."""
    key = (claim.part, claim.name)
    return any(
        (source.part, source.name) == key
        for node in function.own_nodes(t.Compare)
        for side in (node.left, *node.comparators)
        for source in sources.of(side)
    )


def _is_harmless(function: FunctionFacts, value: t.Expr, name: str) -> bool:
    """Whether the body's class lets only roles through that give no power, or checks them; unknown types count as checked."""
    root = t.root(value)
    body = function.unit.type_of(root) if isinstance(value, t.Attribute) and isinstance(root, t.Name) else ""
    summary = function.unit.asking.ask(CLASS, body) if body else None
    if summary is None:
        return False
    if any(
        name in words(method) or "validate" in words(method) for method in function.unit.asking.ask(METHODS_OF, body)
    ):
        return True
    kind = function.unit.type_of(value)
    if kind in ("builtins.str", "builtins.bool"):
        return False
    members = function.unit.asking.ask(CLASS, kind) if kind else None
    if members is None or not any("Enum" in each for each in function.unit.asking.ask(LINEAGE, kind)):
        return True
    return _POWERFUL.isdisjoint({word for field in members.fields for word in words(field.name)})
