"""One unit's analysis: read it, run the rules over its facts, keep what went wrong apart from what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from offpath.engine.reporting.doubting import doubted
from offpath.engine.reporting.joining import joined
from offpath.engine.reporting.notes import REPORT_IT, Trouble
from offpath.engine.reporting.suppressions import Suppression, for_whole_file, silence
from offpath.facts.code.kinds_of_files import TESTS
from offpath.facts.code.reading import UnitReading, read_unit
from offpath.facts.project.project import Asking, Project, Revision
from offpath.facts.running.kinds_of_modules import KINDS_OF_MODULE
from offpath.facts.summaries.contribution import Contribution
from offpath.facts.summaries.units import contribution_of
from offpath.facts.unit import FileFacts, UnitFacts
from offpath.rules.base import Finding, Rule
from offpath.rules.registry import known_names
from offpath.syntax.budget import LeftOut, OutOfSteps, allowed
from offpath.syntax.nesting import TooDeep
from offpath.text.span import Span

if TYPE_CHECKING:
    from offpath.facts.project.project import Answer, Asked
    from offpath.syntax.structure import Unit

UNIT_STEPS = 500_000
"""How much work reading a unit may take, and running the rules over it once more: some 20 times what the largest units of
real applications need, or about a second."""

STEPS_PER_CHARACTER = 20
"""What long texts may take besides, so that no data is too long to be looked at; code needs one or two."""

DIVIDE = "divide it into smaller functions"
"""What can be done about code that takes too much work."""

_TOO_DEEP = Trouble(
    "no rule has run: the code nests too deeply to be analysed",
    "take what is innermost out into functions or names of their own",
)
_TOO_MUCH = Trouble("no rule has run: reading the code takes more work than one piece of code is allowed", DIVIDE)


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """A rule that raised, with what it raised."""

    rule: str
    error: str


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What the rules say about one unit, and the answers from outside that this rests on."""

    findings: tuple[Finding, ...] = ()
    answers: Mapping[Asked, Answer] = field(default_factory=dict)
    seen: Revision = field(default_factory=Revision)
    """The state of the project that gave the answers."""
    failures: tuple[RuleFailure, ...] = ()
    unrun: tuple[str, ...] = ()
    """The rules that have not run, or not to their end, because the unit's steps were spent."""
    left_out: tuple[LeftOut, ...] = ()
    """What no rule could look at."""
    steps: int = 0
    """What running the rules took."""

    @property
    def is_whole(self) -> bool:
        """Whether every rule has run to its end, over everything."""
        return not (self.failures or self.unrun or self.left_out)


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A unit that has been read, or the reason why it could not be."""

    contribution: Contribution
    reading: UnitReading | None
    problem: Trouble | None = None
    for_file: tuple[Suppression, ...] = ()
    """Comments in the unit that silence rules in the whole file."""
    left_out: tuple[LeftOut, ...] = ()
    """What of it could not be understood, though it was read."""
    steps: int = 0
    """What reading took."""

    @property
    def is_sound(self) -> bool:
        """Whether every character of the unit was understood."""
        return self.reading is not None and not self.reading.has_error


def read(unit: Unit) -> ReadUnit:
    """Parses a unit and tells what it contributes; never raises for what a text holds."""
    try:
        with allowed(steps_for(unit.text)) as budget:
            reading = read_unit(unit.kind, unit.path, unit.text, unit.prefix, unit.suffix, unit.own)
            contribution = contribution_of(reading)
            for_file = for_whole_file(reading.parsed)
        return ReadUnit(contribution, reading, None, for_file, budget.left_out, budget.spent)
    except OutOfSteps:
        return ReadUnit(Contribution(unit.kind, unit.path), None, _TOO_MUCH)
    except (TooDeep, RecursionError):
        return ReadUnit(Contribution(unit.kind, unit.path), None, _TOO_DEEP)
    except Exception as error:  # a mistake of ours in one unit must not cost the user the rest of the file
        problem = Trouble(f"the code could not be understood ({_described(error)})", REPORT_IT, "mistake")
        return ReadUnit(Contribution(unit.kind, unit.path), None, problem)


def check(
    done: ReadUnit,
    project: Project,
    source: FileFacts,
    rules: Sequence[Rule],
) -> UnitResult:
    """The findings of ``rules`` in one unit, in source order, each once, without those that its comments silence.

    Raises `ValueError` for a unit that could not be read.
    """
    reading = done.reading
    if reading is None:
        raise ValueError(f"the unit could not be read: {done.problem}")
    asking = Asking(project, source.module)
    facts = UnitFacts(reading, done.contribution, asking, source)
    found: dict[Finding, None] = {}
    failures: list[RuleFailure] = []
    places = _kinds_of_code(asking, source)
    finished = [rule for rule in rules if not rule.silent_in.isdisjoint(places)]
    wanted = [rule for rule in rules if rule.silent_in.isdisjoint(places)]
    unrun: tuple[str, ...] = ()
    with allowed(steps_for(reading.text)) as budget:
        for number, rule in enumerate(wanted):
            try:
                for finding in rule.check(facts):
                    found[finding] = None
            except OutOfSteps:  # what the facts have half found out is good for no other rule
                unrun = tuple(each.name for each in wanted[number:])
                break
            except Exception as error:  # a rule's mistake must not cost the user the other rules
                failures.append(RuleFailure(rule.name, _described(error)))
            else:
                finished.append(rule)
    if budget.left_out:  # no comment is idle whose rule may have found something there
        finished = []
    own = [each for each in found if reading.parsed.own.contains(each.span)]
    kept = silence(reading.parsed, sorted(own, key=_place), finished, known_names())
    kept = doubted(joined(kept, rules), reading.path, asking, rules)
    return UnitResult(kept, asking.answers, project.revision, tuple(failures), unrun, budget.left_out, budget.spent)


def _kinds_of_code(asking: Asking, source: FileFacts) -> frozenset[str]:
    """What kinds of code a file holds: by its path, and by what stands in its module, which knows better what is a test."""
    seen = asking.ask(KINDS_OF_MODULE, source.module)
    return source.kinds if seen is None else (source.kinds - {TESTS}) | seen


def steps_for(text: str) -> int:
    """The steps that a unit of this text may take."""
    return UNIT_STEPS + STEPS_PER_CHARACTER * len(text)


def _place(finding: Finding) -> tuple[Span, str]:
    return finding.span, finding.rule


def _described(error: Exception) -> str:
    text = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
