"""What a function's parameters hold: what a framework hands to a handler, or what callers hand on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import requests as catalogue
from offpath.catalogue.library import Parameters
from offpath.catalogue.words import people as identities
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbol, declared_dependency, dependency_of, last_name
from offpath.facts.project.names import FUNCTION, RESOLVE
from offpath.facts.routes.route import Mention, Route
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.guards import AUTHORITY, DEPENDENCY_ALIAS
from offpath.facts.web.handed_in import HANDED_IN
from offpath.syntax import tree as t

_BY_TYPE = ("fastapi", "litestar", "ninja", "powertools")
"""Frameworks that fill parameters from the query and the body by their types; others hand on what the path says."""

_PLAIN_TYPES = frozenset(
    {"int", "str", "float", "bool", "bytes", "UUID", "UUID4", "date", "datetime", "Decimal", "EmailStr", "ObjectId", "list", "Literal", "Enum",
     "PositiveInt", "constr", "conint", "Any"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handed:
    """What a parameter holds, in the words of `sources.Source`."""

    kind: str
    part: str = ""
    name: str = ""


def handed_to(function: FunctionFacts, route: Route | None) -> dict[t.Param, Handed]:
    """What each parameter holds; those that hold nothing of interest are left out."""
    return dict(_handler(function, route)) if route is not None else dict(_plain(function))


def _plain(function: FunctionFacts) -> Iterator[tuple[t.Param, Handed]]:
    """A function that is no handler: its dependencies, and what its names speak of."""
    for param in _own(function):
        injected = _injected(function, param)
        if injected is not None:
            yield param, injected
            continue
        marked = _marked(param)
        if marked is not None:
            yield param, marked
        elif param.kind not in ("var-positional", "var-keyword") and param.name not in catalogue.REQUEST_NAMES:
            is_caller = identities.is_owner_name(param.name) or identities.is_caller_name(param.name)
            yield (
                param,
                Handed("caller" if is_caller or _speaks_of_caller(param.name) else "parameter", name=param.name),
            )


@dataclass(frozen=True, slots=True)
class Given:
    """What a library hands to its handlers of its own, as its files in the catalogue say."""

    names: frozenset[str]
    context: frozenset[str]
    types: frozenset[str]
    identity: frozenset[str]
    said: frozenset[str]

    def speaks(self, param: t.Param) -> bool:
        """Whether a parameter speaks of the caller and of what it says."""
        return param.name in self.context or _type_name(param) in self.types


def given_to(function: FunctionFacts, route: Route) -> Given | None:
    """What the handler's library hands to it of its own; None: no file says it."""
    libraries = function.unit.asking.catalogue.by_framework.get(route.framework, ())
    said = [library.parameters for library in libraries if library.parameters != Parameters()]
    if not said:
        return None
    return Given(
        frozenset(name for each in said for name in (*each.given, *each.context)),
        frozenset(name for each in said for name in each.context),
        frozenset(name for each in said for name in each.types),
        frozenset(name for each in said for name in each.identity),
        frozenset(name for each in said for name in each.said),
    )


def _said_by(route: Route) -> str:
    """The part of what somebody says that the parameters of a handler hold which its library does not fill with its own."""
    if route.caller in ("chat", "event"):
        return "message"
    return "path" if route.has_status else "argument"


def _handler(function: FunctionFacts, route: Route) -> Iterator[tuple[t.Param, Handed]]:
    framework = route.framework
    given = given_to(function, route)
    handed: tuple[str, ...] = function.unit.asking.ask(HANDED_IN, function.qualified_name)
    for param in _own(function):
        if param.name in handed:
            yield param, Handed("caller", name=param.name)
            continue
        if given is not None and (param.name in given.names or given.speaks(param)):
            continue
        if param.name in catalogue.REQUEST_NAMES or _type_name(param) in catalogue.INJECTED_TYPES:
            continue
        if param.kind == "var-keyword":
            yield param, Handed("client", "path")
            continue
        injected = _injected(function, param)
        if injected is not None:
            yield param, injected
            continue
        if dependency_of(param) is not None or param.kind == "var-positional":
            continue
        marked = _marked(param)
        if marked is not None:
            yield param, marked
        elif param.name in route.parameters:
            yield param, Handed("client", "path", param.name)
        elif given is not None and param.kind != "var-positional":
            yield param, Handed("client", _said_by(route), param.name)
        elif framework not in _BY_TYPE:
            yield param, _of_decorator(param, route)
        elif param.name in ("session", "db", "db_session") or _is_service(function, param):
            continue
        elif framework == "litestar" and param.name == "data":
            yield param, Handed("client", "body")
        elif _is_plain(param):
            yield param, Handed("client", "query", param.name)
        else:
            yield param, Handed("client", "body")


def _of_decorator(param: t.Param, route: Route) -> Handed:
    """A parameter that the path does not name: a decorator's (`@token_required` hands the caller on), or the path's unseen one."""
    if identities.is_caller_name(param.name) or (route.parameters and _speaks_of_caller(param.name)):
        return Handed("caller", name=param.name)
    return Handed("client", "path", param.name)


def _speaks_of_caller(name: str) -> bool:
    return name in (
        "user",
        "account",
        "member",
        "customer",
        "identity",
        "principal",
        "claims",
        "auth",
        "caller",
        "token_data",
    )


