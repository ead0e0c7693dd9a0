"""Functions that only ever run in a transaction: by a decorator, or since everybody who calls them opens one; and what opens one."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries import transactions as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.solver import Spread
from offpath.facts.running.within import Within
from offpath.facts.summaries.contribution import FunctionSummary


def names_region(name: str) -> bool:
    """Whether a name speaks of a transaction that is opened: `atomic`, `immediate_atomic`, `begin_nested`.

    >>> names_region("durable_atomic"), names_region("create_transaction")
    (True, False)
    """
    last = name.rpartition(".")[2]
    return last in catalogue.REGIONS or not catalogue.REGION_WORDS.isdisjoint(words(last))


def opens_transaction(project: Project, name: str) -> bool:
    """Whether entering what this function or class of the project makes, or wearing it as a decorator, opens a transaction."""
    return _Regions(project).opens(name)


def runs_in_transaction(project: Project, name: str) -> bool:
    """Whether the function of this dotted name runs in a transaction that its decorators or all of its callers open."""
    return _Regions(project).around(name)


class _Regions:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._graph = CallGraph(project)
        self._resolver = self._graph.resolver

    def around(self, name: str) -> bool:
        """Whether something around a function opens a transaction."""
        return Within(self._wears, self._enters, lambda site: site.runs == "here").around(self._project, name)

    def _wears(self, module: str, summary: FunctionSummary) -> bool:
        return any(names_region(d.name) or self._is_region(module, d.symbol) for d in summary.decorators)

    def opens(self, name: str) -> bool:
        """Whether a function or class of the project opens a transaction for what is done in it."""
        return any(self._is_open(each) for each, _ in Spread([name], self._entered_by))

    def _is_open(self, name: str) -> bool:
        body = self._graph.body(name)
        if body is None:
            return "Atomic" in {base.rpartition(".")[2] for _, base in self._resolver.lineage(name)}
        return _opens_itself(body.summary) or any(map(_speaks, body.summary.entered))

    def _entered_by(self, name: str) -> Iterator[str]:
        """What a class does when it is entered; what stands in a function, and what its `with` statements enter."""
        body = self._graph.body(name)
        if body is None:
            yield from filter(None, [self._graph.method(name, "__enter__")])
            return
        yield from self._graph.inside(body)
        targets = (self._resolver.resolve(body.facts.name, _made(each)) for each in body.summary.entered)
        yield from (each.name for each in targets if each is not None and _is_own(each))

    def _enters(self, module: str, summary: FunctionSummary) -> bool:
        return _opens_itself(summary) or any(self._is_region(module, symbol) for symbol in summary.entered)

    def _is_region(self, module: str, symbol: Symbol | None) -> bool:
        if _speaks(symbol):
            return True
        target = self._resolver.resolve(module, _made(symbol))
        return target is not None and _is_own(target) and self.opens(target.name)


def _opens_itself(summary: FunctionSummary) -> bool:
    is_wrapper = summary.is_generator or summary.path[-1] == "__enter__"
    return is_wrapper and any(site.name in catalogue.REGIONS for site in summary.calls)


def _made(symbol: Symbol | None) -> Symbol | None:
    """What is called to make a value."""
    while symbol is not None and symbol[0] in ("call", "await"):
        symbol = symbol[1]
    return symbol


def _speaks(symbol: Symbol | None) -> bool:
    """Whether the name of what is entered says so."""
    last = (_made(symbol) or ("",))[-1]
    return isinstance(last, str) and names_region(last)


def _is_own(target: Ref) -> bool:
    return target.internal and target.kind in ("function", "class", "instance")


OPENS_TRANSACTION = Question(opens_transaction)
RUNS_IN_TRANSACTION = Question(runs_in_transaction)
