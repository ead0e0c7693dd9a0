"""Functions that only ever run in a transaction: by a decorator, or since everybody who calls them opens one; and what opens one."""

from __future__ import annotations

from offpath.catalogue.libraries import transactions as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.within import Within
from offpath.facts.summaries.contribution import FunctionSummary

_MAX_DEPTH = 3


def names_region(name: str) -> bool:
    """Whether a name speaks of a transaction that is opened: `atomic`, `immediate_atomic`, `begin_nested`.

    >>> names_region("durable_atomic"), names_region("create_transaction")
    (True, False)
    """
    last = name.rpartition(".")[2]
    return last in catalogue.REGIONS or not catalogue.REGION_WORDS.isdisjoint(words(last))


def opens_transaction(project: Project, name: str) -> bool:
    """Whether entering what this function or class of the project makes, or wearing it as a decorator, opens a transaction."""
    return _Regions(project).opens(name, 0)


def runs_in_transaction(project: Project, name: str) -> bool:
    """Whether the function of this dotted name runs in a transaction that its decorators or all of its callers open."""
    return _Regions(project).around(name)


class _Regions:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._resolver = Resolver(project)

    def around(self, name: str) -> bool:
        """Whether something around a function opens a transaction."""
        return Within(self._wears, self._enters, lambda site: site.runs == "here").around(self._project, name)

    def _wears(self, module: str, summary: FunctionSummary) -> bool:
        return any(names_region(d.name) or self._is_region(module, d.symbol, 0) for d in summary.decorators)

    def opens(self, name: str, depth: int) -> bool:
        """Whether a function or class of the project opens a transaction for what is done in it."""
        facts, path = self._resolver.locate(name)
        if facts is None or depth > _MAX_DEPTH:
            return False
        if path in facts.classes:
            bases = {base.rpartition(".")[2] for _, base in self._resolver.lineage(name)}
            return "Atomic" in bases or self.opens(f"{name}.__enter__", depth + 1)
        pending = [path]
        while pending:
            inner = pending.pop()
            summary = self._project.body(facts, inner)
            if summary is not None and self._enters(facts.name, summary, depth):
                return True
            pending += facts.nested_functions.get(inner, ())
        return False

    def _enters(self, module: str, summary: FunctionSummary, depth: int = 0) -> bool:
        if any(self._is_region(module, symbol, depth) for symbol in summary.entered):
            return True
        is_wrapper = summary.is_generator or summary.path[-1] == "__enter__"
        return is_wrapper and any(site.name in catalogue.REGIONS for site in summary.calls)

    def _is_region(self, module: str, symbol: Symbol | None, depth: int) -> bool:
        while symbol is not None and symbol[0] in ("call", "await"):
            symbol = symbol[1]
        last = symbol[-1] if symbol else ""
        if isinstance(last, str) and names_region(last):
            return True
        target = self._resolver.resolve(module, symbol)
        return _is_own(target) and target is not None and self.opens(target.name, depth + 1)


def _is_own(target: Ref | None) -> bool:
    return target is not None and target.internal and target.kind in ("function", "class", "instance")


OPENS_TRANSACTION = Question(opens_transaction)
RUNS_IN_TRANSACTION = Question(runs_in_transaction)
