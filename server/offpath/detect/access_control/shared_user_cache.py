"""Caches that all callers share, and values of one of them in there under a key that does not say whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from offpath.catalogue.words import keeping as catalogue
from offpath.catalogue.words.people import CALLER_WORDS, is_caller_name, is_owner_name
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.ambient_callers import AMBIENT_CALLER, AmbientCaller
from offpath.facts.identity.sources import Source, Sources, sources_of
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import local_value
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.trails import Step, Trails, behind
from offpath.syntax import tree as t

_MOST_NODES = 80
_WHOSE = (CALLER_WORDS | {"token", "session", "cookie"}) - {"me", "auth", "login"}


class Kept(Enum):
    """Under what a decorator keeps a result."""

    ARGUMENTS = "its arguments"
    PATH = "the request's path"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SharedResult:
    """A function whose result is kept for everybody and depends on one of them."""

    function: FunctionFacts
    decorator: t.Expr
    kept: Kept
    certain: bool
    near: bool
    """Whether the function, or what it calls itself, reads the caller."""


@dataclass(frozen=True, slots=True, eq=False)
class SharedValue:
    """A value of one caller that is put into a cache under everybody's key."""

    access: DataAccess
    key: t.Expr
    is_optional: bool
    """Whether the caller may as well be nobody: a parameter with a default."""


# -- decorators


def shared_results(function: FunctionFacts) -> Iterator[SharedResult]:
    """The decorator that keeps a function's result, where that depends on the caller."""
    for decorator in function.node.decorators:
        found = _caching(function.unit, decorator)
        if found is None:
            continue
        kept, certain, name = found
        caller: AmbientCaller = function.unit.asking.ask(AMBIENT_CALLER, function.qualified_name)
        known = function.unit.asking.catalogue.protections.cache(name)
        leaves_request_out = kept is Kept.PATH or (known is not None and known.leaves_request_out)
        if not caller.around and not (caller.request and leaves_request_out):
            continue
        if not _says_whose(function, decorator, kept):
            yield SharedResult(function=function, decorator=decorator, kept=kept, certain=certain, near=caller.near)
            return


def _caching(facts: UnitFacts, decorator: t.Expr) -> tuple[Kept, bool, str] | None:
    named = decorator.func if isinstance(decorator, t.Call) else decorator
    resolved = facts.resolve(named)
    name = resolved.name if resolved is not None else ""
    known = facts.asking.catalogue.protections.cache(name)
    if known is not None:
        return Kept.PATH if known.by == "path" else Kept.ARGUMENTS, True, name
    if isinstance(decorator, t.Call) and _is_kept_by_route(decorator):
        return Kept.PATH, True, name
    if resolved is not None and resolved.internal:
        return None
    receiver = last_name(named.value) if isinstance(named, t.Attribute) else ""
    kept = catalogue.BY_NAME.get(last_name(named)) if {"cache", "region"} & set(words(receiver)) else None
    return (Kept.PATH if kept == "path" else Kept.ARGUMENTS, False, name) if kept is not None else None


def _is_kept_by_route(decorator: t.Call) -> bool:
    """Litestar's `@get("/", cache=60)`."""
    kept = decorator.keyword("cache")
    return isinstance(kept, t.Constant) and bool(kept.value) and last_name(decorator.func) in ("get", "route", "head")


def _says_whose(function: FunctionFacts, decorator: t.Expr, kept: Kept) -> bool:
    """Whether the arguments or the key name somebody, or may for all that can be seen."""
    if any(_names_somebody(param.name) for param in function.params):
        return True
    for keyword in decorator.keywords if isinstance(decorator, t.Call) else ():
        if keyword.arg in catalogue.CONDITIONS and _speaks_of_caller(function.unit, keyword.value):
            return True
        if keyword.arg in catalogue.KEYS and _speaks_of_caller(function.unit, keyword.value):
            return True
    return False


def _names_somebody(name: str) -> bool:
    return is_owner_name(name) or is_caller_name(name) or bool(_WHOSE.intersection(words(name)))


