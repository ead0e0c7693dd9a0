"""Handlers that are told by themselves: by their decorators, or by what they look like."""

from __future__ import annotations

from offpath.catalogue.form import VERBS
from offpath.catalogue.library import Caller, Decorators, Library, Protocol, Shapes
from offpath.catalogue.members import matches
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.variables import variable_name
from offpath.facts.routes.handler_table import HandlerTable
from offpath.facts.routes.mentions import around, demanded, inside
from offpath.facts.routes.route import Route, methods_of, path_of, path_parameters
from offpath.facts.summaries.contribution import Decoration, FunctionSummary

_SPOKEN = frozenset({"route", "api_route", "view", "websocket", "http_method", *VERBS})
"""Names of decorators that make routes of whatever cannot be seen, where they are given a path."""


def add_decorated(table: HandlerTable, module: ModuleFacts, path: str, function: FunctionSummary) -> None:
    """Takes in what a function's decorators, or its look, say it is."""
    for decoration in function.decorators:
        found = _decorated(table, module, path, function, decoration)
        if found is not None:
            table.add(found)
    if "." not in path and module.dotted(path) not in table.found:
        for library, shape in table.catalogue.shapes:
            if _looks_like(table, module, function, shape):
                table.add(_shaped(module, path, function, library, shape))


def _decorated(
    table: HandlerTable, module: ModuleFacts, path: str, function: FunctionSummary, decoration: Decoration
) -> Route | None:
    last = decoration.name.rpartition(".")[2]
    caller: Caller = "client"
    protocol: Protocol = "http"
    demanding: tuple[str, ...] = ()
    written = ""
    if last == "api_view" or (last == "action" and decoration.is_call and not _is_others(table, module, decoration)):
        framework, methods = "drf", _stated_methods(last, decoration)
    else:
        known = _library_of(table, module, decoration)
        given = path_of(decoration.constants, decoration.keywords)
        if known is not None:
            library, form = known
            if function.path[-1] in form.but:
                return None
            framework, caller, protocol = library.framework, form.caller, form.protocol
            demanding = library.guards.keywords
            methods = form.methods or (methods_of(last, decoration.keywords) if form.caller == "client" else ())
        elif _speaks_of_a_path(table, module, decoration, given):
            framework, methods = "", methods_of(last, decoration.keywords)
        else:
            return None
        written = (given or "") if caller == "client" else ""
    mentions = (
        *around(module, function.decorators, but=decoration),
        *inside(module, decoration),
        *demanded(module, decoration.keywords, demanding),
    )
    is_method = ".".join(function.path[:-1]) in module.classes
    return Route(
        handler=module.dotted(path),
        framework=framework,
        kind="method" if is_method else "function",
        methods=methods,
        path=written,
        parameters=path_parameters(written, framework),
        group=_group(table, module, function, decoration) if framework not in ("litestar", "drf") else "",
        mentions=mentions,
        registered=True,
        caller=caller,
        protocol=protocol,
    )


def _stated_methods(last: str, decoration: Decoration) -> tuple[str, ...]:
    """The methods of Django REST framework's `@api_view(["POST"])` and `@action(methods=["post"])`."""
    named = dict(decoration.keywords).get("methods")
    listed = next((c for c in decoration.constants if isinstance(c, tuple)), None) if last == "api_view" else named
    return tuple(str(method).lower() for method in listed) if isinstance(listed, tuple) else ("get",)


def _is_others(table: HandlerTable, module: ModuleFacts, decoration: Decoration) -> bool:
    """Whether another library's decorator is meant, not Django REST framework's of the same name: what the admin offers to those who may change records."""
    if _library_of(table, module, decoration) is not None:
        return True
    found = table.resolver.resolve(module.name, decoration.symbol)
    return found is not None and not found.internal and not found.name.startswith("rest_framework")


