"""Which stage of a program's life a place is kept to: by what every way there has asked, by a function or a class around it, by who calls it."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.debugging import DEVELOPMENT_WORDS
from offpath.catalogue.words.verbs import words
from offpath.facts.code.stages import IN_DEVELOPMENT, IN_PRODUCTION, REFUSES_PRODUCTION, StageTests, is_switch_of
from offpath.facts.code.symbols import last_name
from offpath.facts.flow.conditions import tests_passed
from offpath.facts.project.names import FUNCTION
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.summaries.contribution import FunctionSummary
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t

_MOST_CALLS, _MOST_STEPS = 8, 3


def is_kept_to_development(facts: UnitFacts, node: t.Node) -> bool:
    """Whether production never comes by: a test on the way, a class or a function around says so, as far as its words tell."""
    return is_named_for_development(node) or is_in_development(facts, node)


def is_named_for_development(node: t.Node) -> bool:
    """Whether a class or a function around is named for development."""
    named = (each for each in node.ancestors() if isinstance(each, (t.ClassDef, t.FunctionDef)))
    return any(not DEVELOPMENT_WORDS.isdisjoint(words(each.name)) for each in named)


def is_in_development(facts: UnitFacts, node: t.Node) -> bool:
    """Whether what every way to a place has asked keeps production away."""
    return facts.derived(_Stages).is_development(node)


def stages_told(project: Project, name: str) -> tuple[str, ...]:
    """What a function tells of the stage, and nothing else of it: whatever else it does may change."""
    summary: FunctionSummary | None = project.answer(FUNCTION, name)
    told = (IN_DEVELOPMENT, IN_PRODUCTION, REFUSES_PRODUCTION)
    return tuple(each for each in told if summary is not None and each in summary.traits)


STAGES_TOLD = Question(stages_told)


class _Stages:
    """What a unit's tests tell of the stage."""

    def __init__(self, facts: UnitFacts) -> None:
        self._facts = facts
        self._tests = StageTests(facts.reading.symbols, self._tells_elsewhere)

    def is_development(self, node: t.Node, depth: int = 0) -> bool:
        """Whether it is asked in the function that a place stands in, or round about where that is made or called."""
        place: t.Node | None = node
        while place is not None:
            if self._is_asked(place):
                return True
            place = next((each for each in place.ancestors() if isinstance(each, t.FunctionDef)), None)
            if isinstance(place, t.FunctionDef) and (_is_decorated(place) or self._is_called_there(place, depth)):
                return True
        return False

    def _is_called_there(self, function: t.FunctionDef, depth: int) -> bool:
        """Whether a function within another is only ever called in development."""
        bound = self._facts.reading.symbols.flow_at(function).by_node.get(function, ())
        reads = [read for each in bound if isinstance(each.scope, t.FunctionDef) for read in each.uses]
        calls = [read.parent for read in reads if isinstance(read.parent, t.Call) and read.parent.func is read]
        if not calls or len(calls) < len(reads) or len(calls) > _MOST_CALLS or depth >= _MOST_STEPS:
            return False
        return all(self.is_development(call, depth + 1) for call in calls)

    def _is_asked(self, place: t.Node) -> bool:
        """Whether the function that a place stands in asks on every way to it, or has a helper ask that refuses."""
        passed = (each for each in tests_passed(self._facts, place) if not self._is_settled(each.test))
        if any(map(self._tests.is_development, passed)):
            return True
        return any(self._refuses(each) for each in _statements_before(place))

    def _is_settled(self, test: t.Expr | t.MatchCase) -> bool:
        """Whether the code itself says how a test ends, whatever the stage: `if IS_LOCAL:` under `IS_LOCAL = True`."""
        is_switch = isinstance(test, (t.Name, t.Attribute)) and last_name(test).upper() == "DEBUG"
        return isinstance(test, t.Expr) and not is_switch and fold(self._facts, test) is not None

    def _refuses(self, statement: t.Stmt) -> bool:
        value = statement.value if isinstance(statement, t.ExprStmt) else None
        value = value.value if isinstance(value, t.Await) else value
        return isinstance(value, t.Call) and REFUSES_PRODUCTION in self._traits(self._facts.callee(value))

    def _tells_elsewhere(self, asked: t.Expr, holds: bool) -> bool:
        """Whether a function or a property of the project tells the stage by what it answers."""
        asked = asked.value if isinstance(asked, t.Await) else asked
        if isinstance(asked, t.Call):
            name = self._facts.callee(asked)
        elif isinstance(asked, t.Attribute):
            owner = self._facts.type_of(asked.value)
            name = f"{owner}.{asked.attr}" if owner else ""
        else:
            return False
        return (IN_DEVELOPMENT if holds else IN_PRODUCTION) in self._traits(name)

    def _traits(self, name: str) -> tuple[str, ...]:
        return self._facts.asking.ask(STAGES_TOLD, name) if name else ()


def _is_decorated(function: t.FunctionDef) -> bool:
    """Whether a decorator keeps a function to development by its name: `@debug_only`."""
    called = (each.func if isinstance(each, t.Call) else each for each in function.decorators)
    return any(is_switch_of(last_name(each)) for each in called)


def _statements_before(place: t.Node) -> Iterator[t.Stmt]:
    """The statements that have run in full before a place, whichever way led there within its function."""
    child = place
    for outer in place.ancestors():
        for name in _BLOCKS:
            block = getattr(outer, name, None)
            if isinstance(block, list) and child in block:
                yield from block[: block.index(child)]
        if isinstance(outer, t.FunctionDef):
            return
        child = outer


_BLOCKS = ("body", "orelse", "finalbody")
