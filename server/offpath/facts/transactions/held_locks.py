"""Functions that only ever run while a lock is held: by a decorator, by what they enter, or by everybody who calls them."""

from __future__ import annotations

from itertools import takewhile

from offpath.catalogue.libraries.concurrency import LOCK_TYPES, LOCK_WORDS
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.running.within import Within
from offpath.facts.stores.reached import ACCESSES
from offpath.facts.summaries.contribution import CallSite, FunctionSummary

_MAX_DEPTH = 3
_RELEASING = frozenset({"unlock", "release", "is", "free", "has", "check"})


def runs_locked(project: Project, name: str) -> bool:
    """Whether the function of this dotted name runs under a lock that its decorators or all of its callers hold."""
    return _Locks(project).around(name)


class _Locks:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._resolver = Resolver(project)

    def around(self, name: str) -> bool:
        """Whether something around a function holds a lock while it runs."""
        locks = Within(self._decorated, self._takes, lambda site: site.is_waited_for, lambda site: site.locked)
        return locks.around(self._project, name)

    def _decorated(self, module: str, summary: FunctionSummary) -> bool:
        for decoration in summary.decorators:
            if not LOCK_WORDS.isdisjoint(words(decoration.name.rpartition(".")[2])):
                return True
            target = self._resolver.resolve(module, _made(decoration.symbol))
            if target is not None and target.internal and target.kind == "function" and self._wraps(target.name):
                return True
            if target is not None and target.internal and target.kind == "function" and self._holds(target.name, 0):
                return True
        return False

    def _wraps(self, name: str) -> bool:
        """Whether a decorator's inner functions hold a lock."""
        facts, path = self._resolver.locate(name)
        pending = list(facts.nested_functions.get(path, ())) if facts is not None else []
        while facts is not None and pending:
            inner = pending.pop()
            summary = self._project.body(facts, inner)
            if summary is not None and self._takes(facts.name, summary):
                return True
            pending += facts.nested_functions.get(inner, ())
        return False

    def _holds(self, name: str, depth: int) -> bool:
        """Whether a context manager, which may be worn as a decorator, holds a lock while it waits at its `yield`."""
        facts, path = self._resolver.locate(name)
        summary = self._project.body(facts, path) if facts is not None else None
        if facts is None or summary is None or not summary.is_generator or depth > _MAX_DEPTH:
            return False
        return self._takes(facts.name, summary)

    def _takes(self, module: str, summary: FunctionSummary, until: CallSite | None = None) -> bool:
        """Whether a function takes a lock itself, or by a helper that does, before a call in it."""
        if any(self._is_lock(module, symbol) for symbol in summary.entered):
            return True
        if any(access.locks and not access.target for access in summary.accesses):
            return True
        for site in takewhile(lambda each: each is not until, summary.calls):
            spelled = words(site.name)
            if not LOCK_WORDS.isdisjoint(spelled) and _RELEASING.isdisjoint(spelled):
                return True
            if self._locks_stores(self._resolver.resolve(module, site.target)):
                return True
        return False

    def _is_lock(self, module: str, symbol: Symbol) -> bool:
        if any(not LOCK_WORDS.isdisjoint(words(name)) for name in _names(symbol)):
            return True
        target = self._resolver.resolve(module, symbol)
        if target is not None and target.name in LOCK_TYPES:
            return True
        made = self._resolver.resolve(module, _made(symbol))
        return self._locks_stores(made)

    def _locks_stores(self, target: Ref | None) -> bool:
        """Whether a function or context manager of the project takes a lock in a store."""
        if target is None or not target.internal:
            return False
        name = f"{target.name}.__enter__" if target.kind in ("class", "instance") else target.name
        if target.kind not in ("class", "instance", "function"):
            return False
        reached = self._project.answer(ACCESSES, name)
        return any(each.access.locks and not each.access.target and not each.depth for each in reached)


def _made(symbol: Symbol | None) -> Symbol | None:
    """What is called to make a value: `held` of `held(8)`."""
    while symbol is not None and symbol[0] in ("call", "await"):
        symbol = symbol[1]
    return symbol


def _names(symbol: Symbol | None) -> list[str]:
    """The names in a symbol, the outermost first."""
    found = []
    while isinstance(symbol, tuple) and symbol:
        found += [part.rpartition(".")[2] for part in symbol[1:] if isinstance(part, str)]
        symbol = next((part for part in symbol[1:] if isinstance(part, tuple)), None)
    return found


RUNS_LOCKED = Question(runs_locked)
