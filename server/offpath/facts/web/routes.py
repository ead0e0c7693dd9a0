"""Routes: every function, method and class of the project that answers requests, with what is written around it.

`routes` is computed from the outline of the project (decorators, bases, registering calls); bodies play no part. It
answers for Flask and Quart (decorators, `add_url_rule`, method views, restful, restx and smorest resources), FastAPI and
Starlette (routers, `add_api_route`, `Route` lists, endpoints), Django (URL patterns, view functions and classes), Django
REST framework (`api_view`, views, view sets), aiohttp, Sanic, Litestar, Tornado and Bottle, in app factories too. A view
function of Django is told without URL patterns where its module shows none: by its decorators, or by its `request` parameter
beside imports of `django.http`. "Cannot tell" is a missing entry, an empty `methods`, or an empty `group`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from offpath.catalogue.libraries import routing as catalogue
from offpath.catalogue.libraries import types
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.objects import object_name
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import ClassSummary, Constant, Decoration, FunctionSummary, Registration
from offpath.facts.summaries.registrations import URLS_WRAPPED


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that is named around a route, in `module`: a decorator, a dependency, a mixin, a hook, a middleware."""

    module: str
    written: str
    symbol: Symbol | None
    constants: tuple[Constant, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One handler."""

    handler: str
    """The function, method or class, dotted."""
    framework: str
    """`flask`, `quart`, `fastapi`, `starlette`, `django`, `drf`, `aiohttp`, `sanic`, `litestar`, `tornado`, `bottle`; empty: by its name alone."""
    kind: str
    """`function`, `method` (decorated by itself) or `class`."""
    methods: tuple[str, ...]
    """In lower case; empty: cannot tell, all may be meant."""
    path: str = ""
    parameters: tuple[str, ...] = ()
    """The parameters that the path names."""
    group: str = ""
    """The application, blueprint or router that it belongs to, by `objects.object_name`."""
    mentions: tuple[Mention, ...] = ()
    """Its decorators, dependencies, guards, and what wraps it where it is registered."""
    registered: bool = False
    """Whether a path was seen."""


_IN_BRACES = re.compile(r"\{(?P<name>[A-Za-z_]\w*)(?::[^}]*)?\}|\(\?P<(?P<group>\w+)>")
_NAME_FIRST = re.compile(r"<(?P<name>[A-Za-z_]\w*)(?::[^>]*)?>|\(\?P<(?P<group>\w+)>")
_NAME_LAST = re.compile(r"<(?:[A-Za-z_]\w*(?:\([^)]*\))?:)?(?P<name>[A-Za-z_]\w*)>|\(\?P<(?P<group>\w+)>")


def routes(project: Project) -> dict[str, Route]:
    """Every route of the project, by the dotted name of its handler."""
    return _Table(project).found


def route(project: Project, name: str) -> Route | None:
    """The route that a function, method or class is, or None; the methods of a class-based view have the class's."""
    table: dict[str, Route] = project.answer(ROUTES)
    found = table.get(name)
    if found is not None:
        return found
    owner, _, method = name.rpartition(".")
    view = table.get(owner)
    if view is not None and view.kind == "class" and method in catalogue.VIEW_METHODS:
        return view
    return None


def has_unseen_urls(project: Project) -> bool:
    """Whether Django's URL patterns name views that cannot be told: loaded by name, wrapped by the project's own machinery."""
    resolver = Resolver(project)
    return any(
        _is_unseen(resolver, module, each.arguments[1])
        for module, each in project.registrations()
        if each.kind in _URL_PATTERNS and len(each.arguments) > 1
    )


def has_wrapped_urls(project: Project) -> bool:
    """Whether Django's URL patterns go through a function that may guard them all."""
    return any(URLS_WRAPPED in c.evidence for m in project.modules.values() for c in m.contributions)


def _is_unseen(resolver: Resolver, module: ModuleFacts, symbol: Symbol | None) -> bool:
    for _ in range(6):
        if symbol is None:
            return False
        if symbol[0] == "call":
            called = symbol[1]
            as_view = called is not None and called[0] == "attr" and called[2] == "as_view"
            symbol = called[1] if as_view else symbol[2]
            if as_view:
                reference = resolver.resolve(module.name, symbol)
                return reference is None or reference.kind == "instance"
            continue
        return symbol[0] == "attr" and resolver.resolve(module.name, symbol) is None
    return False


_URL_PATTERNS = ("path", "re_path", "url")


def path_parameters(path: str, framework: str) -> tuple[str, ...]:
    """The names in a path: `id` of `/a/<int:id>` in Flask, `/a/<id:int>` in Bottle, `/a/{id}`, `^a/(?P<id>…)`."""
    angled = _NAME_FIRST if framework in ("bottle", "sanic") else _NAME_LAST
    pattern = _IN_BRACES if "{" in path else angled
    return tuple(found["name"] or found["group"] for found in pattern.finditer(path))


class _Table:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._resolver = Resolver(project)
        self.found: dict[str, Route] = {}
        self._modules_with_urls: set[str] = set()
        for module in project.modules.values():
            for path, function in module.functions.items():
                self._function(module, path, function)
            for path, view in module.classes.items():
                self._class(module, path, view)
        for module, registration in project.registrations():
            self._registration(module, registration)
        for module in project.modules.values():
            if module.name not in self._modules_with_urls:
                self._unregistered_views(module)

    def _add(self, route: Route) -> None:
        known = self.found.get(route.handler)
        if known is None:
            self.found[route.handler] = route
            return
        mentions = tuple(dict.fromkeys((*known.mentions, *route.mentions)))
        methods = (
            tuple(dict.fromkeys((*known.methods, *route.methods)))
            if known.registered
            else known.methods or route.methods
        )
        self.found[route.handler] = replace(
            known,
            framework=known.framework or route.framework,
            methods=methods,
            path=known.path or route.path,
            parameters=tuple(dict.fromkeys((*known.parameters, *route.parameters))),
            group=known.group or route.group,
            mentions=mentions,
            registered=known.registered or route.registered,
        )

    # -- decorators

    def _function(self, module: ModuleFacts, path: str, function: FunctionSummary) -> None:
        name = f"{module.name}.{path}" if module.name else path
        is_method = ".".join(function.path[:-1]) in module.classes
        for decoration in function.decorators:
            made = self._decorated(module, function, decoration)
            if made is not None:
                framework, methods, written, group = made
                mentions = tuple(around(module, function.decorators, but=decoration))
                own = tuple(inside(module, decoration))
                self._add(
                    Route(name, framework, "method" if is_method else "function", methods, written, path_parameters(written, framework), group,
                          (*mentions, *own), True)
                )  # fmt: skip

    def _decorated(
        self, module: ModuleFacts, function: FunctionSummary, decoration: Decoration
    ) -> tuple[str, tuple[str, ...], str, str] | None:
        last = decoration.name.rpartition(".")[2]
        if last == "api_view":
            given = next((c for c in decoration.constants if isinstance(c, tuple)), ("get",))
            return "drf", tuple(str(m).lower() for m in given), "", ""
        if last == "action" and decoration.is_call:
            named = dict(decoration.keywords).get("methods")
            methods = tuple(str(m).lower() for m in named) if isinstance(named, tuple) else ("get",)
            return "drf", methods, "", ""
        if last not in catalogue.DECORATED or not decoration.is_call:
            return None
        reference = self._resolver.resolve(module.name, decoration.symbol)
        framework = router_of(reference)
        path = _path_of(decoration.constants, decoration.keywords)
        if framework is None:
            if reference is not None or "." not in decoration.name or path is None or not path.startswith("/"):
                return None
            framework = ""
        methods = methods_of(last, decoration.keywords)
        symbol, written = decoration.symbol, decoration.name.rpartition(".")[0]
        base = symbol[1] if symbol is not None and symbol[0] == "attr" else None
        owner = ".".join(function.path[:-1])
        group = object_name(self._project, module, owner, written, base) if framework != "litestar" else ""
        return framework, methods, path or "", group

    # -- classes

    def _class(self, module: ModuleFacts, path: str, view: ClassSummary) -> None:
        name = f"{module.name}.{path}" if module.name else path
        lineage = self._resolver.lineage(name)
        framework = next((f for owner, base in lineage if not owner for f in [_view_framework(base)] if f), "")
        if not framework or _is_helper_class(lineage):
            return
        methods = tuple(dict.fromkeys(self._methods(framework, lineage)))
        group, written = "", ""
        for decoration in view.decorators:
            if decoration.name.rpartition(".")[2] in ("route", "view") and decoration.is_call:
                base = (
                    decoration.symbol[1] if decoration.symbol is not None and decoration.symbol[0] == "attr" else None
                )
                group = object_name(self._project, module, "", decoration.name.rpartition(".")[0], base)
                written = _path_of(decoration.constants, decoration.keywords) or ""
        kept = tuple(around(module, view.decorators, but=None))
        self._add(
            Route(
                name,
                framework,
                "class",
                methods,
                written,
                path_parameters(written, framework),
                group,
                kept,
                bool(written),
            )
        )

    def _methods(self, framework: str, lineage: list[tuple[str, str]]) -> Iterator[str]:
        for owner, path in lineage:
            if not owner:
                yield from catalogue.GENERIC_WRITES.get(path.rpartition(".")[2], ())
                continue
            facts = self._project.modules[owner]
            for verb in sorted(catalogue.VERBS):
                if f"{path}.{verb}" in facts.functions:
                    yield verb
            if framework == "drf":
                for method, verb in _DRF_METHODS.items():
                    if f"{path}.{method}" in facts.functions:
                        yield verb

    # -- registering calls

    def _registration(self, module: ModuleFacts, each: Registration) -> None:
        handlers = list(self._handlers(module, each))
        if not handlers:
            return
        path = next((c for c in each.constants if isinstance(c, str)), "")
        methods = _registered_methods(each)
        group = object_name(
            self._project, module, each.owner, each.written.removesuffix(".router"), _without_router(each.receiver)
        )
        for symbol in handlers:
            wrappers: list[Mention] = []
            reference = self._handler(module, symbol, wrappers)
            if reference is None or not reference.internal or reference.kind not in ("function", "class"):
                continue
            framework = self._framework_of(module, each, reference)
            if framework is None:
                continue
            self._modules_with_urls.add(_module_of(self._project, reference.name))
            kind = "class" if reference.kind == "class" else "function"
            known = () if kind == "class" else methods
            mentions = (*wrappers, *(self._own_decorators(reference) if reference.name not in self.found else ()))
            self._add(
                Route(
                    reference.name,
                    framework,
                    kind,
                    known,
                    path,
                    path_parameters(path, framework),
                    group,
                    mentions,
                    True,
                )
            )

    def _handlers(self, module: ModuleFacts, each: Registration) -> Iterator[Symbol | None]:
        """The symbols of what a registering call may tie to a path."""
        named = dict(each.keyword_arguments)
        if each.kind in (
            "path",
            "re_path",
            "url",
            "Route",
            "add_api_route",
            "add_view",
            "add_route",
            "add_resource",
        ) or (each.kind in catalogue.DIRECT or each.kind in _ADDING):
            yield from each.arguments[:2]
            yield from (named[k] for k in ("endpoint", "handler", "view") if k in named)
        elif each.kind == "add_url_rule":
            yield from each.arguments[2:3]
            if "view_func" in named:
                yield named["view_func"]
        elif each.kind in ("Application", "add_handlers"):
            yield from (part.symbol for part in each.parts if part.keyword in ("", "handlers"))

    def _handler(self, module: ModuleFacts, symbol: Symbol | None, wrappers: list[Mention]) -> Ref | None:
        """The function or class behind `views.show`, `Show.as_view()`, `login_required(views.show)`."""
        for _ in range(6):
            if symbol is None:
                return None
            if symbol[0] != "call":
                return self._resolver.resolve(module.name, symbol)
            called = symbol[1]
            if called is not None and called[0] == "attr" and called[2] == "as_view":
                return self._resolver.resolve(module.name, called[1])
            wrappers.append(Mention(module.name, _spelled(called), called))
            symbol = symbol[2]
        return None

    def _framework_of(self, module: ModuleFacts, each: Registration, reference: Ref) -> str | None:
        if reference.kind == "class":
            known = self.found.get(reference.name)
            return known.framework if known is not None else None
        if each.kind in ("path", "re_path", "url"):
            return "django"
        if each.kind == "Route":
            return "starlette"
        if each.kind in _ADDING or (each.kind in catalogue.DIRECT and each.written.rpartition(".")[2] == "web"):
            return "aiohttp"
        receiver = self._resolver.resolve(module.name, _without_router(each.receiver))
        if each.kind in catalogue.DIRECT and receiver is None:
            return None
        return router_of(replace(receiver, name=f"{receiver.name}.{each.kind}") if receiver is not None else None) or (
            "" if each.kind.startswith("add_") else None
        )

    def _own_decorators(self, reference: Ref) -> Iterator[Mention]:
        facts, path = self._resolver.locate(reference.name)
        summary = facts.functions.get(path) if facts is not None else None
        if facts is not None and summary is not None:
            yield from around(facts, summary.decorators, but=None)

    # -- Django views without URL patterns in sight

    def _unregistered_views(self, module: ModuleFacts) -> None:
        imports = {symbol[2].rpartition(".")[0] for symbol in module.bindings.values() if symbol[0] == "import"}
        speaks_django = any(
            name.startswith(("django.http", "django.shortcuts", "rest_framework.response")) for name in imports
        )
        if not speaks_django:
            return
        for path, function in module.functions.items():
            name = f"{module.name}.{path}" if module.name else path
            if name in self.found or "." in path or function.is_stub or path.startswith("_"):
                continue
            if function.parameters[:1] and function.parameters[0].name == "request":
                mentions = tuple(around(module, function.decorators, but=None))
                self._add(Route(name, "django", "function", (), mentions=mentions))


_DRF_METHODS = {
    "create": "post",
    "update": "put",
    "partial_update": "patch",
    "destroy": "delete",
    "list": "get",
    "retrieve": "get",
}
_ADDING = frozenset({"add_get", "add_post", "add_put", "add_patch", "add_delete"})


def around(module: ModuleFacts, decorators: tuple[Decoration, ...], but: Decoration | None) -> Iterator[Mention]:
    """What decorators mention: themselves and, for those that hand others on, the names that they are given."""
    for decoration in decorators:
        if decoration is but:
            continue
        if decoration.name.rpartition(".")[2] in ("method_decorator", "permission_classes", "use_guards", "decorate"):
            yield from inside(module, decoration)
        else:
            yield Mention(module.name, decoration.name, decoration.symbol, _flat(decoration))
            if decoration.name.rpartition(".")[2] in _ASKING_FOR:
                yield from inside(module, decoration)


_ASKING_FOR = ("requires", "require", "require_permission", "permission_required", "check_permissions")
"""Decorators that are handed the permissions that they ask for."""


def inside(module: ModuleFacts, decoration: Decoration) -> Iterator[Mention]:
    """The names among a decorator's arguments: `dependencies=[Depends(auth)]`, `guards=[signed_in]`."""
    for symbol in decoration.arguments:
        written = _spelled(symbol)
        if written.rpartition(".")[2] not in catalogue.INJECTORS:
            yield Mention(module.name, written, symbol)


def _flat(decoration: Decoration) -> tuple[Constant, ...]:
    values = [*decoration.constants, *(value for _, value in decoration.keywords)]
    return tuple(inner for value in values for inner in (value if isinstance(value, tuple) else (value,)))


def router_of(reference: Ref | None) -> str | None:
    """The framework whose router's member is called, or None."""
    if reference is None:
        return None
    owner = reference.name.rpartition(".")[0]
    return next((catalogue.ROUTERS[each] for each in types.lineage(owner) if each in catalogue.ROUTERS), None)


def methods_of(last: str, keywords: tuple[tuple[str, Constant], ...]) -> tuple[str, ...]:
    """The methods that a routing decorator or call names."""
    if last in catalogue.VERBS:
        return (last,)
    named = dict(keywords)
    given = named.get("methods", named.get("method", named.get("http_method")))
    if isinstance(given, tuple):
        return tuple(str(method).lower() for method in given if method is not None)
    if isinstance(given, str):
        return (given.lower(),)
    return () if "methods" in named or "http_method" in named else ("get",)


def _registered_methods(each: Registration) -> tuple[str, ...]:
    if each.kind in _ADDING:
        return (each.kind.removeprefix("add_"),)
    if each.kind in ("path", "re_path", "url", "add_view", "add_resource"):
        return ()
    return methods_of(each.kind, each.keywords)


def _path_of(constants: tuple[Constant, ...], keywords: tuple[tuple[str, Constant], ...]) -> str | None:
    """The path that a routing decorator is given; None where its first argument is something else."""
    named = dict(keywords)
    given = constants[0] if constants else named.get("path", named.get("rule", ""))
    return given if isinstance(given, str) else None


def _view_framework(base: str) -> str:
    return next((f for prefix, f in catalogue.VIEW_BASES.items() if base.startswith(prefix)), "")


def _is_helper_class(lineage: list[tuple[str, str]]) -> bool:
    """Whether a class of a framework is no view: a permission, a serializer, a mixin of forms."""
    names = [base for owner, base in lineage if not owner]
    return any(
        name.startswith(("rest_framework.permissions", "rest_framework.serializers", "rest_framework.filters", "rest_framework.pagination",
                         "rest_framework.authentication", "rest_framework.throttling", "rest_framework.renderers", "rest_framework.parsers",
                         "rest_framework.exceptions", "rest_framework.fields", "rest_framework.relations", "rest_framework.test",
                         "rest_framework.routers", "rest_framework.validators", "rest_framework.schemas", "rest_framework.metadata",
                         "django.views.debug"))
        for name in names
    )  # fmt: skip


def _without_router(symbol: Symbol | None) -> Symbol | None:
    """`app` of `app.router`."""
    return symbol[1] if symbol is not None and symbol[0] == "attr" and symbol[2] == "router" else symbol


def _spelled(symbol: Symbol | None) -> str:
    """The last names of a symbol, dotted, for judging it by its words."""
    if symbol is None:
        return ""
    if symbol[0] == "call":
        return _spelled(symbol[1])
    if symbol[0] == "attr":
        return f"{_spelled(symbol[1])}.{symbol[2]}".lstrip(".")
    return str(symbol[-1])


def _module_of(project: Project, name: str) -> str:
    facts, _ = Resolver(project).locate(name)
    return facts.name if facts is not None else ""


ROUTES = Question(routes, on_outline=True)
ROUTE = Question(route, on_outline=True)
HAS_UNSEEN_URLS = Question(has_unseen_urls)
HAS_WRAPPED_URLS = Question(has_wrapped_urls)
