"""The project's shared knowledge: what names denote across files, and a memory of what each unit asked.

`Project` holds the contributions of all units by module and answers questions about them. `Asking` is the view that
one unit's analysis gets: it records every question with its answer, and the unit's findings stand for as long as
all its recorded answers do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast

from offpath.catalogue.library import Library
from offpath.catalogue.load import Catalogue, catalogue
from offpath.catalogue.remembering import MOST_NAMES
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.memory import Answers, BodyChanges, CallIndex, HandedOn, Key, changed_bodies
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.question import Question
from offpath.facts.project.references import Resolutions
from offpath.facts.project.starts import Start
from offpath.facts.summaries.contribution import (
    CallSite,
    Contribution,
    DictionarySummary,
    FunctionSummary,
    Registration,
    TableSummary,
)
from offpath.syntax.budget import OutOfSteps, allowed, spend

P = ParamSpec("P")
R = TypeVar("R")
Asked: TypeAlias = "tuple[Any, ...]"
"""A `Question`, and its arguments."""
Answer: TypeAlias = Any

QUESTION_STEPS = 2_000_000
"""How much work one question to the project may take, what it asks in its turn left out: some four seconds."""

_STEPS_TO_ASK = 4
"""What asking costs a unit, whoever found the answer."""


class Unanswered(Enum):
    """Stands for the answer to a question that its steps did not suffice for."""

    UNANSWERED = "unanswered"


UNANSWERED = Unanswered.UNANSWERED


@dataclass(frozen=True, slots=True)
class FactSettings:
    """What the user says about the project. Field names are as in the settings, with underscores."""

    owner_fields: tuple[str, ...] = (
        "user_id", "owner_id", "owner", "author_id", "author", "created_by", "account_id", "tenant_id",
        "organization_id", "org_id", "customer_id", "team_id", "workspace_id",
    )  # fmt: skip
    identity: tuple[str, ...] = ()
    auth_guards: tuple[str, ...] = ()
    write_functions: tuple[str, ...] = ()
    libraries: tuple[Library, ...] = ()
    """What the files of the setting `catalogue` describe."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of the project: how often its outline (names, signatures, classes) changed, and how often anything did."""

    outline: int = 0
    whole: int = 0


