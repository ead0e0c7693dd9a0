"""Groups of routes: applications, blueprints and routers, what is inside what, and the hooks and middleware on each.

`covering(project, route)` answers what stands around a route besides itself, across files: the hooks, dependencies,
guards and middleware of its group, of every group that this one is put into, and of the application. Where it cannot be told
which application a group belongs to, all applications of the framework count, so that a guard is rather seen than missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from offpath.catalogue.libraries.routing import INJECTORS
from offpath.catalogue.words.people import is_harmless
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.variables import follow, variable_name
from offpath.facts.routes.route import Mention, Route
from offpath.facts.summaries.contribution import Decoration, FunctionSummary, Part, Registration
from offpath.facts.summaries.registrations import WRAPPING

_CHILD_KEYWORDS = frozenset({"route_handlers", "routes", "handlers", "router", "blueprint"})
_HANDLER_KINDS = frozenset({"Litestar", "Router", "Starlette", "Application", "Mount", "FastAPI"})
_OTHER_EVENTS = frozenset({"response", "after_request", "after_response", "shutdown", "startup", "teardown"})
_ROUTER_WORDS = ("bp", "blueprint", "router", "ns")


@dataclass(slots=True)
class Group:
    """One application, blueprint or router."""

    name: str
    framework: str = ""
    """Of an application; empty for others."""
    mentions: list[Mention] = field(default_factory=list)
    parents: list[tuple[str, tuple[Mention, ...]]] = field(default_factory=list)
    """The groups that it is put into, with what is mentioned where that happens."""


@dataclass(slots=True)
class Groups:
    """All groups of a project; `everywhere` are hooks on applications that are not in sight."""

    by_name: dict[str, Group] = field(default_factory=dict)
    everywhere: list[Mention] = field(default_factory=list)

    def of(self, name: str) -> Group:
        """The group of a name, new where it was not known."""
        return self.by_name.setdefault(name, Group(name))


def groups(project: Project) -> Groups:
    """Every group of the project."""
    found = Groups()
    for module, registration in project.registrations():
        _constructed(project, found, module, registration)
    for module, registration in project.registrations():
        _joined(project, found, module, registration)
        _hooked(project, found, module, registration)
        _helped(project, found, module, registration)
    for module in project.modules.values():
        for path, function in module.functions.items():
            for decoration in function.decorators:
                _hooking(project, found, module, path, function, decoration)
    return found


def covering(project: Project, route: Route) -> tuple[Mention, ...]:
    """What stands around a route besides its own mentions."""
    table: Groups = project.answer(GROUPS)
    collected: dict[Mention, None] = {}
    applications: list[Group] = []
    queue, seen = [route.group, route.handler, route.handler.rpartition(".")[0]], set[str]()
    while queue:
        name = queue.pop(0)
        if name in seen or name not in table.by_name:
            continue
        seen.add(name)
        group = table.by_name[name]
        if group.framework:
            applications.append(group)
        collected.update(dict.fromkeys(group.mentions))
        for parent, mentions in group.parents:
            collected.update(dict.fromkeys(mentions))
            queue.append(parent)
    if not applications:
        for group in table.by_name.values():
            if group.framework and _same_family(group.framework, route.framework):
                collected.update(dict.fromkeys(group.mentions))
    collected.update(dict.fromkeys(table.everywhere))
    return tuple(collected)


def _same_family(application: str, route: str) -> bool:
    families = ({"flask", "quart", "apiflask"}, {"fastapi", "starlette"}, {"aiohttp", "tornado"})
    return not route or application == route or any({application, route} <= family for family in families)


def _constructed(project: Project, found: Groups, module: ModuleFacts, each: Registration) -> None:
    framework = project.catalogue.application(each.kind, lambda: _denoted(project, module, each))
    if not framework and each.kind not in project.catalogue.routers:
        bases = _derived_from(project, module, each)
        framework = next((found for base in bases for found in [_application_of(project, base)] if found), "")
        if not framework and not any(base.rpartition(".")[2] in project.catalogue.routers for base in bases):
            return
    name = variable_name(project, module, each.owner, each.target, _bound(each)) if each.target else ""
    name = name or ".".join(p for p in (module.name, each.owner, each.kind) if p)
    group = found.of(name)
    group.framework = group.framework or framework
    for part in each.parts:
        is_child = part.keyword in _CHILD_KEYWORDS or (part.keyword == "" and each.kind in _HANDLER_KINDS)
        if each.kind == "Api" and part.keyword == "":
            parent = variable_name(project, module, each.owner, part.written, part.symbol)
            if parent:
                group.parents.append((parent, ()))
        elif is_child:
            child = variable_name(project, module, each.owner, part.written, part.symbol)
            if child and child != name:
                found.of(child).parents.append((name, ()))
        elif part.written.rpartition(".")[2] not in INJECTORS:
            group.mentions.append(_mention(module, part))
            group.mentions += _demanded_by(project, module, part)


def _derived_from(project: Project, module: ModuleFacts, each: Registration) -> list[str]:
    """The libraries' classes that a class of the project derives from whose object a call makes."""
    name = _denoted(project, module, each)
    return [path for owner, path in Resolver(project).lineage(name) if not owner] if name else []


