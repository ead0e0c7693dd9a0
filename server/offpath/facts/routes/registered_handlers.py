"""Handlers that calls tie to a path, a command or an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from offpath.catalogue.libraries.routing import DIRECT, REGISTERING
from offpath.catalogue.library import Calls, Library
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.variables import variable_name
from offpath.facts.routes.class_handlers import handed_class
from offpath.facts.routes.handler_table import HandlerTable
from offpath.facts.routes.mentions import demanded, spelled
from offpath.facts.routes.own_urls import add_own_urls
from offpath.facts.routes.route import Mention, Route, methods_of, path_parameters
from offpath.facts.summaries.contribution import Registration

URL_PATTERNS = ("path", "re_path", "url")
_ADDING = frozenset({"add_get", "add_post", "add_put", "add_patch", "add_delete"})
_MOST_WRAPPERS = 6


def add_registered(table: HandlerTable, module: ModuleFacts, each: Registration) -> None:
    """Takes in what a registering call is handed."""
    known = _library_of(table, module, each)
    if known is not None:
        for symbol in _handed(each, known[1]):
            _add_known(table, module, each, symbol, *known)
        return
    if each.kind not in REGISTERING:
        add_own_urls(table, module, each)
    path = next((c for c in each.constants if isinstance(c, str)), "")
    for named in _handlers(each):
        wrappers: list[Mention] = []
        reference = _handler(table.resolver, module, named, wrappers)
        if reference is None or not reference.internal or reference.kind not in ("function", "class"):
            continue
        framework = _framework_of(table, module, each, reference)
        if framework is None:
            continue
        table.modules_with_urls.add(table.module_of(reference.name))
        kind = "class" if reference.kind == "class" else "function"
        table.add(
            Route(
                handler=reference.name,
                framework=framework,
                kind=kind,
                methods=() if kind == "class" else _registered_methods(each),
                path=path,
                parameters=path_parameters(path, framework),
                group=_group(table, module, each),
                mentions=(*wrappers, *_own_mentions(table, reference)),
                registered=True,
            )
        )


# -- calls that the catalogue knows


def _library_of(table: HandlerTable, module: ModuleFacts, each: Registration) -> tuple[Library, Calls] | None:
    if each.kind not in table.catalogue.registering or each.receiver is None:
        return None
    member: Symbol = ("attr", each.receiver, each.kind)
    for symbol in (member,) if each.written else (each.receiver, member):
        reference = table.resolver.resolve(module.name, symbol)
        if reference is None:
            continue
        candidates = table.speaking_of(reference).registering.get(each.kind, ())
        found = table.catalogue.nearest(_handed_by(candidates, each), reference.name)
        if found is not None:
            return found
    return None


def _handed_by(candidates: tuple[tuple[Library, Calls], ...], each: Registration) -> list[tuple[Library, Calls]]:
    return [(library, form) for library, form in candidates if next(_handed(each, form), None) is not None]


def _handed(each: Registration, form: Calls) -> Iterator[Symbol]:
    """The symbols of what a call is handed as handlers: one, or a list."""
    at = each.arguments[form.argument] if 0 <= form.argument < len(each.arguments) else None
    keyword = "" if at is not None else form.keyword
    symbol = at if at is not None else dict(each.keyword_arguments).get(form.keyword)
    if symbol is not None and symbol[0] != "literal":
        yield symbol
    elif symbol is not None or keyword:
        yield from (part.symbol for part in each.parts if part.keyword == keyword and part.symbol is not None)


def _add_known(
    table: HandlerTable, module: ModuleFacts, each: Registration, symbol: Symbol, library: Library, form: Calls
) -> None:
    wrappers: list[Mention] = []
    reference = _handler(table.resolver, module, symbol, wrappers)
    if reference is None or not reference.internal:
        return
    if reference.kind in ("class", "instance"):
        made = handed_class(table, library, reference.name)
    elif reference.kind == "function":
        made = Route(
            handler=reference.name,
            framework=library.framework,
            kind="function",
            methods=form.methods or (methods_of(each.kind, each.keywords) if form.caller == "client" else ()),
            caller=form.caller,
            protocol=form.protocol,
        )
    else:
        made = None
    if made is None:
        return
    path = next((c for c in each.constants if isinstance(c, str) and c.startswith("/")), "")
    mentions = (*made.mentions, *wrappers, *demanded(module, each.keywords, library.guards.keywords))
    table.modules_with_urls.add(table.module_of(reference.name))
    table.add(
        replace(
            made,
            path=path,
            parameters=path_parameters(path, library.framework),
            group=_group(table, module, each),
            mentions=(*mentions, *_own_mentions(table, reference)),
            registered=True,
        )
    )


# -- calls that are known by their names


def _handlers(each: Registration) -> Iterator[Symbol | None]:
    """The symbols of what a registering call may tie to a path."""
    named = dict(each.keyword_arguments)
    if each.kind in ("path", "re_path", "url", "Route", "add_api_route", "add_view", "add_route", "add_resource") or (
        each.kind in DIRECT or each.kind in _ADDING
    ):
        yield from each.arguments[:2]
        yield from (named[k] for k in ("endpoint", "handler", "view") if k in named)
    elif each.kind == "add_url_rule":
        yield from each.arguments[2:3]
        if "view_func" in named:
            yield named["view_func"]
    elif each.kind in ("Application", "add_handlers"):
        yield from (part.symbol for part in each.parts if part.keyword in ("", "handlers"))


def _handler(resolver: Resolver, module: ModuleFacts, symbol: Symbol | None, wrappers: list[Mention]) -> Ref | None:
    """The function or class behind `views.show`, `Show.as_view()`, `login_required(views.show)`, `Show()`."""
    for _ in range(_MOST_WRAPPERS):
        if symbol is None:
            return None
        if symbol[0] != "call":
            return resolver.resolve(module.name, symbol)
        called = symbol[1]
        if called is not None and called[0] == "attr" and called[2] == "as_view":
            return resolver.resolve(module.name, called[1])
        made = resolver.resolve(module.name, called)
        if made is not None and made.kind == "class" and made.internal and symbol[2] is None:
            return made
        wrappers.append(Mention(module.name, spelled(called), called))
        symbol = symbol[2]
    return None


def _registered_methods(each: Registration) -> tuple[str, ...]:
    if each.kind in _ADDING:
        return (each.kind.removeprefix("add_"),)
    if each.kind in ("path", "re_path", "url", "add_view", "add_resource"):
        return ()
    return methods_of(each.kind, each.keywords)


def _framework_of(table: HandlerTable, module: ModuleFacts, each: Registration, reference: Ref) -> str | None:
    if reference.kind == "class":
        known = table.found.get(reference.name)
        return known.framework if known is not None else None
    if each.kind in URL_PATTERNS:
        return "django"
    if each.kind == "Route":
        return "starlette"
    if each.kind in _ADDING or (each.kind in DIRECT and each.written.rpartition(".")[2] == "web"):
        return "aiohttp"
    receiver = table.resolver.resolve(module.name, _without_router(each.receiver))
    if each.kind in DIRECT and receiver is None:
        return None
    framework = table.catalogue.router(receiver.name) if receiver is not None else ""
    return framework or ("" if each.kind.startswith("add_") else None)


def _group(table: HandlerTable, module: ModuleFacts, each: Registration) -> str:
    written = each.written.removesuffix(".router")
    return variable_name(table.project, module, each.owner, written, _without_router(each.receiver))


def _without_router(symbol: Symbol | None) -> Symbol | None:
    """`app` of `app.router`."""
    return symbol[1] if symbol is not None and symbol[0] == "attr" and symbol[2] == "router" else symbol


def _own_mentions(table: HandlerTable, reference: Ref) -> tuple[Mention, ...]:
    return tuple(table.own_decorators(reference)) if reference.name not in table.found else ()