def _library_of(table: HandlerTable, module: ModuleFacts, decoration: Decoration) -> tuple[Library, Decorators] | None:
    if _last_name(module, decoration) not in table.catalogue.decorating:
        return None
    reference = table.resolver.resolve(module.name, decoration.symbol)
    found = table.speaking_of(reference).decorator(reference.name) if reference is not None else None
    return found or table.catalogue.decorator(_become(table, module, decoration.symbol))


def _last_name(module: ModuleFacts, decoration: Decoration) -> str:
    """A decorator's last name as its own module calls it, not as this one does: `field` of `from … import field as gql`."""
    bound = module.bindings.get(decoration.name) if "." not in decoration.name else None
    named = str(bound[2]) if bound is not None and bound[0] == "import" else decoration.name
    return named.rpartition(".")[2]


def _become(table: HandlerTable, module: ModuleFacts, symbol: Symbol | None, depth: int = 0) -> str:
    """The canonical name of a member of what a decorated function has become: `click.Group.command` of `cli.command`."""
    if symbol is None or symbol[0] != "attr" or depth > _DEEPEST:
        return ""
    owner = table.resolver.resolve(module.name, symbol[1])
    facts, path = table.resolver.locate(owner.name) if owner is not None and owner.kind == "function" else (None, "")
    summary = facts.functions.get(path) if facts is not None else None
    if facts is None or summary is None:
        return ""
    for decoration in summary.decorators:
        reference = table.resolver.resolve(facts.name, decoration.symbol)
        name = reference.name if reference is not None else _become(table, facts, decoration.symbol, depth + 1)
        found = table.catalogue.decorator(name)
        if found is not None and found[1].gives:
            return f"{found[1].gives}.{symbol[2]}"
    return ""


_DEEPEST = 6
"""So many groups of commands may stand in each other."""


def _speaks_of_a_path(table: HandlerTable, module: ModuleFacts, decoration: Decoration, path: str | None) -> bool:
    """Whether a decorator of something that cannot be seen is a route's, by its name and its path."""
    return (
        decoration.name.rpartition(".")[2] in _SPOKEN
        and decoration.is_call
        and "." in decoration.name
        and path is not None
        and path.startswith("/")
        and table.resolver.resolve(module.name, decoration.symbol) is None
    )


def _group(table: HandlerTable, module: ModuleFacts, function: FunctionSummary, decoration: Decoration) -> str:
    symbol, written = decoration.symbol, decoration.name.rpartition(".")[0]
    base = symbol[1] if symbol is not None and symbol[0] == "attr" else None
    return variable_name(table.project, module, ".".join(function.path[:-1]), written, base)


# -- what functions look like


def _looks_like(table: HandlerTable, module: ModuleFacts, function: FunctionSummary, shape: Shapes) -> bool:
    if not matches(function.path[-1], shape.names):
        return False
    if shape.types:
        return any(_is_of(table, module, parameter.type, shape.types) for parameter in function.parameters)
    names = [parameter.name for parameter in function.parameters]
    wanted = [each.split("|") for each in shape.parameters]
    return len(names) == len(wanted) and all(n in spellings for n, spellings in zip(names, wanted, strict=True))


def _is_of(table: HandlerTable, module: ModuleFacts, symbol: Symbol | None, types: tuple[str, ...]) -> bool:
    """Whether a parameter's annotation is one of these types; what cannot be of the same name is not looked up."""
    inner = symbol[1] if symbol is not None and symbol[0] == "instance" else None
    last = str(inner[-1]).rpartition(".")[2] if inner is not None else ""
    if not any(last == each.rpartition(".")[2] for each in types):
        return False
    reference = table.resolver.resolve(module.name, symbol)
    return reference is not None and reference.name in types


def _shaped(module: ModuleFacts, path: str, function: FunctionSummary, library: Library, shape: Shapes) -> Route:
    return Route(
        handler=module.dotted(path),
        framework=library.framework,
        kind="function",
        mentions=tuple(around(module, function.decorators, but=None)),
        registered=True,
        caller=shape.caller,
        protocol=shape.protocol,
    )
