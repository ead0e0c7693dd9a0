"""Which records the program shows to whoever comes, or to whoever is signed in: they are no one person's secret."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from offpath.catalogue.words.people import is_owner_name
from offpath.catalogue.words.verbs import words
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import ROUTES, is_answering
from offpath.facts.stores.belonging import PARENT
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.owners import OWNED_COLUMNS
from offpath.facts.stores.reached import ACCESSES, ReachedAccess
from offpath.facts.summaries.contribution import AccessFilter
from offpath.facts.web.guarding import Guarding
from offpath.facts.web.guards import GUARDING

Shows = Mapping[str, tuple[frozenset[str], ...]]
"""For each table, by its normalised name: what is demanded of those who are shown its records, list by list."""


@dataclass(frozen=True, slots=True)
class _List:
    """One list that a handler shows."""

    names: frozenset[str]
    narrowed: tuple[str, ...]
    """The columns that pick its records, but for those that say of what kind they are."""
    demanded: frozenset[str]


def shown_lists(project: Project) -> Shows:
    """The tables of which handlers that serve no role alone show many records, whoever asks.

    What is picked by the key of something that is shown itself is shown as well: `/patients/<id>/visits` beside `/patients`.
    """
    found: dict[str, dict[frozenset[str], None]] = {}
    pending = list(_lists(project))
    for _ in range(_MOST_STEPS):
        shown = [each for each in pending if _is_open(project, each, found)]
        if not shown:
            break
        for each in shown:
            for name in each.names:
                found.setdefault(name, {})[each.demanded] = None
        pending = [each for each in pending if each not in shown]
    return {key: tuple(sets) for key, sets in found.items()}


_MOST_STEPS = 4
"""So many lists may hang on one another."""


def _lists(project: Project) -> Iterator[_List]:
    table: dict[str, Route] = project.answer(ROUTES)
    owned: Mapping[str, tuple[str, ...]] = project.answer(OWNED_COLUMNS)
    for name in dict.fromkeys(each for route in table.values() for each in _functions(project, route)):
        shown = [each for each in project.answer(ACCESSES, name) if each.access.to_all and not each.elsewhere]
        if not shown:
            continue
        demanded: Guarding = project.answer(GUARDING, name)
        if demanded.privileged or demanded.owned or demanded.is_for_programs:
            continue
        for each in shown:
            asked = {column for key in _names(each) for column in owned.get(key, ())}
            narrowed = tuple(f.column for f in each.access.filters if (f.given and f.column in asked) or _narrows(f))
            yield _List(_names(each), narrowed, frozenset(demanded.evidence))


def _is_open(project: Project, shown: _List, known: Mapping[str, Iterable[frozenset[str]]]) -> bool:
    """Whether nothing narrows a list but what is shown itself."""
    for column in shown.narrowed:
        parents = [parent for name in shown.names for parent in [project.answer(PARENT, name, column)] if parent]
        names = {normalised(each) for parent in parents for each in (parent.name, parent.table)}
        if not any(each <= shown.demanded for name in names for each in known.get(name, ())):
            return False
    return True


def _narrows(condition: AccessFilter) -> bool:
    """Whether a condition picks records by whose they are or by what only some know, not by what kind they are."""
    if not (condition.conjunctive and condition.given) or condition.op not in ("=", "in", "exact", "iexact", "is"):
        return False
    parts = condition.column.lower().replace(".", "__").split("__")
    if any(is_owner_name(part) or part in _KEYS or part.endswith(_KEY_ENDINGS) for part in parts):
        return True
    return not {word for part in parts for word in words(part)}.isdisjoint(_PERSONAL)


_KEYS = frozenset({"id", "pk", "uuid", "guid", "uid", "slug", "number", "reference"})
_KEY_ENDINGS = ("_id", "_pk", "_uuid", "_by", "_ids", "_ref", "_no", "_number")
_PERSONAL = frozenset({"token", "secret", "email", "phone", "username", "user", "owner", "session", "hash", "key"})


def is_shown(project: Project, names: tuple[str, ...], guards: tuple[str, ...]) -> bool:
    """Whether a list shows the records of a table, by its names, to everybody who gets past these guards."""
    known: Shows = project.answer(SHOWN_LISTS)
    passed = frozenset(guards)
    return any(each <= passed for name in names for each in known.get(normalised(name), ()))


def is_shown_to_strangers(project: Project, names: tuple[str, ...]) -> bool:
    """Whether a list shows the records of a table to people who are not signed in."""
    known: Shows = project.answer(SHOWN_LISTS)
    return any(not each for name in names for each in known.get(normalised(name), ()))


def _names(each: ReachedAccess) -> frozenset[str]:
    model = each.model.name if each.model is not None and each.model.internal else ""
    return frozenset(normalised(name) for name in (model, each.access.target) if name)


def _functions(project: Project, route: Route) -> Iterable[str]:
    """The function of a route that answers, or the methods of its class that do."""
    if route.kind != "class":
        return (route.handler,)
    facts, path = Resolver(project).locate(route.handler)
    if facts is None:
        return ()
    prefix = f"{facts.name}." if facts.name else ""
    own = (name.rpartition(".") for name in facts.functions)
    return [f"{prefix}{owner}.{each}" for owner, _, each in own if owner == path and is_answering(route, each)]


SHOWN_LISTS = Question(shown_lists)
IS_SHOWN = Question(is_shown)
IS_SHOWN_TO_STRANGERS = Question(is_shown_to_strangers)