def _application_of(project: Project, name: str) -> str:
    return project.catalogue.application(name.rpartition(".")[2], lambda: name)


def _demanded_by(project: Project, module: ModuleFacts, part: Part) -> Iterator[Mention]:
    """What is demanded by `auth=METHODS`, where what stands there are several that cannot be told one by one."""
    if part.keyword != "auth" or is_harmless(part.written):
        return
    found = Resolver(project).resolve(module.name, part.symbol)
    if found is None or (
        found.kind == "instance" and found.name in ("builtins.list", "builtins.tuple", "list", "tuple")
    ):
        yield Mention(module.name, AUTHENTICATION_REQUIRED, None)


AUTHENTICATION_REQUIRED = "authentication_required"
"""Stands for what a list of ways to sign in demands, whichever they are."""


def _denoted(project: Project, module: ModuleFacts, each: Registration) -> str:
    """The canonical name of what a call makes."""
    called = ("attr", each.receiver, each.kind) if each.written else each.receiver
    found = Resolver(project).resolve(module.name, called)
    return found.name if found is not None else ""


def _bound(each: Registration) -> tuple[str, str] | None:
    return ("global", each.target) if not each.owner and "." not in each.target else None


def _joined(project: Project, found: Groups, module: ModuleFacts, each: Registration) -> None:
    if each.kind not in project.catalogue.joins:
        return
    parent = _receiver(project, module, each)
    if each.kind == "group" and each.target:  # `all_boats = Blueprint.group(boats, ports)`
        parent = variable_name(project, module, each.owner, each.target, _bound(each))
        found.of(parent)
    mentions = tuple(
        _mention(module, part)
        for part in each.parts
        if part.keyword not in ("", *_CHILD_KEYWORDS) and part.written.rpartition(".")[2] not in INJECTORS
    )
    children = [
        variable_name(project, module, each.owner, part.written, part.symbol)
        for part in each.parts
        if part.keyword in ("", *_CHILD_KEYWORDS)
    ]
    for child in (*children, *_named_by_text(project, each)):
        if child and child != parent:
            found.of(child).parents.append((parent, mentions))