def _own(function: FunctionFacts) -> list[t.Param]:
    params = function.params
    return params[1:] if params and params[0].name in ("self", "cls") else params


def _type_name(param: t.Param) -> str:
    node = param.annotation
    while isinstance(node, t.Subscript):
        if last_name(node.value) in ("Annotated", "Optional", "Union"):
            node = node.index.elts[0] if isinstance(node.index, t.Tuple) and node.index.elts else node.index
        else:
            node = node.value
    if isinstance(node, t.BinOp):
        node = node.left
    if isinstance(node, t.Constant) and isinstance(node.value, str):
        return node.value.rpartition(".")[2].partition("[")[0]
    return last_name(node) if isinstance(node, t.Expr) else ""


def _is_plain(param: t.Param) -> bool:
    name = _type_name(param)
    return not name or name in _PLAIN_TYPES or (name[:1].islower() and name != "dict")


def _is_service(function: FunctionFacts, param: t.Param) -> bool:
    """Whether a parameter's type is a class of the project that holds no data of the client's."""
    name = _type_name(param)
    return name.endswith(("Service", "Repository", "Repo", "Client", "Settings", "Session", "Store", "Pool", "Manager"))


def _marked(param: t.Param) -> Handed | None:
    """FastAPI's and Litestar's markers: `= Header(…)`, `Annotated[int, Cookie()]`, `Parameter(header="X-User-ID")`."""
    candidates: list[t.Expr] = [param.default] if param.default is not None else []
    annotation = param.annotation
    if isinstance(annotation, t.Subscript) and last_name(annotation.value) == "Annotated":
        candidates.extend(annotation.index.elts[1:] if isinstance(annotation.index, t.Tuple) else [])
    for candidate in candidates:
        if not isinstance(candidate, t.Call):
            continue
        marker = last_name(candidate.func)
        named = {k.arg: k.value.value for k in candidate.keywords if k.arg and isinstance(k.value, t.Constant)}
        if marker == "Parameter":
            for part in ("header", "cookie", "query"):
                if isinstance(named.get(part), str):
                    return Handed("client", part, str(named[part]))
        elif marker in catalogue.MARKERS:
            part = catalogue.MARKERS[marker]
            alias = named.get("alias")
            name = alias if isinstance(alias, str) else param.name
            whole = part == "body" and not _is_plain(param) and "embed" not in named
            return Handed("client", part, "" if whole else name.replace("_", "-") if part == "header" else name)
    return None


def _injected(function: FunctionFacts, param: t.Param) -> Handed | None:
    """The caller, where a dependency gives it."""
    facts = function.unit
    made = declared_dependency(param)
    if made is not None:
        return _filled(function, made)
    node = dependency_of(param)
    if node is not None:
        resolved = facts.resolve(node)
        return _given_by(function, last_name(node) or _called(node), resolved.name if resolved else "", param)
    if param.annotation is None:
        return None
    symbol = facts.reading.symbols.annotation(param.annotation)
    if symbol is None or symbol[0] != "instance":
        return None
    alias: Mention | None = facts.asking.ask(DEPENDENCY_ALIAS, facts.module, symbol[1])
    if alias is not None:
        resolved = facts.asking.ask(RESOLVE, alias.module, alias.symbol) if alias.symbol is not None else None
        name = resolved.name if resolved is not None else ""
        return _given_by(function, alias.written.rpartition(".")[2], name, param)
    if _is_alias_of_caller(symbol[1]):
        return Handed("caller", name=param.name)
    return None


def _filled(function: FunctionFacts, made: t.Expr) -> Handed | None:
    """What a class holds that the framework makes for a parameter: the client's values, unless the class says how it is made."""
    facts = function.unit
    resolved = facts.resolve(made)
    if resolved is None or not resolved.internal:
        return Handed("client", "body") if last_name(made).endswith("RequestForm") else None
    return None if facts.asking.ask(FUNCTION, f"{resolved.name}.__init__") is not None else Handed("client", "query")


def _called(node: t.Expr) -> str:
    return last_name(node.func) if isinstance(node, t.Call) else ""


def _is_alias_of_caller(symbol: Symbol) -> bool:
    """`CurrentUser`, from somewhere that cannot be seen."""
    last = str(symbol[-1]).rpartition(".")[2]
    return last.startswith("Current") and identities.is_caller_name(last)


def _given_by(function: FunctionFacts, written: str, qualified: str, param: t.Param) -> Handed | None:
    asking = function.unit.asking
    seen = bool(qualified) and asking.ask(FUNCTION, qualified) is not None
    if seen and asking.ask(AUTHORITY, qualified).is_for_programs:
        return None
    if identities.is_caller_name(written) or identities.is_caller_name(param.name):
        return Handed("caller", name=param.name)
    if seen:
        if asking.ask(AUTHORITY, qualified).authenticated:
            return Handed("caller", name=param.name)
        return None
    spelled = set(words(written)) | set(words(param.name))
    if spelled & {
        "user",
        "account",
        "principal",
        "identity",
        "claims",
        "member",
        "customer",
        "auth",
        "jwt",
        "token",
    } and not spelled & {"service", "repo", "repository"}:
        return Handed("caller", name=param.name)
    return None
