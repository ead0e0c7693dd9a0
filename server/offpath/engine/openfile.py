"""One open document: its units, what is known of each, and what is still to be done."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from offpath.engine.carrying import Known, carry
from offpath.engine.configuration.selection import Role
from offpath.engine.reporting.report import notes_of
from offpath.syntax.structure import Structure, Survey
from offpath.text.document import LineChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from offpath.engine.analysis import ReadUnit, UnitResult
    from offpath.engine.carrying import Carried
    from offpath.engine.projects import ProjectState
    from offpath.engine.reporting.located import LocatedFinding
    from offpath.engine.reporting.notes import Note, Trouble
    from offpath.engine.reporting.suppressions import Suppression
    from offpath.facts.project.project import Revision
    from offpath.facts.summaries.contribution import Contribution
    from offpath.rules.base import Finding
    from offpath.syntax.budget import LeftOut
    from offpath.syntax.structure import Recut, Unit
    from offpath.text.document import Document

Lines: TypeAlias = tuple[int, int]
"""The first line of a range, and the last one."""

_CONTRIBUTIONS = attrgetter("contributions")
_SURVEYED_AT_ONCE = 8_000
"""Lines of which the units are found at once when a text is opened: more take longer than anybody should wait."""

_KEPT_TREES = 200
"""So many units wait for their check with their trees; those behind them are parsed again."""


class UnitState:
    """What is known of one unit."""

    __slots__ = (
        "carried", "contributions", "findings", "for_file", "gone", "left_out", "placed", "problem", "read", "result", "seen", "sound", "unit",
    )  # fmt: skip

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.gone = False
        """Whether an edit has removed it; work that still waits for it is dropped."""
        self.sound = False
        """Whether it has been read and parses."""
        self.read: ReadUnit | None = None
        """Kept between reading and checking alone."""
        self.contributions: tuple[Contribution, ...] = ()
        """Its own; while it does not parse, the last good ones of what stood in its place."""
        self.findings: tuple[Finding, ...] = ()
        """Its own; while it is not analysed or does not parse, the last good ones that its lines still hold."""
        self.for_file: tuple[Suppression, ...] = ()
        """Its comments that silence rules in the whole file; until it is read, those that its lines still hold."""
        self.carried = False
        """Whether `findings` and `contributions` are older than the text."""
        self.result: UnitResult | None = None
        self.seen: Revision | None = None
        """The project's revision for which the answers that `result` rests on are known to stand."""
        self.problem: Trouble | None = None
        """Why it cannot be analysed."""
        self.left_out: tuple[LeftOut, ...] = ()
        """What of it could not be understood, though it was read."""
        self.placed: tuple[object, tuple[LocatedFinding, ...]] | None = None
        """What of its findings is shown, with their places, and the line ranges, findings and extent of the project for which that is right."""

    @property
    def standing(self) -> Revision:
        """The project's revision for which the recorded answers are known to stand."""
        assert self.seen is not None, "asked of units with a result alone"
        return self.seen

    @property
    def speaks(self) -> bool:
        """Whether anything is to be said about it."""
        if self.findings or self.problem or self.left_out or self.for_file:
            return True
        return self.result is not None and not self.is_finished

    @property
    def is_finished(self) -> bool:
        """Whether every rule has run over it to its end."""
        return self.result is not None and self.result.is_whole

    def take(self, read: ReadUnit) -> bool:
        """Takes what reading found; True when the unit contributes something else now."""
        self.problem = read.problem
        self.left_out = read.left_out
        self.sound = read.is_sound
        self.for_file = read.for_file
        self.read = read if self.sound else None
        if not self.sound:
            self.result = None
            if self.carried:
                return False
        if self.contributions == (read.contribution,):
            return False
        self.contributions = (read.contribution,)
        return True

    def conclude(self, result: UnitResult) -> None:
        """Takes what the rules found."""
        self.result = result
        self.seen = result.seen
        self.findings = result.findings
        self.carried = False
        self.read = None

    def inherit(self, carried: Carried) -> None:
        """Takes over what stood in its place, until it has been analysed itself."""
        self.findings = carried.findings
        self.contributions = carried.contributions
        self.for_file = carried.for_file
        self.carried = bool(carried.contributions)