def _speaks_of_caller(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether a key, or the function that makes it, names the caller; what cannot be seen may."""
    if isinstance(node, (t.Constant, t.JoinedStr)):
        return False
    if isinstance(node, t.Lambda):
        return _mentions_caller(node.body)
    called = node.func if isinstance(node, t.Call) else node
    resolved = facts.resolve(called)
    if resolved is None or not resolved.internal:
        return True
    return facts.asking.ask(AMBIENT_CALLER, resolved.name).around or bool(_WHOSE.intersection(words(last_name(called))))


def _mentions_caller(node: t.Node) -> bool:
    return any(
        isinstance(inner, (t.Name, t.Attribute)) and _names_somebody(last_name(inner))
        for inner in islice(node.walk(), _MOST_NODES)
    )


# -- values that are put


def shared_values(function: FunctionFacts) -> Iterator[SharedValue]:
    """Values of the caller that a function puts into a cache under a key that does not name them."""
    sources: Sources | None = None
    for access in accesses_in(function):
        if access.store not in ("redis", "cache") or access.operation not in ("update", "upsert") or access.through:
            continue
        keys = [each.value for each in access.filters if each.value is not None]
        values = [each.value for each in access.values if each.value is not None and not each.relative]
        if not keys or not values:
            continue
        sources = sources or sources_of(function)
        if all(_is_same_for_all(sources, key) for key in keys) and any(_is_callers(sources, each) for each in values):
            callers = [s.node for each in values for s in sources.of(each) if s.kind == "caller"]
            optional = bool(callers) and all(
                isinstance(n, t.Param) and isinstance(n.default, t.Constant) for n in callers
            )
            yield SharedValue(access, keys[0], optional)


def _is_same_for_all(sources: Sources, key: t.Expr) -> bool:
    """Whether a key is made of texts and of what the request says alone."""
    if any(source.is_identity for source in sources.of(key)):
        return False
    return _is_plain(sources, key, 0)


def _is_plain(sources: Sources, node: t.Node, depth: int) -> bool:
    facts = sources.function.unit
    for inner in islice(node.walk(), _MOST_NODES):
        if isinstance(inner, t.Attribute) and _names_somebody(inner.attr):
            return False
        if isinstance(inner, t.Call) and not _is_same_call(facts, inner):
            return False
        if not isinstance(inner, t.Name) or (isinstance(inner.parent, t.Call) and inner.parent.func is inner):
            continue
        if _names_somebody(inner.id):
            return False
        value = local_value(facts, inner)
        if value is not None and value is not inner:
            if depth > 2 or not _is_plain(sources, value, depth + 1):
                return False
        elif any(d.kind == "parameter" for d in facts.definitions(inner)):
            if not any(source.is_client for source in sources.of(inner)):
                return False
    return True


def _is_same_call(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a function that makes a key makes the same for everybody; one that cannot be seen may not."""
    resolved = facts.resolve(call.func)
    if resolved is not None and resolved.internal:
        caller: AmbientCaller = facts.asking.ask(AMBIENT_CALLER, resolved.name)
        return not caller.around and not caller.request
    return not isinstance(call.func, t.Name) or call.func.id in _CONVERTING | {"len", "hash", "sorted", "tuple"}


def _is_callers(sources: Sources, value: t.Expr) -> bool:
    """Whether a value was worked out for the caller; who that is by itself is no such value."""
    if any(_is_of_caller(sources, source) for source in sources.of(value)):
        return True
    return bool(Trails[bool](lambda node: _worked_out(sources, node)).of(value))


def _worked_out(sources: Sources, node: t.Node) -> Iterator[bool | Step]:
    """Whether a call that is more than a conversion is handed who is calling, and what else a value is made of."""
    if isinstance(node, t.Call) and last_name(node.func) not in _CONVERTING:
        given = [*node.args, *(each.value for each in node.keywords)]
        given += [node.func.value] if isinstance(node.func, t.Attribute) else []
        if any(source.kind == "caller" for each in given for source in sources.of(each)):
            yield True
    yield from behind(sources.function.unit.reading.symbols, node)


def _is_of_caller(sources: Sources, source: Source) -> bool:
    """Whether a record is one of the caller's."""
    access = source.access
    if access is None:
        return False
    given = [*(each.value for each in access.filters if each.conjunctive), access.owner]
    return any(inner.kind == "caller" for each in given if each is not None for inner in sources.of(each))


_CONVERTING = frozenset(
    {"dumps", "str", "int", "encode", "isoformat", "get", "pop", "format", "repr", "get_jwt_identity", "now", "time"}
)
