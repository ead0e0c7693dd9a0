"""Writes to stores that handlers lead to, and those that nobody guards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from offpath.catalogue.libraries import routing
from offpath.catalogue.members import matches
from offpath.catalogue.words import people as identities
from offpath.catalogue.words.verbs import WRITING, first_word, words
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.names import FUNCTION
from offpath.facts.project.overviews import DERIVING
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.reach import REACH, STORE_PREFIX, Reach
from offpath.facts.project.resolver import Resolver
from offpath.facts.routes.groups import GROUPS, Groups
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import (
    HANDLERS,
    HAS_SEEN_URLS,
    HAS_UNSEEN_URLS,
    HAS_WRAPPED_URLS,
    ROUTE,
    ROUTES,
    is_answering,
)
from offpath.facts.stores.reached import ACCESSES, ReachedAccess
from offpath.facts.summaries.contribution import AccessSummary, CallSite, FunctionSummary
from offpath.facts.web.guarding import Guarding
from offpath.facts.web.guards import GUARDING

_WRITES = ("insert", "update", "delete", "upsert")


@dataclass(frozen=True, slots=True)
class StoreWrite:
    """One change of stored data."""

    operation: str
    target: str
    known: bool
    """Whether it was told by more than a called name."""


@dataclass(frozen=True, slots=True)
class OpenWrite:
    """A write that a handler leads to with nothing around it that asks who the caller is."""

    handler: str
    """The function or method."""
    write: StoreWrite


def store_writes(project: Project, name: str) -> tuple[StoreWrite, ...]:
    """What calling a function can change in stores, counters of views left out."""
    return tuple(dict.fromkeys(_writes(project, name)))


def _writes(project: Project, name: str) -> Iterator[StoreWrite]:
    reached: tuple[ReachedAccess, ...] = project.answer(ACCESSES, name)
    for each in reached:
        access = each.access
        if access.operation in _WRITES and access.store != "cache" and not _is_counter(access):
            yield StoreWrite(access.operation, access.target, access.known)
    yield from _statements(project, name)
    reach: Reach = project.answer(REACH, name)
    written = set(reach.writes)
    commits = bool(written & {"Session.commit", "Session.flush"}) or "commit" in reach.by_name
    if commits and any(w.startswith("attribute ") and w.partition(" ")[2] not in _OWN for w in written):
        yield StoreWrite("update", "", True)
    for write in written:
        if write.startswith(STORE_PREFIX):
            operation, _, called = write.removeprefix(STORE_PREFIX).partition(" ")
            yield StoreWrite(operation, called.partition(".")[0], True)
    for write in written & _SESSION_WRITES:
        yield StoreWrite("delete" if write.endswith("delete") else "insert", "", True)


_OWN = frozenset({"self", "g", "request", "response", "session", "app", "config", "cls", "user", "current_user", "()"})
_SESSION_WRITES = frozenset(
    {"Session.add", "Session.add_all", "Session.delete", "Session.merge", "Query.delete", "Query.update"}
)
_COUNTERS = frozenset(
    {
        "views",
        "view",
        "hits",
        "visits",
        "clicks",
        "downloads",
        "seen",
        "viewed",
        "impressions",
        "last_seen",
        "plays",
        "reads",
    }
)


def _is_counter(access: AccessSummary) -> bool:
    """Whether a write only counts visits."""
    return bool(access.values) and all(
        (v.relative or not v.parameters) and not _COUNTERS.isdisjoint({*words(v.column), v.column})
        for v in access.values
    )


def _statements(project: Project, name: str) -> Iterator[StoreWrite]:
    """Statements built elsewhere or by names that the unit does not know: `execute(venues.delete()…)`."""
    resolver = Resolver(project)
    facts, path = resolver.locate(name)
    summary = project.body(facts, path) if facts is not None else None
    if facts is None or summary is None:
        return
    for site in _sites(summary):
        operation = _built(resolver, facts.name, site.statement)
        if operation:
            yield StoreWrite(operation, "", True)


def _sites(summary: FunctionSummary) -> Iterator[CallSite]:
    return (site for site in summary.calls if site.statement is not None)


def _built(resolver: Resolver, module: str, symbol: Symbol | None) -> str:
    while symbol is not None and symbol[0] in ("call", "attr"):
        if symbol[0] == "attr" and symbol[2] in _WRITES:
            return str(symbol[2])
        if symbol[0] == "call":
            called = resolver.resolve(module, symbol[1])
            last = called.name.rpartition(".")[2] if called is not None else ""
            if called is not None and called.name.startswith("sqlalchemy.") and last in _WRITES:
                return last
        symbol = symbol[1]
    return ""


# -- open to everybody


def open_writes(project: Project, name: str) -> tuple[OpenWrite, ...]:
    """The writes of a handler (for a class, of all its methods) that nobody guards; none for handlers that strangers are meant to use."""
    table: dict[str, Route] = project.answer(ROUTES)
    found = table.get(name)
    if (
        found is None
        or found.protocol not in _ASKED_FIRST
        or is_for_strangers(found)
        or (found.kind == "class" and _is_base(project, name))
    ):
        return ()
    if found.framework in ("django", "drf") and _may_be_guarded_elsewhere(project, found):
        return ()
    return tuple(_open(project, found))


def asks_nobody(project: Project, name: str) -> bool:
    """Whether a handler is there for whoever comes, though nothing says that strangers are meant: what it hands out, everybody gets."""
    found: Route | None = project.answer(ROUTE, name)
    if found is None or found.protocol not in _ASKED_FIRST or is_for_strangers(found) or project.answer(GUARDING, name):
        return False
    if any(identities.is_harmless(each.written) for each in found.mentions):
        return False
    if found.framework in ("django", "drf") and _may_be_guarded_elsewhere(project, found):
        return False
    summary: FunctionSummary | None = project.answer(FUNCTION, name)
    return summary is not None and not {"declared open", "person", "key", "signature"} & set(summary.guards)


def gateway_knows_caller(project: Project, framework: str) -> bool:
    """Whether a handler of a framework reads who calls from what a gateway in front of the program tells it."""
    table: dict[str, Route] = project.answer(HANDLERS)
    summaries = (project.answer(FUNCTION, name) for name, each in table.items() if each.framework == framework)
    return any(each is not None and "gateway" in each.guards for each in summaries)


_ASKED_FIRST = ("http", "graphql")
"""How handlers are reached of which each asks by itself who calls; an open connection, a page or a channel asks when it begins."""


def _may_be_guarded_elsewhere(project: Project, found: Route) -> bool:
    """Whether URL patterns that cannot be followed may put a guard around a view: others are seen, and none leads to it."""
    others = found.framework == "django" and project.answer(HAS_SEEN_URLS)
    unseen = not found.registered and (others or project.answer(HAS_UNSEEN_URLS))
    return bool(unseen or project.answer(HAS_WRAPPED_URLS))


def _open(project: Project, found: Route) -> Iterator[OpenWrite]:
    own: Guarding = project.answer(GUARDING, found.handler)
    if own:
        return
    if found.kind != "class":
        if not _may_write(found.methods, found.handler):
            return
        yield from _written_openly(project, found.handler)
        return
    yield from _generic(project, found)
    resolver = Resolver(project)
    for owner, path in resolver.lineage(found.handler):
        facts = project.modules.get(owner) if owner else None
        if facts is None:
            continue
        prefix = facts.dotted(path)
        for method in sorted(_writing_methods(found, facts, path)):
            handler = f"{prefix}.{method}"
            if f"{path}.{method}" in facts.functions and not project.answer(GUARDING, handler):
                yield from _written_openly(project, handler)


def _written_openly(project: Project, handler: str) -> Iterator[OpenWrite]:
    """What a handler writes, unless it says itself that strangers may."""
    summary: FunctionSummary | None = project.answer(FUNCTION, handler)
    if summary is not None and "declared open" in summary.guards:
        return
    for write in store_writes(project, handler):
        yield OpenWrite(handler, write)


_WRITING_METHODS = routing.WRITING_VERBS | {
    "create", "update", "partial_update", "destroy", "form_valid", "perform_create", "perform_update", "perform_destroy",
}  # fmt: skip


def _writing_methods(found: Route, facts: ModuleFacts, path: str) -> frozenset[str]:
    """The methods of a class by which it is asked to write."""
    if not found.verbs:
        return _WRITING_METHODS
    writing = [pattern for pattern, verb in found.verbs if verb in routing.WRITING_VERBS]
    own = (each.rpartition(".") for each in facts.functions)
    return frozenset(name for owner, _, name in own if owner == path and matches(name, writing))


def _generic(project: Project, found: Route) -> Iterator[OpenWrite]:
    """What a generic view writes by itself."""
    for owner, path in Resolver(project).lineage(found.handler):
        last = path.rpartition(".")[2]
        if not owner and routing.GENERIC_WRITES.get(last):
            operation = (
                "delete" if last.startswith("De") else "insert" if last.startswith(("Create", "List")) else "update"
            )
            yield OpenWrite(found.handler, StoreWrite(operation, "", True))
            return


def _is_base(project: Project, name: str) -> bool:
    """Whether a class only serves as a base of others of the project."""
    return name.rpartition(".")[2] in project.answer(DERIVING)


def _may_write(methods: tuple[str, ...], handler: str) -> bool:
    """Whether a route is there to write: by its methods or, where it only answers GET, by its name."""
    if not methods or any(m in routing.WRITING_VERBS for m in methods):
        return True
    return first_word(handler.rpartition(".")[2]) in WRITING - {"get", "log", "track", "sync", "start", "set"}


_STRANGERS = frozenset(
    {
        "login", "logout", "signin", "signout", "signup", "register", "registration", "password", "forgot", "reset", "recover", "recovery",
        "health", "healthz", "ping", "contact", "feedback", "webhook", "webhooks", "hook", "hooks", "callback", "ipn", "subscribe",
        "unsubscribe", "newsletter", "token", "tokens", "refresh", "oauth", "oauth2", "auth", "sso", "saml", "csrf", "confirm",
        "confirmation", "activate", "activation", "verify", "verification", "track", "tracking", "analytics", "beacon", "metrics", "setup",
        "install", "captcha", "consent", "language", "locale", "i18n", "theme", "authenticate", "enroll", "join", "waitlist", "heartbeat",
        "otp", "mfa", "2fa", "notify", "notification", "lead", "leads", "rsvp", "onboarding",
    }
)  # fmt: skip


def is_for_strangers(found: Route) -> bool:
    """Whether a handler is one that nobody can be signed in for: login, registration, webhooks, contact forms."""
    told = [
        *words(found.handler.rpartition(".")[2]),
        *(w for part in found.path.split("/") if "<" not in part and "{" not in part for w in words(part)),
    ]
    if found.kind == "method":
        told += words(found.handler.rpartition(".")[0].rpartition(".")[2])
    joined = {a + b for a, b in pairwise(told)}
    return not _STRANGERS.isdisjoint({*told, *joined})


def has_guarded_neighbour(project: Project, name: str) -> bool:
    """Whether another handler of the same module asks who the caller is: then this one may have been forgotten."""
    resolver = Resolver(project)
    module = resolver.locate(name)[0]
    table: dict[str, Route] = project.answer(ROUTES)
    beside = (each for each in table.values() if each.handler != name and resolver.locate(each.handler)[0] is module)
    return any(project.answer(GUARDING, each) for route in beside for each in _answering(project, route))


def has_authentication(project: Project) -> bool:
    """Whether anything in the project asks who the caller is: a library for it is imported, or a route is guarded."""
    for module in project.modules.values():
        for symbol in module.bindings.values():
            if symbol[0] == "import" and symbol[2].startswith(identities.AUTH_LIBRARIES):
                return True
    table: dict[str, Route] = project.answer(ROUTES)
    return any(project.answer(GUARDING, name) for route in table.values() for name in _answering(project, route))


def _answering(project: Project, found: Route) -> Iterator[str]:
    """The function of a route; for a class, the class and its methods."""
    yield found.handler
    if found.kind == "class":
        facts, path = Resolver(project).locate(found.handler)
        for name in facts.functions if facts is not None else ():
            if name.startswith(f"{path}.") and is_answering(found, name.rpartition(".")[2]):
                yield f"{facts.name}.{name}" if facts is not None and facts.name else name


def open_application(project: Project) -> str:
    """The application object of a project that writes and has no authentication at all, or an empty string."""
    if project.answer(HAS_AUTHENTICATION):
        return ""
    table: dict[str, Route] = project.answer(ROUTES)
    if not any(open_writes(project, name) for name in table):
        return ""
    groups: Groups = project.answer(GROUPS)
    applications = [group.name for group in groups.by_name.values() if group.framework]
    used = [name for name in applications if any(route.group == name for route in table.values())]
    return (used or applications or [""])[0]


ASKS_NOBODY = Question(asks_nobody)
GATEWAY_KNOWS_CALLER = Question(gateway_knows_caller)
STORE_WRITES = Question(store_writes)
OPEN_WRITES = Question(open_writes)
HAS_AUTHENTICATION = Question(has_authentication)
HAS_GUARDED_NEIGHBOUR = Question(has_guarded_neighbour)
OPEN_APPLICATION = Question(open_application)
