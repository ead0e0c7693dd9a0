"""The questions that a unit may ask about the rest of its project. Each is a plain function of the project."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from offpath.catalogue.libraries.concurrency import LIMITERS
from offpath.catalogue.libraries.debugging import DJANGO_SETTINGS
from offpath.catalogue.words.verbs import first_word
from offpath.facts.code.constants import Folded
from offpath.facts.code.symbols import Symbol
from offpath.facts.identity.lookup_views import has_own_lookup, is_lookup_view, serves_reads_alone
from offpath.facts.identity.spellings import caller_dependencies, caller_spellings, imported_library
from offpath.facts.project.attended import is_attended
from offpath.facts.project.project import Project
from offpath.facts.project.reach import reach
from offpath.facts.project.refusals import may_refuse
from offpath.facts.project.resolver import Ref, Resolver
from offpath.facts.project.retries import is_retried
from offpath.facts.project.shared_attributes import racing_methods, shared_attribute
from offpath.facts.project.started import start_of, started
from offpath.facts.stores.model_members import model_columns, relations
from offpath.facts.stores.owners import owned_columns, owned_through, people
from offpath.facts.stores.reached import accesses, wrapper_accesses
from offpath.facts.stores.schema import schema
from offpath.facts.summaries.contribution import CallSite, ClassSummary, FunctionSummary
from offpath.facts.web.entries import entries
from offpath.facts.web.failure_answers import answers_failures
from offpath.facts.web.groups import groups
from offpath.facts.web.guards import authority, dependency_alias, dependency_aliases, guarding, surroundings
from offpath.facts.web.open_writes import has_authentication, open_application, open_writes, store_writes
from offpath.facts.web.routes import has_unseen_urls, has_wrapped_urls, route, routes
from offpath.facts.web.webhooks import is_checked as is_checked_webhook

__all__ = ["QUESTIONS", "Ref"]


def resolve(project: Project, module: str, symbol: Symbol) -> Ref | None:
    """What a symbol denotes in a module."""
    return Resolver(project).resolve(module, symbol)


def lineage(project: Project, name: str) -> tuple[str, ...]:
    """Dotted names of a class and all its known bases, nearest first, library bases with theirs."""
    from offpath.catalogue.libraries import types

    found: list[str] = []
    for module, path in Resolver(project).lineage(name):
        names = (f"{module}.{path}",) if module else types.lineage(types.canonical(path))
        found.extend(n for n in names if n not in found)
    return tuple(found)


def function(project: Project, name: str) -> FunctionSummary | None:
    """The summary of a function or method by dotted name."""
    facts, path = Resolver(project).locate(name)
    return project.body(facts, path) if facts is not None else None


def class_(project: Project, name: str) -> ClassSummary | None:
    """The summary of a class by dotted name."""
    facts, path = Resolver(project).locate(name)
    return facts.classes.get(path) if facts is not None else None


def constant(project: Project, module: str, symbol: Symbol) -> Folded | None:
    """The constant value of a global name of the project, through imports."""
    for _ in range(8):
        facts = project.modules.get(module)
        if facts is None:
            return None
        if symbol[0] == "global":
            if symbol[1] in facts.constants:
                return Folded(facts.constants[symbol[1]])
            binding = facts.bindings.get(symbol[1])
            if binding is None:
                return None
            symbol = binding
        elif symbol[0] == "import":
            source, _, name = facts.absolute(int(symbol[1]), symbol[2]).rpartition(".")
            module, symbol = source, ("global", name)
        elif symbol[0] == "attr":
            owner = Resolver(project).resolve(module, symbol[1])
            if owner is None or not owner.internal:
                return None
            if owner.kind == "module":
                module, symbol = owner.name, ("global", symbol[2])
                continue
            summary = class_(project, owner.name)
            fields = {f.name: f.constant for f in summary.fields} if summary is not None else {}
            found = fields.get(symbol[2])
            return Folded(found) if found is not None else None
        else:
            return None
    return None


_PLAIN_BASES = frozenset(
    {"object", "ABC", "Generic", "Protocol", "NamedTuple", "TypedDict", "Enum", "Exception", "BaseModel"}
)


def unseen_bases(project: Project, name: str) -> tuple[str, ...]:
    """Bases of a class, direct or not, whose methods cannot be seen: library classes and names that do not resolve."""
    resolver = Resolver(project)
    found: list[str] = []
    for module, path in resolver.lineage(name):
        if not module:
            if path.rpartition(".")[2] not in _PLAIN_BASES:
                found.append(path)
            continue
        summary = project.modules[module].classes.get(path)
        if summary is not None and len(summary.bases) < len(summary.base_names):
            found.extend(summary.base_names)
    return tuple(dict.fromkeys(found))


def handed_on(project: Project, name: str) -> bool:
    """Whether anything in the project passes, stores or returns a function of this (undotted) name instead of calling it."""
    return project.is_handed_on(name)


def overridden(project: Project, class_name: str, method: str) -> bool:
    """Whether a subclass in the project, direct or not, defines the method anew."""
    queue, seen = [class_name], {class_name}
    resolver = Resolver(project)
    while queue:
        current = queue.pop()
        last = current.rpartition(".")[2]
        for module in project.modules.values():
            for path, summary in module.classes.items():
                name = f"{module.name}.{path}" if module.name else path
                if name in seen or not any(b.rpartition(".")[2] == last for b in summary.base_names):
                    continue
                bases = [resolver.resolve(module.name, base) for base in summary.bases]
                if any(base is not None and base.name == current for base in bases):
                    if f"{path}.{method}" in module.functions:
                        return True
                    seen.add(name)
                    queue.append(name)
    return False


_SHARED_PARAMETERS = 4
"""So many parameters in common with another function are a convention, whatever the names of the functions."""


def namesake(project: Project, qualified: str, name: str, parameters: tuple[str, ...]) -> bool:
    """Whether a second function shares the signature by convention: same name and parameters, or many parameters in
    common, or a sibling in the same class whose name begins alike and that takes the same.
    """
    wanted = set(parameters)
    owner, own_word = qualified.rpartition(".")[0], first_word(name)
    for module in project.modules.values():
        for path, summary in module.functions.items():
            dotted = f"{module.name}.{path}" if module.name else path
            if dotted == qualified or not wanted <= {p.name for p in summary.parameters}:
                continue
            sibling = dotted.rpartition(".")[0] == owner and first_word(summary.path[-1]) == own_word
            if summary.path[-1] == name or sibling or len(wanted) >= _SHARED_PARAMETERS:
                return True
    return False


def registered(project: Project, kind: str) -> bool:
    """Whether a registering call of this name stands anywhere in the project."""
    return any(registration.kind == kind for _, registration in project.registrations())


def mounts_adapter(project: Project, owner: str) -> bool:
    """Whether a function (or module) mounts a transport adapter of the project's own on a session."""
    resolver = Resolver(project)
    for module, registration in project.registrations():
        place = f"{module.name}.{registration.owner}" if registration.owner else module.name
        if registration.kind == "mount" and place == owner:
            refs = [resolver.resolve(module.name, symbol) for symbol in registration.nested]
            if any(ref is not None and ref.internal for ref in refs):
                return True
    return False