class Project:
    """All modules under one project root."""

    def __init__(self, settings: FactSettings | None = None, starts: tuple[Start, ...] = ()) -> None:
        self.settings = settings or FactSettings()
        self.starts = starts
        """By which commands it is started, as its own files say."""
        self.question_steps = QUESTION_STEPS
        self.modules: dict[str, ModuleFacts] = {}
        self.revision = Revision()
        self.resolutions = Resolutions()
        self._outline_answers: dict[Asked, Answer] = {}
        self._answers = Answers()
        self._calls = CallIndex()
        self._handed_on = HandedOn()
        self._kept: Mapping[str, tuple[tuple[str, Symbol], ...]] | None = None

    @cached_property
    def catalogue(self) -> Catalogue:
        """What is known of libraries, with what the user adds."""
        return catalogue().extended(self.settings.libraries)

    @property
    def kept_places(self) -> Mapping[str, tuple[tuple[str, Symbol], ...]]:
        """What modules put into an application under a name: the modules, and what each puts there."""
        if self._kept is None:
            found: dict[str, dict[tuple[str, Symbol], None]] = {}
            for module in self.modules.values():
                for contribution in module.contributions:
                    for name, symbol in contribution.kept:
                        found.setdefault(name, {})[module.name, symbol] = None
            self._kept = {name: tuple(places) for name, places in found.items()}
        return self._kept

    def set_module(self, module: ModuleFacts) -> bool:
        """Adds or replaces a module; True when what others can see of it changed."""
        known = self.modules.get(module.name)
        if known == module:
            return False
        self.modules[module.name] = module
        if known is None or not _same_outline(known, module):
            self._outline_changed()
            return True
        self.revision = Revision(self.revision.outline, self.revision.whole + 1)
        changes = changed_bodies(module.name, known.contributions, module.contributions)
        self._calls.update(module.name, _keep_the_rest(known, module, changes))
        self._handed_on.update(module)
        self._answers.forget(changes.keys, self.revision.whole)
        return True

    def remove_module(self, name: str) -> bool:
        """Forgets a module; True when there was one."""
        if self.modules.pop(name, None) is None:
            return False
        self._outline_changed()
        return True

    def _outline_changed(self) -> None:
        self.revision = Revision(self.revision.outline + 1, self.revision.whole + 1)
        self.resolutions.clear()
        self._outline_answers.clear()
        self._answers.clear()
        self._calls.clear()
        self._handed_on = HandedOn()
        self._kept = None

    def stands(self, answers: Mapping[Asked, Answer], seen: Revision) -> bool:
        """Whether recorded answers still hold that were given at the revision `seen`."""
        if seen == self.revision:
            return True
        if seen.outline == self.revision.outline:
            forgotten = self._answers.forgotten_since(seen.whole)
            return all(self.recorded(q) == answers[q] for q in forgotten if q in answers)
        return all(self.recorded(asked) == answer for asked, answer in answers.items())

    def answer(self, question: Question[P, R], *arguments: P.args, **_: P.kwargs) -> R:
        """The answer to a question, memoised until something changes that it rests on.

        Raises `OutOfSteps` when it cannot be found within the steps that each question has.
        """
        spend(_STEPS_TO_ASK)
        known = self.recorded((question, *arguments))
        if known is UNANSWERED:
            raise OutOfSteps
        return cast("R", known)

    def recorded(self, asked: Asked) -> Answer:
        """The answer as it is kept with what rests on it: `UNANSWERED` where the question's steps did not suffice."""
        if asked[0].on_outline:
            known = self._outline_answers.get(asked, _MISSING)
            if known is _MISSING:
                with self._answers.unwatched():
                    known = self._outline_answers[asked] = self._computed(asked)
            return known
        return self._answers.get(asked, lambda: self._computed(asked))

    def bodies_behind(self, asked: Asked) -> frozenset[Key]:
        """The bodies that a recorded answer rests on, by their keys; none of those that rest on the outline alone."""
        return self._answers.keys_of(asked)

    def _computed(self, asked: Asked) -> Answer:
        """Every question has steps of its own, so that it costs whoever asks first no more than all who ask later."""
        with allowed(self.question_steps):
            try:
                return asked[0].compute(self, *asked[1:])
            except OutOfSteps:
                return UNANSWERED

    # -- what function bodies do; every answer that reads it is computed anew when it changes

    def body(self, facts: ModuleFacts, path: str) -> FunctionSummary | None:
        """A function's summary, for what its body does."""
        self._answers.rests_on((facts.name, path))
        return facts.functions.get(path)

    def calls_named(self, name: str) -> list[tuple[str, FunctionSummary, CallSite]]:
        """Every call in a function of the project whose called name's last part is `name`: module, caller, call."""
        self._answers.rests_on(("calls", name))
        return self._calls.named(name, self.modules)

    def is_handed_on(self, name: str) -> bool:
        """Whether anything passes, stores or returns a function of this (undotted) name instead of calling it."""
        self._answers.rests_on(("handed on", name))
        self._answers.rests_on(("handed on by a made-up name",))
        return self._handed_on.holds(name, self.modules)

    def is_mentioned(self, module: str, name: str) -> bool:
        """Whether anything may mean by its name what a module defines at its top, but for what that is itself."""
        return any(
            facts.name != module or contribution.path[:1] != (name,) for facts, contribution in self.mentions(name)
        )

    def mentions(self, name: str) -> Iterator[tuple[ModuleFacts, Contribution]]:
        """The units that say a name by which what another one defines may be meant."""
        self._answers.rests_on(("mentioned", name))
        for facts in self.modules.values():
            yield from ((facts, each) for each in facts.contributions if name in each.mentioned)

    def imports(self) -> Iterator[tuple[ModuleFacts, tuple[int, str, str]]]:
        """What each module imports or names by a text."""
        self._answers.rests_on(("imports",))
        for module in self.modules.values():
            for contribution in module.contributions:
                for each in contribution.imports:
                    yield module, each

    def dictionaries(self, module: ModuleFacts) -> Iterator[DictionarySummary]:
        """The dictionaries that a module keeps under names, and the changes of them that it makes."""
        self._answers.rests_on(("dictionaries",))
        for contribution in module.contributions:
            yield from contribution.dictionaries

    def signing(self) -> Iterator[tuple[ModuleFacts, Symbol, Symbol]]:
        """The calls that may take a key, by module, each with what it is handed for one."""
        self._answers.rests_on(("signing",))
        for module in self.modules.values():
            for contribution in module.contributions:
                for callee, key in contribution.signing:
                    yield module, callee, key

    def row_names(self) -> Iterator[tuple[ModuleFacts, Contribution]]:
        """Every contribution with its module, for the names that it gives to rows and records."""
        self._answers.rests_on(("row names",))
        return ((module, each) for module in self.modules.values() for each in module.contributions)

    def refused(self) -> dict[str, frozenset[str]]:
        """What functions compare with in order to refuse it, by subject, as in `refusing`."""
        self._answers.rests_on(("refused",))
        found: dict[str, set[str]] = {}
        for module in self.modules.values():
            for contribution in module.contributions:
                for subject, where in contribution.refused:
                    found.setdefault(subject, set()).add(where)
        return {subject: frozenset(where) for subject, where in found.items()}

    def tables(self) -> Iterator[TableSummary]:
        """Every table summary of the project."""
        return (table for _, table in self.tables_by_module())

    def tables_by_module(self) -> Iterator[tuple[ModuleFacts, TableSummary]]:
        """Every table summary of the project with its module."""
        self._answers.rests_on(("tables",))
        for module in self.modules.values():
            for table in module.tables:
                yield module, table

    def declared_tables(self) -> Iterator[tuple[str, frozenset[str]]]:
        """The names of the tables that each module declares."""
        self._answers.rests_on(("tables",))
        for module in self.modules.values():
            names = frozenset(each.name for each in module.tables if each.declared)
            if names:
                yield module.name, names

    def seen_columns(self) -> Iterator[dict[str, tuple[str, ...]]]:
        """The columns that each module's functions name, by table or collection."""
        self._answers.rests_on(("tables",))
        return (module.seen_columns for module in self.modules.values())

    def spelled_callers(self) -> Iterator[tuple[str, str, str, str]]:
        """How functions spell the caller: module, table or model, column, text."""
        self._answers.rests_on(("callers",))
        for module in self.modules.values():
            for spelled in module.spelled_callers:
                yield module.name, *spelled

    def handed_callers(self) -> Iterator[tuple[str, Symbol, int | str]]:
        """What functions hand the caller to: their module, what is called, the slot."""
        self._answers.rests_on(("callers",))
        for module in self.modules.values():
            for symbol, slot in module.handed_callers:
                yield module.name, symbol, slot

    # -- the outline

    def registrations(self) -> Iterator[tuple[ModuleFacts, Registration]]:
        """Every registering call of the project with its module."""
        for module in self.modules.values():
            for contribution in module.contributions:
                for registration in contribution.registrations:
                    yield module, registration


