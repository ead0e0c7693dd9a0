"""The call graph of a project: what each call runs, and who calls a function.

Everything that walks calls goes through here: `callees` down, `callers` up, `bodies` for all that a function leads to. Which argument fills
which parameter, `summaries/binding.py` tells; how a walk ends, `solver.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from offpath.facts.code.kinds_of_files import is_test
from offpath.facts.project.classes import deriving_from
from offpath.facts.project.modules import ModuleFacts, dotted
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.solver import MOST_PLACES, Spread
from offpath.facts.summaries.contribution import CallSite, FunctionSummary
from offpath.syntax.budget import spend


class Caller(NamedTuple):
    """One call of a function, with the function that it stands in."""

    module: str
    function: FunctionSummary
    site: CallSite

    @property
    def name(self) -> str:
        """The calling function, dotted."""
        return dotted(self.module, ".".join(self.function.path))


class Body(NamedTuple):
    """A function that was looked into."""

    name: str
    """Dotted."""
    facts: ModuleFacts
    path: str
    summary: FunctionSummary


class Callee(NamedTuple):
    """What a call runs, or has run elsewhere (`site.runs`)."""

    name: str
    """The function of the project, dotted; empty: none that can be seen."""
    site: CallSite
    target: Ref | None
    """What is called, whosever it is."""


class CallGraph:
    """The calls of one project, each resolved as its module means it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver = Resolver(project)

    def body(self, name: str) -> Body | None:
        """What the function of a dotted name does; None: there is none that can be seen."""
        facts, path = self.resolver.locate(name)
        summary = self.project.body(facts, path) if facts is not None else None
        return Body(name, facts, path, summary) if facts is not None and summary is not None else None

    def calls(self, body: Body) -> tuple[Callee, ...]:
        """Every call of a function in the order of its text, whether or not it is seen what that runs."""
        remembered, key = self.project.resolutions.calls, (body.facts.name, body.path)
        known = remembered.get(key)
        if known is not None and known[0] is body.summary:
            spend(known[2])
            return known[1]
        before, module = self.resolver.work, body.facts.name
        targets = [self.resolver.resolve(module, site.target) for site in body.summary.calls]
        found = tuple(
            Callee(self.run_by(target), site, target) for site, target in zip(body.summary.calls, targets, strict=True)
        )
        remembered[key] = body.summary, found, self.resolver.work - before
        return found

    def run_by(self, target: Ref | None) -> str:
        """The function of the project that calling this runs, dotted: of a class what makes its objects, of an object its `__call__`;
        empty: none that can be seen.
        """
        if target is None or not target.internal or target.kind == "module":
            return ""
        if target.kind == "function":
            return target.name
        return self.method(target.name, "__init__" if target.kind == "class" else "__call__")

    def method(self, owner: str, name: str) -> str:
        """The method of this name that objects of a class have, dotted, whichever class of the project it is from; empty: none."""
        for module, path in self.resolver.lineage(owner):
            facts = self.project.modules.get(module)
            if facts is not None and f"{path}.{name}" in facts.functions:
                return dotted(module, f"{path}.{name}")
        return ""

    def callees(self, body: Body) -> Iterator[Callee]:
        """The functions of the project that a function calls or has run, in the order of its text."""
        return (each for each in self.calls(body) if each.name)

    def waited_for(self, body: Body) -> Iterator[Callee]:
        """Those of which what comes, an exception included, may reach the function."""
        return (each for each in self.callees(body) if each.site.is_waited_for)

    def inside(self, body: Body) -> Iterator[str]:
        """The functions that stand in a function, at any depth: it is theirs to act for it."""
        return (body.facts.dotted(each) for each in body.facts.nested_functions.get(body.path, ()))

    def bodies(
        self,
        start: str,
        following: Callable[[Body], Iterable[str]] | None = None,
        *,
        most: int = MOST_PLACES,
        deepest: int | None = None,
    ) -> Bodies:
        """The functions that one leads to, itself first: from each to those that `following` tells, or that `Bodies.follow` is told."""
        return Bodies(self, start, following, most, deepest)

    def instead(self, name: str) -> Iterator[str]:
        """The methods of derived classes that are run in a method's place, dotted."""
        owner, _, method = name.rpartition(".")
        facts, path = self.resolver.locate(owner)
        if facts is None or path not in facts.classes or method in _OF_ONE_CLASS:
            return
        for module, derived in deriving_from(self.project, owner):
            if f"{derived}.{method}" in self.project.modules[module].functions:
                yield dotted(module, f"{derived}.{method}")

    def callers(self, name: str) -> tuple[Caller, ...]:
        """The calls of a function or class of the project."""
        return self.project.answer(CALLERS, name)

    def callers_at_work(self, name: str) -> tuple[Caller, ...]:
        """Those that stand in no test."""
        return tuple(each for each in self.callers(name) if not self.is_in_test(each.module))

    def is_in_test(self, module: str) -> bool:
        """Whether a module of the project is a test."""
        facts = self.project.modules.get(module)
        return facts is not None and is_test(facts.path)


class Bodies:
    """The functions that can be looked into among those that one leads to, the nearest first, each once."""

    def __init__(
        self,
        graph: CallGraph,
        start: str,
        following: Callable[[Body], Iterable[str]] | None,
        most: int,
        deepest: int | None,
    ) -> None:
        self._graph = graph
        self._following = following
        self._body: Body | None = None
        self._told: Iterable[str] = ()
        self._spread = Spread([start], self._from_here, most=most, deepest=deepest)

    def __iter__(self) -> Iterator[Body]:
        for name, _ in self._spread:
            self._body, self._told = self._graph.body(name), ()
            if self._body is not None:
                yield self._body

    def follow(self, names: Iterable[str]) -> None:
        """Says where the function that was told last leads to, for walks that find out while they judge it."""
        self._told = names

    @property
    def is_cut(self) -> bool:
        """Whether there are more than were looked at."""
        return self._spread.is_cut

    def _from_here(self, _: str) -> Iterable[str]:
        if self._body is None:
            return ()
        return self._following(self._body) if self._following is not None else self._told


def callers(project: Project, name: str) -> tuple[Caller, ...]:
    """The call sites in functions that reach a function or class of the project, in the order of modules, paths and texts.

    Whoever makes an object calls what makes it: the `__init__` of its class, or the one that this has from another.
    """
    named = [name, *_made_by(project, name)]
    found = (each for one in named for each in _calling(project, one))
    return tuple(sorted(found, key=lambda each: (each.module, each.function.path)))


def _calling(project: Project, name: str) -> Iterator[Caller]:
    resolver = Resolver(project)
    for module, caller, site in project.calls_named(name.rpartition(".")[2]):
        target = resolver.resolve(module, site.target)
        if target is not None and target.name == name:
            yield Caller(module, caller, site)


def _made_by(project: Project, name: str) -> Iterator[str]:
    """The classes whose objects a method makes."""
    owner, _, method = name.rpartition(".")
    if method == "__init__":
        graph = CallGraph(project)
        classes = (owner, *(dotted(*each) for each in deriving_from(project, owner)))
        yield from (each for each in classes if graph.method(each, method) == name)


def run_by(project: Project, target: Ref) -> str:
    """As in `CallGraph`."""
    return CallGraph(project).run_by(target)


_OF_ONE_CLASS = ("__init__", "__new__")
"""What makes objects of a class and of no other."""

CALLERS = Question(callers)
RUN_BY = Question(run_by, on_outline=True)