def timeout_name(project: Project, module: str) -> str | None:
    """The module's own constant for time limits, where it has one in seconds."""
    facts = project.modules.get(module)
    for name, value in facts.constants.items() if facts is not None else ():
        if "TIMEOUT" in name.upper().split("_") and isinstance(value, (int, float)) and not isinstance(value, bool):
            return name
    return None


def is_django_settings(project: Project, module: str) -> bool:
    """Whether a module holds Django settings: by the names that it binds, or by importing all of such a module."""
    facts = project.modules.get(module)
    if facts is None:
        return False
    known = DJANGO_SETTINGS & {*facts.bindings, *facts.constants}
    return len(known) >= (1 if facts.star_imports else 2)


def set_anew(project: Project, module: str, name: str) -> bool:
    """Whether a module that imports all of another gives one of its settings a value of its own: neither `True` nor any host."""
    resolver = Resolver(project)
    for other in project.modules.values():
        for star in other.star_imports:
            source = resolver.resolve(other.name, star)
            if source is not None and source.name == module and other.name != module:
                if name in other.constants or name in other.bindings:
                    value = other.constants.get(name)
                    if value is not True and not (isinstance(value, tuple) and "*" in value):
                        return True
    return False


def global_names(project: Project, module: str) -> tuple[str, ...]:
    """The names that a module binds, functions and classes left out."""
    facts = project.modules.get(module)
    return tuple(facts.bindings) if facts is not None else ()