def _helped(project: Project, found: Groups, module: ModuleFacts, each: Registration) -> None:
    """`protect(orders_bp)`, `expose(bp, routes, decorators=[signed_in])`: a function of the project puts something around what it is handed."""
    if each.kind in project.catalogue.grouping or not (each.arguments or each.parts):
        return
    called = Resolver(project).resolve(
        module.name, ("attr", each.receiver, each.kind) if each.written else each.receiver
    )
    if called is None or not called.internal or called.kind != "function":
        return
    facts, path = Resolver(project).locate(called.name)
    summary = facts.functions.get(path) if facts is not None else None
    if facts is None or summary is None:
        return
    positional = [p.name for p in summary.parameters if p.kind in ("positional", "positional-only")]
    for name, (symbol, written) in zip(positional, _handed_names(each), strict=False):
        child = variable_name(project, module, each.owner, written, symbol)
        if child:
            found.of(child).parents.append((".".join((called.name, name)), ()))
    around = [part for part in each.parts if part.keyword in WRAPPING]
    mentions = tuple(_mention(module, part) for part in around if part.written.rpartition(".")[2] not in INJECTORS)
    for part in each.parts if mentions else ():
        child = variable_name(project, module, each.owner, part.written, part.symbol)
        if child and part.keyword not in WRAPPING:
            found.of(child).mentions.extend(mentions)


def _handed_names(each: Registration) -> Iterator[tuple[Symbol | None, str]]:
    """What a call is handed by position, with how it is written."""
    written = {part.symbol: part.written for part in each.parts if part.keyword == ""}
    yield from ((symbol, written.get(symbol, "")) for symbol in each.arguments)


def _named_by_text(project: Project, each: Registration) -> Iterator[str]:
    """The groups that are named by a text: `api.add_router("/orders/", "shop.api.router")`."""
    for text in each.constants:
        if isinstance(text, str) and "." in text and text.replace(".", "_").isidentifier():
            if Resolver(project).locate(text)[0] is not None:
                yield follow(project, text)


def _receiver(project: Project, module: ModuleFacts, each: Registration) -> str:
    symbol = each.receiver
    if symbol is not None and symbol[0] == "attr" and symbol[2] == "router":
        symbol = symbol[1]
    return variable_name(project, module, each.owner, each.written.removesuffix(".router"), symbol)


def _hooked(project: Project, found: Groups, module: ModuleFacts, each: Registration) -> None:
    """`app.before_request(f)`, `app.add_middleware(C)`, `app.install(plugin)`."""
    if each.kind not in project.catalogue.hooks or not each.written:
        return
    if any(isinstance(c, str) and c in _OTHER_EVENTS for c in each.constants):
        return
    mentions = [_mention(module, part) for part in each.parts if part.keyword in ("", "middleware_class")]
    _place(found, _receiver(project, module, each), each.written, each.kind, mentions)


def _hooking(
    project: Project, found: Groups, module: ModuleFacts, path: str, function: FunctionSummary, decoration: Decoration
) -> None:
    """`@app.before_request`, `@app.middleware("http")`, `@app.on_request`, `@app.hook("before_request")`."""
    receiver, _, last = decoration.name.rpartition(".")
    if last not in project.catalogue.hooks or not receiver:
        return
    if any(isinstance(c, str) and c in _OTHER_EVENTS for c in decoration.constants):
        return
    symbol = decoration.symbol
    base = symbol[1] if symbol is not None and symbol[0] == "attr" else None
    name = variable_name(project, module, ".".join(function.path[:-1]), receiver, base)
    own = Mention(module.name, path, ("global", path) if "." not in path else ("import", "0", f"{module.name}.{path}"))
    _place(found, name, receiver, last, [own])


def _place(found: Groups, name: str, written: str, kind: str, mentions: list[Mention]) -> None:
    if name in found.by_name and kind != "before_app_request":
        found.by_name[name].mentions.extend(mentions)
    elif kind == "before_app_request" or not written.rpartition(".")[2].endswith(_ROUTER_WORDS):
        found.everywhere.extend(mentions)
    elif name:
        found.of(name).mentions.extend(mentions)


def _mention(module: ModuleFacts, part: Part) -> Mention:
    return Mention(module.name, part.written, part.symbol)


GROUPS = Question(groups, on_outline=True)
