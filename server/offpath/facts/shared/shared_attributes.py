"""Attributes of classes that all of their objects, or several threads, share."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries.concurrency import LOCK_TYPES, SHARED_CONTAINERS
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import called_by
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.solver import Spread
from offpath.facts.running.started import STARTED
from offpath.facts.summaries.contribution import ClassSummary

_PREPARING = frozenset(
    {
        "__init__", "__new__", "__post_init__", "setup", "start", "__enter__", "__aenter__", "reset", "initialize", "stop", "close", "join",
        "shutdown",
    }
)  # fmt: skip
"""Methods that run before or after the threads do."""

_CONTAINER_LITERALS = frozenset({"dict", "list", "set"})


def shared_attribute(project: Project, owner: str, attribute: str) -> bool:
    """Whether an attribute is a container of the class's body, which all objects share: no method gives each its own."""
    resolver = Resolver(project)
    facts, path = resolver.locate(owner)
    summary = facts.classes.get(path) if facts is not None else None
    if facts is None or summary is None or _copies_defaults(project, owner, summary):
        return False
    field = next((each for each in summary.fields if each.name == attribute), None)
    if field is None or field.symbol is None:
        return False
    is_container = field.symbol[0] == "literal" and field.symbol[1] in _CONTAINER_LITERALS
    made = resolver.resolve(facts.name, field.symbol)
    if not is_container and (made is None or made.name not in SHARED_CONTAINERS):
        return False
    methods = [project.body(facts, key) for key in facts.functions if key.rpartition(".")[0] == path]
    return not any(s.attribute == attribute and s.kind == "bind" for m in methods if m is not None for s in m.state)


def _copies_defaults(project: Project, owner: str, summary: ClassSummary) -> bool:
    """Whether every object gets a copy of what the class's body holds: models of data, dataclasses; or bases that cannot be seen."""
    if any(
        decoration.name.rpartition(".")[2] in ("dataclass", "define", "s", "attrs", "frozen")
        for decoration in summary.decorators
    ):
        return True
    resolver = Resolver(project)
    if len(summary.bases) < len(summary.base_names):
        return True
    return any(not module and path.startswith(_COPYING) for module, path in resolver.lineage(owner))


_COPYING = (
    "pydantic",
    "sqlmodel",
    "django.db.models",
    "django.forms",
    "marshmallow",
    "typing.NamedTuple",
    "peewee",
    "tortoise",
    "mongoengine",
    "rest_framework.serializers",
)


def racing_methods(project: Project, owner: str, method: str, attribute: str) -> tuple[str, ...]:
    """The methods of a class that change an attribute while a thread runs another one that does, those without a lock first; empty: none.

    `method`, its path within the class, must itself run in a thread that the project starts, or be called from such a one.
    """
    resolver = Resolver(project)
    facts, path = resolver.locate(owner)
    if facts is None or path not in facts.classes:
        return ()
    own = {key[len(path) + 1 :]: key for key in facts.functions if key.startswith(f"{path}.")}
    starts: dict[str, str] = project.answer(STARTED)
    threads = {name for name in own if starts.get(f"{owner}.{name}") in _THREADING}
    inside = _reached(project, facts, own, threads)
    if method not in inside:
        return ()
    found: dict[bool, list[str]] = {False: [], True: []}
    for name, key in own.items():
        summary = project.body(facts, key)
        if summary is None or name in inside or name in _PREPARING or "fork" in words(name):
            continue
        changes = [s for s in summary.state if s.attribute == attribute and s.kind != "flag"]
        if changes:
            found[all(s.locked or _holds_lock(resolver, owner, s.within) for s in changes)].append(name)
    return (*found[False], *found[True])


def _holds_lock(resolver: Resolver, owner: str, attributes: tuple[str, ...]) -> bool:
    """Whether one of an object's attributes is a lock, by its type."""
    own = Ref("instance", owner, internal=True)
    kinds = (resolver.attribute(own, each) for each in attributes)
    return any(kind is not None and kind.name in LOCK_TYPES for kind in kinds)


_THREADING = frozenset(
    {"Thread", "Timer", "submit", "run_in_executor", "start_new_thread", "to_thread", "add_job", "map"}
)


def _reached(project: Project, facts: ModuleFacts, own: dict[str, str], threads: set[str]) -> set[str]:
    """The methods that run in a thread: what is started, and what that calls of the same object."""

    def called(name: str) -> Iterator[str]:
        summary = project.body(facts, own[name])
        return (site.name for site in (summary.calls if summary is not None else ()) if site.name in own)

    return {name for name, _ in Spread(sorted(threads), called)}


def is_shared_list(project: Project, owner: str, attribute: str) -> bool:
    """Whether an attribute is a list that each object makes for itself, of a class of which a module holds an object for all."""
    resolver = Resolver(project)
    facts, path = resolver.locate(owner)
    if facts is None or owner not in project.answer(SHARED_OBJECTS):
        return False
    symbol = facts.attributes.get((path, attribute))
    made = resolver.resolve(facts.name, symbol) if symbol is not None else None
    if symbol is not None and (made is None or made.name not in ("builtins.list", "collections.deque")):
        return False
    begins = project.body(facts, f"{path}.__init__")
    return begins is not None and any(s.attribute == attribute and s.kind == "bind" for s in begins.state)


def shared_objects(project: Project) -> frozenset[str]:
    """The classes of which a module holds an object: `backend = Backend()`."""
    resolver = Resolver(project)
    found: set[str] = set()
    for module in project.modules.values():
        for symbol in (*module.bindings.values(), *(each for late in module.late.values() for each in late)):
            if called_by(symbol) is not None:
                made = resolver.resolve(module.name, symbol)
                if made is not None and made.internal and made.kind == "instance":
                    found.add(made.name)
    return frozenset(found)


def is_meant_as_own(project: Project, owner: str, attribute: str) -> bool:
    """Whether a container of the class's body is shared by mistake: each object is made for somebody, and nothing speaks of it as the class's.

    Objects are made in functions, and each is handed something of its own.
    """
    resolver = Resolver(project)
    facts, path = resolver.locate(owner)
    if facts is None or attribute.isupper() or owner in project.answer(SHARED_OBJECTS):
        return False
    begins = project.body(facts, f"{path}.__init__")
    if begins is None or len(begins.parameters) < 2 or not any(s.kind == "bind" for s in begins.state):
        return False
    field = next((each for each in facts.classes[path].fields if each.name == attribute), None)
    is_declared = field is not None and field.type is not None and "ClassVar" in str(field.type)
    return not is_declared and shared_attribute(project, owner, attribute)


SHARED_OBJECTS = Question(shared_objects, on_outline=True)
IS_SHARED_LIST = Question(is_shared_list)
IS_MEANT_AS_OWN = Question(is_meant_as_own)
SHARED_ATTRIBUTE = Question(shared_attribute)
RACING_METHODS = Question(racing_methods)
