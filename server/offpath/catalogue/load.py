"""The catalogue: every library that a file in `libraries/` describes, and what the user adds, looked up by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property

from offpath.catalogue.effects import KnownEffects
from offpath.catalogue.files import libraries_in, tables
from offpath.catalogue.library import (
    Arguments,
    Calls,
    Classes,
    Decorators,
    Dispatching,
    Held,
    Library,
    Mappers,
    Models,
    Running,
    Shapes,
    Waits,
    Workers,
)
from offpath.catalogue.members import T, by_last, distance, matches, nearest, of_nearest
from offpath.catalogue.protections import KnownProtections
from offpath.catalogue.types import Types


@dataclass(frozen=True)
class Catalogue:
    """Libraries, and what can be looked up among them."""

    libraries: tuple[Library, ...]

    def extended(self, added: Iterable[Library]) -> Catalogue:
        """This catalogue with more libraries; they come first."""
        more = tuple(added)
        return Catalogue((*more, *self.libraries)) if more else self

    @cached_property
    def types(self) -> Types:
        """What is known of types."""
        return Types(
            (each for library in self.libraries for each in library.types),
            (each for library in self.libraries for each in library.values),
            (each for library in reversed(self.libraries) for each in library.spelled),
        )

    @cached_property
    def effects(self) -> KnownEffects:
        """What is known of what calls do."""
        return KnownEffects(tuple(each for library in self.libraries for each in library.effects), self.types)

    @cached_property
    def protections(self) -> KnownProtections:
        """What is known of results that are kept, tokens and origins."""
        return KnownProtections(self.libraries)

    # -- handlers

    @cached_property
    def decorating(self) -> dict[str, tuple[tuple[Library, Decorators], ...]]:
        """What decorates handlers, by the decorator's last name."""
        return by_last((library, each) for library in self.libraries for each in library.decorators)

    @cached_property
    def registering(self) -> dict[str, tuple[tuple[Library, Calls], ...]]:
        """What is handed handlers, by the last name of what is called."""
        return by_last((library, each) for library in self.libraries for each in library.calls)

    @cached_property
    def handed(self) -> dict[str, tuple[tuple[int, str], ...]]:
        """Where calls of a name hold handlers: positions and keywords."""
        return {
            name: tuple((form.argument, form.keyword) for _, form in forms) for name, forms in self.registering.items()
        }

    @cached_property
    def shapes(self) -> tuple[tuple[Library, Shapes], ...]:
        """How functions look that are called from outside."""
        return tuple((library, each) for library in self.libraries for each in library.shapes)

    def decorator(self, name: str) -> tuple[Library, Decorators] | None:
        """What a decorator of this canonical name makes; None: no handler."""
        return self.nearest(self.decorating.get(name.rpartition(".")[2], ()), name)

    def router(self, name: str) -> str:
        """The framework whose routers are of this type; empty: of none."""
        for each in self.types.lineage(name):
            found = next((f for f, named in self._routers if matches(each, named)), "")
            if found:
                return found
        return ""

    @cached_property
    def _routers(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        forms = ((library, each) for library in self.libraries for each in library.decorators)
        return tuple((library.framework, each.of) for library, each in forms if each.protocol == "http" and each.of)

    def base(self, name: str) -> tuple[Library, Classes] | None:
        """What subclasses of a class of this canonical name are; None: nothing that answers."""
        exact = self._bases.get(name)
        if exact is not None:
            return exact
        return next((found for pattern, found in self._base_patterns if fnmatchcase(name, pattern)), None)

    @cached_property
    def _all_bases(self) -> tuple[tuple[str, tuple[Library, Classes]], ...]:
        return tuple((base, (lib, each)) for lib in self.libraries for each in lib.classes for base in each.bases)

    @cached_property
    def _bases(self) -> dict[str, tuple[Library, Classes]]:
        return {base: found for base, found in reversed(self._all_bases) if "*" not in base}

    @cached_property
    def _base_patterns(self) -> tuple[tuple[str, tuple[Library, Classes]], ...]:
        return tuple((base, found) for base, found in self._all_bases if "*" in base)

    @cached_property
    def by_framework(self) -> dict[str, tuple[Library, ...]]:
        """The libraries of each framework."""
        found: dict[str, tuple[Library, ...]] = {}
        for library in self.libraries:
            found[library.framework] = (*found.get(library.framework, ()), library)
        return found

    # -- groups, by called names

    def application(self, called: str, denotes: Callable[[], str]) -> str:
        """The framework whose application a call makes, by the called name and, where that is no name of its own, what it
        denotes; empty: none.
        """
        for name, framework in self._applications.get(called, ()):
            if "." not in name or name == denotes():
                return framework
        return ""

    @cached_property
    def _applications(self) -> dict[str, tuple[tuple[str, str], ...]]:
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for library in self.libraries:
            for name in library.groups.applications:
                last = name.rpartition(".")[2]
                found[last] = (*found.get(last, ()), (name, library.framework))
        return found

    @cached_property
    def routers(self) -> frozenset[str]:
        """What makes a group of routes."""
        return frozenset(name for library in self.libraries for name in library.groups.routers)

    @cached_property
    def joins(self) -> frozenset[str]:
        """What puts a group into another."""
        return frozenset(name for library in self.libraries for name in library.groups.joins)

    @cached_property
    def hooks(self) -> frozenset[str]:
        """What lets a function or class see every request."""
        return frozenset(name for library in self.libraries for name in library.groups.hooks)

    @cached_property
    def grouping(self) -> frozenset[str]:
        """The names of all calls that make groups, put them together and hook into them."""
        return frozenset(self._applications) | self.routers | self.joins | self.hooks

    # -- stores and waits

    def operation(self, name: str) -> str:
        """What a call of this canonical name does with records: `read`, `insert`, `update`, `delete`, `sql`; empty: nothing known."""
        for operation, of, members in self._operations.get(name.rpartition(".")[2], ()):
            if distance(self.types, of, members, name) is not None:
                return operation
        return ""

    @cached_property
    def _operations(self) -> dict[str, tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]]:
        found: dict[str, tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]] = {}
        for store in (each for library in self.libraries for each in library.stores):
            kinds = (("read", store.reads), ("insert", store.inserts), ("update", store.updates), ("delete", store.deletes),
                     ("sql", store.sql))  # fmt: skip
            for operation, names in kinds:
                for last in {name.rpartition(".")[2] for name in names}:
                    found[last] = (*found.get(last, ()), (operation, store.of, names))
        return found

    @cached_property
    def mappers(self) -> tuple[Mappers, ...]:
        """Every kind of classes whose objects are records."""
        return tuple(each for library in self.libraries for each in library.mappers)

    @cached_property
    def mapped(self) -> frozenset[str]:
        """The names of all that such classes and records can be asked."""
        return frozenset(
            name
            for each in self.mappers
            for names in (each.one, each.many, each.inserts, each.saves, each.changes, each.adds, each.deletes)
            for name in names
        )

    def may_run_sql(self, last: str) -> bool:
        """Whether something of this last name runs SQL texts."""
        return any(operation == "sql" for operation, _, _ in self._operations.get(last, ()))

    def wait(self, name: str) -> Waits | None:
        """How a call of this canonical name waits; None: it does not, for all that is known."""
        last = name.rpartition(".")[2]
        found = of_nearest(self.types, self._waits.get(last, ()), name)
        if found is not None:
            return found
        return next(
            (each for prefixes, each in self._library_waits if name.startswith(prefixes) and last not in each.but), None
        )

    @cached_property
    def _waits(self) -> dict[str, tuple[Waits, ...]]:
        found: dict[str, tuple[Waits, ...]] = {}
        for each in (each for library in self.libraries for each in library.waits):
            for last in {name.rpartition(".")[2] for name in each.names} - {"*"}:
                found[last] = (*found.get(last, ()), each)
        return found

    @cached_property
    def _library_waits(self) -> tuple[tuple[tuple[str, ...], Waits], ...]:
        """Those that hold for all calls of a library, by how the names of these begin."""
        waits = (
            (tuple(n[:-1] for n in each.names if n.endswith("*")), each) for lib in self.libraries for each in lib.waits
        )
        return tuple((prefixes, each) for prefixes, each in waits if prefixes)

    # -- language models

    def model(self, name: str) -> Models | None:
        """How a call of this canonical name asks a language model; None: it asks none, for all that is known."""
        found = self.nearest(self._models.get(name.rpartition(".")[2], ()), name)
        return found[1] if found is not None else None

    def may_ask_model(self, last: str) -> bool:
        """Whether something of this last name asks a language model."""
        return last in self._models

    @cached_property
    def _models(self) -> dict[str, tuple[tuple[Library, Models], ...]]:
        return by_last((library, each) for library in self.libraries for each in library.models)

    @cached_property
    def model_chains(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """The last parts of how models are asked, whatever the client is called, by the very last."""
        found: dict[str, dict[tuple[str, ...], None]] = {}
        for parts in (
            tuple(chain.split(".")) for library in self.libraries for each in library.models for chain in each.chains
        ):
            found.setdefault(parts[-1], {})[parts] = None
        return {last: tuple(chains) for last, chains in found.items()}

    @cached_property
    def schemas(self) -> frozenset[str]:
        """Arguments of calls that ask models which hand over the schema of the answer."""
        return frozenset(name for library in self.libraries for each in library.models for name in each.schemas)

    # -- arguments

    def argument(self, name: str, *held: Held) -> Arguments | None:
        """The argument of a call of this canonical name that holds one of these; None: it has none, for all that is known."""
        forms = self.arguments.get(name.rpartition(".")[2], ())
        return of_nearest(self.types, (each for each in forms if each.hold in held), name)

    @cached_property
    def arguments(self) -> dict[str, tuple[Arguments, ...]]:
        """All arguments that hold something, by the last name of what is called."""
        return {
            last: tuple(each for _, each in forms)
            for last, forms in by_last(
                (library, each) for library in self.libraries for each in library.arguments
            ).items()
        }

    # -- work that runs elsewhere, or again

    def worker(self, name: str) -> Workers | None:
        """The worker that runs what a decorator of this canonical name decorates; None: it hands nothing to one."""
        found = self.nearest(self._workers.get(name.rpartition(".")[2], ()), name)
        return found[1] if found is not None else None

    def worker_by_last_name(self, last: str) -> tuple[Workers, ...]:
        """The workers whose decorators have this last name."""
        return tuple(each for _, each in self._workers.get(last, ()))

    @cached_property
    def _workers(self) -> dict[str, tuple[tuple[Library, Workers], ...]]:
        return by_last((library, each) for library in self.libraries for each in library.workers)

    @cached_property
    def worker_bases(self) -> dict[str, Workers]:
        """The workers that run methods of classes, by those classes' bases."""
        return {base: each for library in self.libraries for each in library.workers for base in each.bases}

    @cached_property
    def worker_settings(self) -> dict[str, Workers]:
        """The workers whose functions a class lists, by that class's name."""
        return {name: each for library in self.libraries for each in library.workers for name in each.settings}

    @cached_property
    def retrying(self) -> frozenset[str]:
        """Decorators that run a function again when it fails."""
        return frozenset(name for library in self.libraries for name in library.retries.decorators)

    @cached_property
    def retrying_loops(self) -> frozenset[str]:
        """What a loop goes through that tries its body again."""
        return frozenset(name for library in self.libraries for name in library.retries.loops)

    @cached_property
    def running(self) -> dict[str, tuple[Running, ...]]:
        """Calls that have a function run elsewhere, by the last name of what is called; of those that take it alike, one."""
        found: dict[str, tuple[Running, ...]] = {}
        for each in (each for library in self.libraries for each in library.running):
            for name in each.names:
                found[name] = (*found.get(name, ()), each)
        return found

    @cached_property
    def asking_to_retry(self) -> dict[str, tuple[Running, ...]]:
        """Those that may be asked to have it run again when it fails."""
        return {
            name: asked
            for name, forms in self.running.items()
            for asked in [tuple(f for f in forms if f.asking)]
            if asked
        }

    @cached_property
    def dispatching(self) -> dict[str, Dispatching]:
        """What is called on a worker's function itself to have it run."""
        return {name: each for library in self.libraries for each in library.dispatching for name in each.names}

    @cached_property
    def unstarted(self) -> frozenset[str]:
        """What only makes work that must be started then: methods of a worker's function and, with dots, functions."""
        return frozenset(name for library in self.libraries for each in library.dispatching for name in each.makes)

    # -- guards

    @cached_property
    def authenticating(self) -> frozenset[str]:
        """What demands that the caller is known."""
        return frozenset(name for library in self.libraries for name in library.guards.authenticate)

    @cached_property
    def privileging(self) -> frozenset[str]:
        """What lets only some roles in."""
        return frozenset(name for library in self.libraries for name in library.guards.privilege)

    @cached_property
    def owning(self) -> frozenset[str]:
        """What lets only a record's owner in."""
        return frozenset(name for library in self.libraries for name in library.guards.own)

    @cached_property
    def open(self) -> frozenset[str]:
        """What is no guard, whatever its name says."""
        return frozenset(name for library in self.libraries for name in library.guards.open)

    # -- members

    def nearest(self, forms: Iterable[tuple[Library, T]], name: str) -> tuple[Library, T] | None:
        """The form that means a canonical dotted name; of several, the one that names the nearest type."""
        return nearest(self.types, forms, name)


@cache
def catalogue() -> Catalogue:
    """The libraries that offpath knows. Raises `ValueError` where a file of ours breaks the form."""
    return Catalogue(tuple(libraries_in(tables())))
