"""Whole texts analysed at once: for runs over files, and for fixing a file until nothing changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from offpath.engine.analysis import ReadUnit, UnitResult, check, read
from offpath.engine.fixing.fixes import Allowed, NeverEnds, apply_fixes
from offpath.engine.reporting.located import FileReport, LocatedFinding
from offpath.engine.reporting.notes import Note
from offpath.engine.reporting.report import Locate, Reporting, Spoken, located, notes_of
from offpath.engine.reporting.unread import first_error, syntax_notes
from offpath.engine.running.readings import ReadUnits
from offpath.facts.summaries.contribution import Contribution
from offpath.syntax.strict import first_fault
from offpath.syntax.structure import Structure, Unit
from offpath.text.document import Document

if TYPE_CHECKING:
    from offpath.engine.projects import ProjectState
    from offpath.engine.reporting.suppressions import Suppression
    from offpath.facts.project.project import Answer, Asked
    from offpath.facts.unit import FileFacts
    from offpath.rules.base import Rule


@dataclass(frozen=True, slots=True)
class Target:
    """A file to analyse, its project and the rules that run on it."""

    path: str
    project: ProjectState
    source: FileFacts
    reporting: Reporting

    @classmethod
    def of(cls, path: str, project: ProjectState, rules: Sequence[Rule], locate: Locate) -> Target:
        """The file at an absolute path, with the rules that its settings choose among these."""
        settings = project.settings_of(path)
        reporting = Reporting(path, settings, settings.rules_for(path, rules), locate, project.extent)
        return cls(path, project, project.source(path), reporting)


def check_document(
    document: Document, units: ReadUnits, target: Target, answers: dict[Asked, Answer] | None = None
) -> FileReport:
    """The report on a document that has been read, and whose contributions its project knows.

    The ``answers`` that it rests on are put there, if anybody wants them.
    """
    spoken: list[Spoken] = []
    notes: list[Note] = []
    broken: list[tuple[Unit, int]] = []
    beyond: list[Unit] = []
    is_whole = True
    for unit, done in units:
        result = _checked(done, target)
        if answers is not None and result is not None:
            answers.update(result.answers)
        notes += notes_of(target.path, unit, result, done.problem, done.left_out)
        if done.problem is not None:
            beyond.append(unit)
        if done.reading is not None and not done.is_sound:
            broken.append((unit, first_error(unit, done.reading)))
        is_whole = is_whole and result is not None and result.is_whole
        spoken.append(_spoken(unit, result, done.for_file))
    notes += syntax_notes(target.path, document, broken, beyond)
    findings = located(spoken, target.reporting, is_whole=is_whole)
    return FileReport(target.path, document.version, True, True, findings, tuple(notes))


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """What has been found out about a unit."""

    contribution: Contribution
    for_file: tuple[Suppression, ...]
    result: UnitResult | None
    """None where it does not parse."""


def fix_text(
    text: str,
    target: Target,
    allowed: Allowed,
    known: Iterable[tuple[Unit, KnownUnit]] = (),
) -> str:
    """A file's text with the first allowed fix of each finding applied, again until nothing changes;
    ``text`` itself when that never comes, or when it is no Python: then nobody can say what a change would do.

    What is ``known`` of units is not found out again. The project's knowledge of the file is as before when this ends.
    """
    if first_fault(text) is not None:
        return text
    before = target.project.contributions_of(target.path)
    try:
        return apply_fixes(text, allowed, _Repeated(target, known).findings)
    except (NeverEnds, _NoPython):
        return text
    finally:
        if before is not None:
            target.project.publish(target.path, before)


class _NoPython(Exception):
    """A part of the text does not parse."""


_Key: TypeAlias = "tuple[object, ...]"


class _Repeated:
    """Analyses one file again and again; units whose text is the same are read once, and checked again only when an
    answer that they rest on is another now.
    """

    def __init__(self, target: Target, known: Iterable[tuple[Unit, KnownUnit]]) -> None:
        self._target = target
        self._known = {_key(unit): each for unit, each in known}

    def findings(self, document: Document) -> tuple[LocatedFinding, ...]:
        """What is found in a text."""
        units = Structure.of(document).units
        fresh = {_key(unit): read(unit) for unit in units if _key(unit) not in self._known}
        if any(each.reading is not None and not each.is_sound for each in fresh.values()):
            raise _NoPython
        read_or_known = [fresh[key] if key in fresh else self._known[key] for key in map(_key, units)]
        self._target.project.publish(self._target.path, tuple(each.contribution for each in read_or_known))
        spoken = []
        is_whole = True
        for unit, each in zip(units, read_or_known, strict=True):
            result = self._result(unit, fresh.get(_key(unit)))
            self._known[_key(unit)] = KnownUnit(each.contribution, each.for_file, result)
            is_whole = is_whole and result is not None and result.is_whole
            spoken.append(_spoken(unit, result, each.for_file))
        return located(spoken, self._target.reporting, is_whole=is_whole)

    def _result(self, unit: Unit, fresh: ReadUnit | None) -> UnitResult | None:
        if fresh is None:
            known = self._known[_key(unit)].result
            if known is None or self._target.project.facts.stands(known.answers, known.seen):
                return known
            fresh = read(unit)
        return _checked(fresh, self._target)


def _checked(done: ReadUnit, target: Target) -> UnitResult | None:
    if done.reading is None or not done.is_sound:
        return None
    return check(done, target.project.facts, target.source, target.reporting.rules)


def _spoken(unit: Unit, result: UnitResult | None, for_file: tuple[Suppression, ...]) -> Spoken:
    return Spoken(unit, result.findings if result is not None else (), for_file)


def _key(unit: Unit) -> _Key:
    return unit.identity
