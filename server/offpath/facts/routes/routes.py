"""Routes: every function, method and class of the project that answers somebody, with what is written around it.

`handlers` is computed from the outline of the project (decorators, bases, registering calls, signatures); bodies play no part.
What makes a handler of a library, and who calls it, is said in the catalogue's files and in those of the user. `ROUTE` answers
for requests alone, `HANDLER` for whatever is called from outside: what a rule may ask of those is a property of `Route`. A view
function of Django is told without URL patterns where its module shows none: by its decorators, or by its `request` parameter
beside imports of `django.http`. "Cannot tell" is a missing entry, an empty `methods`, or an empty `group`.
"""

from __future__ import annotations

from offpath.catalogue.libraries.routing import VIEW_METHODS
from offpath.catalogue.members import matches
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.overviews import EVIDENCE
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.routes.class_handlers import add_class
from offpath.facts.routes.decorated_handlers import add_decorated
from offpath.facts.routes.handler_table import HandlerTable
from offpath.facts.routes.mentions import around
from offpath.facts.routes.registered_handlers import URL_PATTERNS, add_registered
from offpath.facts.routes.route import Route
from offpath.facts.summaries.registrations import URLS_WRAPPED


def handlers(project: Project) -> dict[str, Route]:
    """Every handler of the project, by its dotted name."""
    table = HandlerTable(project)
    for module in project.modules.values():
        for path, function in module.functions.items():
            add_decorated(table, module, path, function)
        for path, view in module.classes.items():
            add_class(table, module, path, view)
    for module, registration in project.registrations():
        add_registered(table, module, registration)
    for module in project.modules.values():
        if module.name not in table.modules_with_urls:
            _add_unregistered_views(table, module)
    return table.found


def routes(project: Project) -> dict[str, Route]:
    """Every handler that answers requests, by its dotted name."""
    return {name: each for name, each in project.answer(HANDLERS).items() if each.is_request}


def handler(project: Project, name: str) -> Route | None:
    """The handler that a function, method or class is, or None; the methods of a class that is one have the class's."""
    table = project.answer(HANDLERS)
    found = table.get(name)
    if found is not None:
        return found
    owner, _, method = name.rpartition(".")
    view = table.get(owner)
    if view is not None and view.kind == "class" and is_answering(view, method):
        return view
    return None


def route(project: Project, name: str) -> Route | None:
    """The handler of requests that a function, method or class is, or None."""
    found = project.answer(HANDLER, name)
    return found if found is not None and found.is_request else None


def is_answering(view: Route, method: str) -> bool:
    """Whether a method of a class that is a handler is one that is called from outside."""
    if not view.answering:
        return method in VIEW_METHODS
    return not method.startswith("__") and matches(method, view.answering)


def has_unseen_urls(project: Project) -> bool:
    """Whether Django's URL patterns name views that cannot be told: loaded by name, wrapped by the project's own machinery."""
    resolver = Resolver(project)
    return any(
        _is_unseen(resolver, module, each.arguments[1])
        for module, each in project.registrations()
        if each.kind in URL_PATTERNS and len(each.arguments) > 1
    )


def has_seen_urls(project: Project) -> bool:
    """Whether URL patterns lead to some views of Django's."""
    return any(each.registered and each.framework == "django" for each in project.answer(ROUTES).values())


def has_wrapped_urls(project: Project) -> bool:
    """Whether Django's URL patterns go through a function that may guard them all."""
    return URLS_WRAPPED in project.answer(EVIDENCE)


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


def _add_unregistered_views(table: HandlerTable, module: ModuleFacts) -> None:
    """Django's views in a module of which no URL pattern is in sight."""
    imports = {symbol[2].rpartition(".")[0] for symbol in module.bindings.values() if symbol[0] == "import"}
    if not any(name.startswith(("django.http", "django.shortcuts", "rest_framework.response")) for name in imports):
        return
    for path, function in module.functions.items():
        name = module.dotted(path)
        if name in table.found or "." in path or function.is_stub or path.startswith("_"):
            continue
        if function.parameters[:1] and function.parameters[0].name == "request":
            mentions = tuple(around(module, function.decorators, but=None))
            table.add(Route(handler=name, framework="django", kind="function", mentions=mentions))


HANDLERS = Question(handlers, on_outline=True)
HANDLER = Question(handler, on_outline=True)
ROUTES = Question(routes, on_outline=True)
ROUTE = Question(route, on_outline=True)
HAS_UNSEEN_URLS = Question(has_unseen_urls)
HAS_WRAPPED_URLS = Question(has_wrapped_urls)
HAS_SEEN_URLS = Question(has_seen_urls, on_outline=True)