class Asking:
    """One unit's view of everything outside it; remembers what was asked and answered."""

    def __init__(self, project: Project, module: str) -> None:
        self._project = project
        self.module = module
        self.settings = project.settings
        self.catalogue = project.catalogue
        self.answers: dict[Asked, Answer] = {}

    def ask(self, question: Question[P, R], *arguments: P.args, **_: P.kwargs) -> R:
        """The project's answer, recorded. Raises `OutOfSteps` when the project did not find it within its steps."""
        spend()
        asked: Asked = (question, *arguments)
        known = self.answers.get(asked, _MISSING)
        if known is _MISSING:
            spend(_STEPS_TO_ASK)
            known = self.answers[asked] = self._project.recorded(asked)
        if known is UNANSWERED:
            raise OutOfSteps
        return cast("R", known)


class AskingNobody(Asking):
    """What a unit can be answered that is alone in the world: what libraries are."""

    def __init__(self) -> None:
        super().__init__(Project(), "")

    def ask(self, question: Question[P, R], *arguments: P.args, **_: P.kwargs) -> R:
        """As in `Asking`."""
        spend(_STEPS_TO_ASK)
        known = _of_libraries((question, *arguments))
        if known is UNANSWERED:
            raise OutOfSteps
        return cast("R", known)


@lru_cache(maxsize=MOST_NAMES)
def _of_libraries(asked: Asked) -> Answer:
    """The answer in a project of no files."""
    return Project().recorded(asked)


_MISSING = object()


def _same_outline(a: ModuleFacts, b: ModuleFacts) -> bool:
    """Whether two states of a module differ in function bodies alone."""
    if (a.name, a.path, a.is_package, len(a.contributions)) != (b.name, b.path, b.is_package, len(b.contributions)):
        return False
    return all(x is y or x.outline == y.outline for x, y in zip(a.contributions, b.contributions, strict=True))


def bodies_changed(before: ModuleFacts, after: ModuleFacts) -> frozenset[Key] | None:
    """The keys of what differs between two states of a module; None where more than bodies does."""
    if not _same_outline(before, after):
        return None
    return frozenset(changed_bodies(after.name, before.contributions, after.contributions).keys)


_OUTLINE = (
    "bindings",
    "late",
    "constants",
    "unset",
    "classes",
    "star_imports",
    "nested_functions",
    "attributes",
    "stand_ins",
)
"""What of a module does not depend on function bodies, and is kept when only those change."""


_Pairs: TypeAlias = "list[tuple[FunctionSummary, FunctionSummary]]"


def _keep_the_rest(known: ModuleFacts, module: ModuleFacts, changes: BodyChanges) -> _Pairs:
    """Spares a module with the same outline what was computed of its former state and has not changed.

    Returns the functions that do something else now, before and after, where that was known.
    """
    for name in _OUTLINE:
        if name in known.__dict__:
            module.__dict__[name] = known.__dict__[name]
    if "functions" not in known.__dict__:
        return []
    changed = {".".join(now.path): now for now in _last_of(module, changes.functions)}
    module.__dict__["functions"] = {**known.functions, **changed}
    return [(known.functions[name], now) for name, now in changed.items()]


def _last_of(module: ModuleFacts, paths: frozenset[tuple[str, ...]]) -> Iterator[FunctionSummary]:
    """The functions at these paths; of several at one path the last, which hides the others."""
    left = set(paths)
    for contribution in reversed(module.contributions):
        if not left:
            return
        for function in reversed(contribution.functions):
            if function.path in left:
                left.remove(function.path)
                yield function