@dataclass(eq=False, slots=True)
class Lane:
    """Units to read; when all are read and their contributions known to the project, units to check."""

    to_read: OrderedDict[UnitState, None] = field(default_factory=OrderedDict)
    to_check: OrderedDict[UnitState, None] = field(default_factory=OrderedDict)

    def __bool__(self) -> bool:
        return bool(self.to_read or self.to_check)

    def clear(self) -> None:
        """Forgets all work."""
        self.to_read.clear()
        self.to_check.clear()

    def was_read(self, state: UnitState) -> None:
        """Puts a sound unit in line for its check."""
        if state.sound:
            if len(self.to_check) >= _KEPT_TREES:
                state.read = None
            self.to_check[state] = None

    def put_first(self, states: Iterable[UnitState]) -> None:
        """Reads some units, in their order, before all others."""
        for state in reversed(list(states)):
            self.to_read[state] = None
            self.to_read.move_to_end(state, last=False)

    def hurry(self, state: UnitState) -> None:
        """Lets a unit that waits here be the next."""
        for waiting in (self.to_read, self.to_check):
            if state in waiting:
                waiting.move_to_end(state, last=False)

    def holds(self, state: UnitState) -> bool:
        """Whether a unit waits here."""
        return state in self.to_read or state in self.to_check


