"""Work that a call has run elsewhere or later: `add_task(f, x)`, `to_thread(f, x)`, `Thread(target=f, args=(x,))`, `f.delay(x)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries.concurrency import LOCK_WORDS, MAKING_RUNNABLE, STARTING_COROUTINES, UNLOCKING
from offpath.catalogue.library import Running, Runs
from offpath.catalogue.load import catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True)
class HandedWork:
    """A function that a call is handed to run, with what it will be called with."""

    run: t.Expr
    runs: Runs
    arguments: tuple[t.Expr, ...] = ()
    keywords: tuple[tuple[str, t.Expr], ...] = ()
    """By name; `**` for what is spread."""
    locked: bool = False
    """Whether what runs it holds a lock meanwhile, by its name: `self.lock.run(f, x)`, `with_lock(key, f)`."""


def handed_work(call: t.Call) -> Iterator[HandedWork]:
    """What a call has run, as it is written; that it is a function, the project must tell."""
    name, known = last_name(call.func), catalogue()
    for form in known.running.get(name, ()):
        run = _at(call, form.argument, form.keyword)
        if isinstance(run, (t.Name, t.Attribute)):
            yield _work(call, run, form, form.argument + 1)
    dispatching = known.dispatching.get(name) if isinstance(call.func, t.Attribute) else None
    if dispatching is not None and isinstance(call.func, t.Attribute):
        if isinstance(call.func.value, (t.Name, t.Attribute)):
            yield _work(call, call.func.value, Running(names=(), packed=dispatching.packed), 0)
    if name not in known.running and names_lock(call.func):
        yield from _under_lock(call)
    made = call.func
    if isinstance(made, t.Call) and last_name(made.func) in MAKING_RUNNABLE and made.args:
        if isinstance(made.args[0], (t.Name, t.Attribute)):
            yield HandedWork(made.args[0], "waited", tuple(call.args), tuple(_named(call.keywords, frozenset())))


def names_lock(func: t.Expr) -> bool:
    """Whether a name that is called, or what it is called on, says that others are kept away: `self.lock.run`, `run_exclusive`."""
    spoken = {*words(last_name(func)), *words(last_name(func.value) if isinstance(func, t.Attribute) else "")}
    return not LOCK_WORDS.isdisjoint(spoken) and UNLOCKING.isdisjoint(spoken)


def _under_lock(call: t.Call) -> Iterator[HandedWork]:
    for position, each in enumerate(call.args):
        if isinstance(each, (t.Name, t.Attribute)):
            rest = tuple(call.args[position + 1 :])
            yield HandedWork(each, "waited", rest, tuple(_named(call.keywords, frozenset())), locked=True)


def runs_of(call: t.Call) -> Runs:
    """How a call's own work runs: `task` where its coroutine is handed to what does not wait for it."""
    around = call.parent
    is_handed = isinstance(around, t.Call) and around.args[:1] == [call]
    return "task" if is_handed and last_name(around.func) in STARTING_COROUTINES else "here"  # type: ignore[union-attr]


def _at(call: t.Call, position: int, keyword: str) -> t.Expr | None:
    if 0 <= position < len(call.args):
        before = call.args[: position + 1]
        return before[-1] if not any(isinstance(each, t.Starred) for each in before) else None
    return call.keyword(keyword) if keyword else None


def _work(call: t.Call, run: t.Expr, form: Running, first: int) -> HandedWork:
    """The work that a call hands over; `first` is the position at which the function's own arguments begin."""
    if form.packed:
        given = _at(call, first + form.skipped, form.packed)
        named = _at(call, first + 1 + form.skipped, "kwargs")
        return HandedWork(run, form.runs, tuple(_unpacked(given)), tuple(_unpacked_names(named)))
    given_keywords = _named(call.keywords, frozenset((*form.own, form.keyword)))
    return HandedWork(run, form.runs, tuple(call.args[first:]), tuple(given_keywords))


def _unpacked(given: t.Expr | None) -> Iterator[t.Expr]:
    if isinstance(given, (t.Tuple, t.List)):
        yield from given.elts


def _unpacked_names(given: t.Expr | None) -> Iterator[tuple[str, t.Expr]]:
    for item in given.items if isinstance(given, t.Dict) else ():
        if isinstance(item.key, t.Constant) and isinstance(item.key.value, str):
            yield item.key.value, item.value


def _named(keywords: list[t.Keyword], own: frozenset[str]) -> Iterator[tuple[str, t.Expr]]:
    for keyword in keywords:
        if keyword.arg not in own:
            yield keyword.arg or "**", keyword.value