def binding(project: Project, module: str, name: str) -> Symbol | None:
    """What a module binds a global name to."""
    facts = project.modules.get(module)
    return facts.bindings.get(name) if facts is not None else None


def has_module(project: Project, module: str, level: int, target: str) -> bool:
    """Whether an import's target, seen from a module, is a module or package of the project."""
    facts = project.modules.get(module)
    name = facts.absolute(level, target) if facts is not None else target
    return name in project.modules or any(other.startswith(f"{name}.") for other in project.modules)


def has_trait(project: Project, trait: str) -> bool:
    """Whether a unit sets something for the whole project, in the words of `registrations`."""
    return any(trait in c.evidence for module in project.modules.values() for c in module.contributions)


def is_limited(project: Project, name: str) -> bool:
    """Whether a function waits for a semaphore or a limiter before it works."""
    resolver = Resolver(project)
    facts, path = resolver.locate(name)
    summary = project.body(facts, path) if facts is not None else None
    if facts is None or summary is None:
        return False
    entered = [resolver.resolve(facts.name, symbol) for symbol in summary.entered]
    acquires = any(site.name == "acquire" for site in summary.calls)
    return acquires or any(ref is not None and ref.name in LIMITERS for ref in entered)


def callers(project: Project, name: str) -> tuple[tuple[str, FunctionSummary, CallSite], ...]:
    """The call sites in functions that reach a function of the project: caller's module, its summary, the call."""
    last = name.rpartition(".")[2]
    resolver = Resolver(project)
    return tuple(
        (module, caller, site)
        for module, caller, site in project.calls_named(last)
        for target in [resolver.resolve(module, site.target)]
        if target is not None and target.name == name
    )


QUESTIONS: dict[Hashable, Callable[..., Any]] = {
    "resolve": resolve,
    "lineage": lineage,
    "function": function,
    "class": class_,
    "constant": constant,
    "callers": callers,
    "is_limited": is_limited,
    "has_trait": has_trait,
    "has_module": has_module,
    "answers_failures": answers_failures,
    "is_retried": is_retried,
    "may_refuse": may_refuse,
    "is_attended": is_attended,
    "started": started,
    "start_of": start_of,
    "shared_attribute": shared_attribute,
    "racing_methods": racing_methods,
    "global_names": global_names,
    "is_django_settings": is_django_settings,
    "timeout_name": timeout_name,
    "set_anew": set_anew,
    "registered": registered,
    "mounts_adapter": mounts_adapter,
    "namesake": namesake,
    "handed_on": handed_on,
    "overridden": overridden,
    "unseen_bases": unseen_bases,
    "reach": reach,
    "accesses": accesses,
    "wrapper_accesses": wrapper_accesses,
    "schema": schema,
    "model_columns": model_columns,
    "relations": relations,
    "people": people,
    "is_checked_webhook": is_checked_webhook,
    "serves_reads_alone": serves_reads_alone,
    "owned_columns": owned_columns,
    "owned_through": owned_through,
    "routes": routes,
    "route": route,
    "has_unseen_urls": has_unseen_urls,
    "has_wrapped_urls": has_wrapped_urls,
    "groups": groups,
    "guarding": guarding,
    "surroundings": surroundings,
    "entries": entries,
    "caller_spellings": caller_spellings,
    "caller_dependencies": caller_dependencies,
    "imported_library": imported_library,
    "binding": binding,
    "is_lookup_view": is_lookup_view,
    "has_own_lookup": has_own_lookup,
    "authority": authority,
    "dependency_alias": dependency_alias,
    "dependency_aliases": dependency_aliases,
    "store_writes": store_writes,
    "open_writes": open_writes,
    "has_authentication": has_authentication,
    "open_application": open_application,
}

OUTLINE_QUESTIONS: frozenset[Hashable] = frozenset(
    {
        "resolve",
        "lineage",
        "class",
        "constant",
        "unseen_bases",
        "relations",
        "overridden",
        "namesake",
        "routes",
        "route",
        "groups",
        "dependency_alias",
        "dependency_aliases",
        "started",
        "has_trait",
        "has_module",
        "answers_failures",
        "start_of",
    }
)
"""Questions whose answers do not depend on what function bodies do; they survive an edit inside a body."""