class OpenFile:
    """An open document with its units."""

    def __init__(self, path: str, document: Document, project: ProjectState, role: Role, problem: str) -> None:
        self.path = path
        self.project = project
        self.urgent = Lane()
        """Units that were edited, the last one first."""
        self.cold = Lane()
        """Units that nobody has looked at yet, from the top."""
        self.speaking: dict[UnitState, None] = {}
        """The units that have something to say."""
        self._unfinished: set[UnitState] = set()
        """The units over which not every rule has run to its end."""
        self.restart(document, role, problem)

    def restart(self, document: Document, role: Role, problem: str) -> None:
        """Begins anew with a text."""
        self.document = document
        self.role = role
        self.problem = problem
        """Why the file cannot be analysed at all, or an empty string."""
        self.speaking.clear()
        self._unfinished.clear()
        self.urgent.clear()
        self.cold.clear()
        self.structure: Structure | None = None
        self.survey: Survey | None = None
        """What finds the units, while that goes on."""
        self._touched: LineChange | None = None
        """What was edited meanwhile."""
        self._hurried: tuple[Lines, Document] | None = None
        """What was put first last, in which text."""
        self.states: list[UnitState] = []
        self.unpublished = False
        """Whether the project does not know yet what the units contribute."""
        self.swept: object = None
        """The project's revision for which all recorded answers were found to stand."""
        self.swept_at = 0.0
        """When that was, in seconds of the performance counter."""
        self.sweep_for: object = None
        self.sweep_at = 0
        if role is not Role.SKIPPED and not problem:
            self.survey = Survey(document)
            if len(document.lines) <= _SURVEYED_AT_ONCE:
                while self.survey is not None:
                    self.look_around()

    def look_around(self) -> None:
        """Goes on finding the units of a text that was opened."""
        assert self.survey is not None, "the units are known"
        self.survey.advance()
        self.structure = self.survey.found
        if self.structure is not None:
            self.survey = None
            self.states = [UnitState(unit) for unit in self.structure.units]
            self._unfinished.update(self.states)
            for state in self.states:
                lane = self.urgent if self._touched is not None and _holds(state.unit, self._touched) else self.cold
                lane.to_read[state] = None
            self.unpublished = True

    @property
    def is_behind(self) -> bool:
        """Whether there is work that an answer to the latest edit waits for."""
        return bool(self.urgent) or self.survey is not None

    @property
    def is_analysed(self) -> bool:
        """Whether its units are known, or are being looked for."""
        return self.structure is not None or self.survey is not None

    @property
    def is_checked(self) -> bool:
        """Whether the file has findings at all."""
        return self.structure is not None and self.role is Role.CHECKED

    @property
    def is_whole(self) -> bool:
        """Whether every rule has run to its end over every unit."""
        return not self._unfinished

    @property
    def is_known(self) -> bool:
        """Whether every unit has been analysed once."""
        return not (self.is_behind or self.cold or self.unpublished)

    def is_known_at(self, lines: Lines) -> bool:
        """Whether the units that reach over some lines have been analysed, and all that is asked about the others."""
        if self.is_known or self.is_behind or self.cold.to_read or self.unpublished:
            return self.is_known
        return not any(self.cold.holds(state) or state.for_file for state in self._states_at(lines))

    def hurry(self, lines: Lines) -> None:
        """Somebody waits for what is to be said about some lines: their units come first."""
        if self.structure is not None and self._hurried != (lines, self.document):
            self._hurried = (lines, self.document)
            for state in self._states_at(lines):
                self.cold.hurry(state)

    def _states_at(self, lines: Lines) -> Iterator[UnitState]:
        if self.structure is not None:
            yield from (self.states[index] for index in self.structure.indexes_at(*lines))

    def recheck(self) -> None:
        """Runs the rules again over every unit: the rules or their settings are others now."""
        self.cold.to_check = OrderedDict.fromkeys(state for state in self.states if state.sound)

    def edit(self, document: Document, change: LineChange) -> None:
        """Takes an edit over: the units that it touched become urgent, all others stay as they are."""
        self.document = document
        if self.structure is not None:
            self._recut(self.structure.edit(document, change), change)
        elif self.survey is not None:
            self._touched = change if self._touched is None else self._touched.then(change)
            self.survey = Survey(document)

    def settle(self) -> None:
        """Finds the units anew where an opened string left them as they were before it."""
        if self.structure is not None and self.structure.unsettled:
            end = len(self.document.lines)
            self._recut(self.structure.settle(self.document), LineChange(end, end, end))

    def heard(self, state: UnitState) -> None:
        """Notes whether a unit has something to say, and whether that is all."""
        state.placed = None
        if state.speaks:
            self.speaking[state] = None
        else:
            self.speaking.pop(state, None)
        if state.is_finished:
            self._unfinished.discard(state)
        else:
            self._unfinished.add(state)

    def contributions(self) -> tuple[Contribution, ...]:
        """What all units contribute, in order."""
        return tuple(chain.from_iterable(map(_CONTRIBUTIONS, self.states)))

    def notes(self) -> list[Note]:
        """What went wrong in the units, from the top."""
        speaking = [state for state in self.speaking if state.problem or state.left_out or state.result is not None]
        speaking.sort(key=lambda state: state.unit.segments[0])
        return [note for s in speaking for note in notes_of(self.path, s.unit, s.result, s.problem, s.left_out)]

    def _recut(self, cut: Recut, change: LineChange) -> None:
        """Gives every unit that an edit cut its state: kept, or new and urgent."""
        end = cut.first + len(cut.gone)
        states, fresh, left = _matched(self.states[cut.first : end], cut.fresh)
        contributed = [s.contributions for s in self.states[cut.first : end]]
        self.states[cut.first : end] = states
        known = [Known(s.unit, s.findings, s.contributions, s.for_file) for s in left]
        for state, carried in zip(fresh, carry(known, [s.unit for s in fresh], change), strict=True):
            state.inherit(carried)
            self.heard(state)
        for state in left:
            state.gone = True
            state.read = None
            self.speaking.pop(state, None)
            self._unfinished.discard(state)
        self.urgent.put_first(fresh)
        if contributed != [s.contributions for s in states]:
            self.unpublished = True


def _holds(unit: Unit, change: LineChange) -> bool:
    """Whether a unit holds lines that an edit touched."""
    return any(first <= change.new_end and change.first <= end for first, end in unit.segments)


def _matched(gone: list[UnitState], units: Sequence[Unit]) -> tuple[list[UnitState], list[UnitState], list[UnitState]]:
    """The states of units, which of them are new, and which old ones are left over."""
    known = {state.unit: state for state in gone}
    states: list[UnitState] = []
    fresh: list[UnitState] = []
    for unit in units:
        state = known.pop(unit, None)
        if state is None:
            state = UnitState(unit)
            fresh.append(state)
        states.append(state)
    return states, fresh, list(known.values())
