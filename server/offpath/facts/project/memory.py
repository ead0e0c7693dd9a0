"""Answers remembered with what they rest on, so that a change in one function's body costs those alone that read it.

A body is named by a key: `(module, path)` for what one function does, `("calls", name)` for the calls of a name,
`("handed on", name)`, `("mentioned", name)`, `("imports",)`, `("tables",)` and `("callers",)` for what is gathered over all functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from typing import Any, TypeAlias

from offpath.facts.project.modules import ModuleFacts
from offpath.facts.summaries.contribution import CallSite, Contribution, FunctionSummary

Key: TypeAlias = "tuple[Hashable, ...]"
_MISSING = object()


class Answers:
    """Answers by question, with the keys that each one rests on."""

    def __init__(self) -> None:
        self._known: dict[Key, Any] = {}
        self._keys: dict[Key, frozenset[Key]] = {}
        self._resting: dict[Key, set[Key]] = {}
        """The questions whose answers rest on a key."""
        self._forgotten: dict[Key, int] = {}
        """When answers were last forgotten, the latest at the end."""
        self._since: tuple[int, list[Key]] | None = None
        """What `forgotten_since` last told, while it holds."""
        self._watching: list[set[Key] | None] = []
        """What the answers that are being computed have read so far, the innermost last."""

    def get(self, question: Key, compute: Callable[[], Any]) -> Any:
        """The answer, computed where it is not known."""
        known = self._known.get(question, _MISSING)
        if known is _MISSING:
            self._watching.append(set())
            try:
                known = compute()
            finally:
                read = self._watching.pop()
            keys = frozenset(read or ())
            self._known[question], self._keys[question] = known, keys
            for key in keys:
                self._resting.setdefault(key, set()).add(question)
        if self._watching and self._watching[-1] is not None:
            self._watching[-1] |= self._keys[question]
        return known

    def keys_of(self, question: Key) -> frozenset[Key]:
        """What the answer to a question rests on, where it is known."""
        return self._keys.get(question, frozenset())

    def rests_on(self, key: Key) -> None:
        """Notes that what is being computed has read this."""
        if self._watching and self._watching[-1] is not None:
            self._watching[-1].add(key)

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """For answers that rest on no body, whatever they call."""
        self._watching.append(None)
        try:
            yield
        finally:
            self._watching.pop()

    def forget(self, keys: Iterable[Key], now: int) -> None:
        """Forgets every answer that rests on one of these keys."""
        self._since = None
        for question in {q for key in keys for q in self._resting.pop(key, ())}:
            self._known.pop(question, None)
            for key in self._keys.pop(question, ()):
                if key in self._resting:
                    self._resting[key].discard(question)
            self._forgotten.pop(question, None)
            self._forgotten[question] = now

    def forgotten_since(self, time: int) -> list[Key]:
        """The questions whose answers were forgotten after a time."""
        if self._since is None or self._since[0] != time:
            newest = takewhile(lambda each: each[1] > time, reversed(self._forgotten.items()))
            self._since = time, [question for question, _ in newest]
        return self._since[1]

    def clear(self) -> None:
        """Forgets everything."""
        self._known.clear()
        self._keys.clear()
        self._resting.clear()
        self._forgotten.clear()
        self._since = None


@dataclass(frozen=True, slots=True)
class BodyChanges:
    """What differs between two states of a module with the same outline."""

    keys: frozenset[Key]
    functions: frozenset[tuple[str, ...]]
    """The paths of the functions that do something else now."""


def changed_bodies(module: str, before: Iterable[Contribution], after: Iterable[Contribution]) -> BodyChanges:
    """The differences of two states of a module whose outlines are equal."""
    keys: set[Key] = set()
    functions: set[tuple[str, ...]] = set()
    for old, new in zip(before, after, strict=True):
        if old is new or old == new:
            continue
        keys.update(("handed on", name) for name in old.handed_on ^ new.handed_on)
        keys.update(("mentioned", name) for name in old.mentioned ^ new.mentioned)
        if old.imports != new.imports:
            keys.add(("imports",))
        if old.tables != new.tables:
            keys.add(("tables",))
        if old.made_up != new.made_up:
            keys.add(("handed on by a made-up name",))
        if old.dictionaries != new.dictionaries:
            keys.add(("dictionaries",))
        if old.signing != new.signing:
            keys.add(("signing",))
        if old.row_names != new.row_names or old.given != new.given:
            keys.add(("row names",))
        if old.refused != new.refused:
            keys.add(("refused",))
        for was, now in zip(old.functions, new.functions, strict=True):
            if was != now:
                functions.add(now.path)
                keys.update(_keys_of(module, was, now))
    return BodyChanges(frozenset(keys), frozenset(functions))


def _keys_of(module: str, was: FunctionSummary, now: FunctionSummary) -> Iterator[Key]:
    yield module, ".".join(now.path)
    yield from (("calls", site.name) for site in (*was.calls, *now.calls))
    if (was.callers, was.hands_caller) != (now.callers, now.hands_caller):
        yield ("callers",)
    if _columns(was) != _columns(now):
        yield ("tables",)


def _columns(function: FunctionSummary) -> set[tuple[str, str]]:
    filtered = {(a.target, f.column) for a in function.accesses for f in a.filters}
    return filtered | {(a.target, v.column) for a in function.accesses for v in a.values}


class HandedOn:
    """The names of functions that a project hands on instead of calling them, by how many units do; kept up to date."""

    def __init__(self) -> None:
        self._modules: dict[str, tuple[Contribution, ...]] | None = None
        self._names: Counter[str] = Counter()
        self._made_up: Counter[tuple[str, str]] = Counter()

    def holds(self, name: str, modules: Mapping[str, ModuleFacts]) -> bool:
        """Whether a function of this (undotted) name is handed on, or its name may be one that is made up."""
        if self._modules is None:
            self._modules = {}
            for module in modules.values():
                self.update(module)
        return self._names[name] > 0 or any(count and _fits(name, each) for each, count in self._made_up.items())

    def update(self, module: ModuleFacts) -> None:
        """Takes over what a module hands on now, from those of its units that are others."""
        if self._modules is None:
            return
        before = self._modules.get(module.name, ())
        self._modules[module.name] = module.contributions
        for was, now in zip_longest(before, module.contributions):
            if was is not now:
                self._count(was, now)

    def _count(self, was: Contribution | None, now: Contribution | None) -> None:
        if was is not None:
            self._names.subtract(was.handed_on)
            self._made_up.subtract(was.made_up)
        if now is not None:
            self._names.update(now.handed_on)
            self._made_up.update(now.made_up)


def _fits(name: str, made_up: tuple[str, str]) -> bool:
    return len(name) > len(made_up[0]) + len(made_up[1]) and name.startswith(made_up[0]) and name.endswith(made_up[1])


class CallIndex:
    """Every call of a project by the called name, built when first asked and kept up to date."""

    def __init__(self) -> None:
        self._by_name: dict[str, dict[tuple[str, tuple[str, ...]], tuple[FunctionSummary, list[CallSite]]]] | None = (
            None
        )

    def named(self, name: str, modules: Mapping[str, ModuleFacts]) -> list[tuple[str, FunctionSummary, CallSite]]:
        """The calls of a name: module, caller, call."""
        if self._by_name is None:
            self._by_name = {}
            for module in modules.values():
                for caller in module.functions.values():
                    self._add(module.name, caller)
        found = self._by_name.get(name, {})
        return [(module, caller, site) for (module, _), (caller, sites) in found.items() for site in sites]

    def update(self, module: str, functions: Iterable[tuple[FunctionSummary, FunctionSummary]]) -> None:
        """Takes over what functions do now, each given as it was and as it is."""
        if self._by_name is None:
            return
        for was, now in functions:
            for site in was.calls:
                self._by_name.get(site.name, {}).pop((module, was.path), None)
            self._add(module, now)

    def clear(self) -> None:
        """Forgets everything."""
        self._by_name = None

    def _add(self, module: str, caller: FunctionSummary) -> None:
        assert self._by_name is not None
        for site in caller.calls:
            _, sites = self._by_name.setdefault(site.name, {}).setdefault((module, caller.path), (caller, []))
            sites.append(site)
