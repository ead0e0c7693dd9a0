"""What an editor keeps open: documents that are edited, analysed a little at a time, and reported on at any time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from offpath.engine.analysis import check, read
from offpath.engine.checked import KnownUnit, Target, fix_text
from offpath.engine.configuration.selection import Role, is_generated
from offpath.engine.fixing.difference import edits_between
from offpath.engine.fixing.fixes import edits_of, exact_edits_of
from offpath.engine.openfile import Lane, OpenFile, UnitState
from offpath.engine.reporting.located import FileReport, LocatedFinding, Range
from offpath.engine.reporting.locating import FileLocator, place_among
from offpath.engine.reporting.notes import Note
from offpath.engine.reporting.report import Reporting, Spoken, in_order, located_in, without_silenced
from offpath.engine.reporting.suppressions import suppressing_edit
from offpath.engine.workspace import Workspace
from offpath.rules.base import Applicability, Elsewhere, Fix
from offpath.syntax.parse import parse_unit
from offpath.text.decode import MAX_BYTES, UnreadableText, check_line_count
from offpath.text.span import Edit

if TYPE_CHECKING:
    from offpath.engine.configuration.settings import Settings, SettingsFinder
    from offpath.engine.openfile import Lines
    from offpath.engine.projects import ProjectState
    from offpath.facts.summaries.steps import Step
    from offpath.rules.base import Finding
    from offpath.text.document import Document, LineChange

_SWEPT_AT_ONCE = 16
"""So many units are asked at a time whether what they rest on still holds."""

_SECONDS_BETWEEN_SWEEPS = 2.0

_TOP_LINES = 12

_NULS = "the text in the editor contains NUL characters: reopen the file with its own encoding (UTF-16?), unless it is binary"


class Session:
    """Open documents of any number of projects. Paths are absolute. Not thread-safe: one thread calls it."""

    def __init__(
        self,
        settings: SettingsFinder,
        *,
        jobs: int = 0,
        cache_folder: Path | None = None,
        on_progress: Callable[[str, int, int], None] | None = None,
        on_arrival: Callable[[], None] | None = None,
    ) -> None:
        """With ``jobs`` worker processes read closed files in the background, without them `work` does.

        ``on_progress`` is told a project's folder and how many of how many files are read. ``on_arrival`` is called,
        on another thread, when `work` has something to do again.
        """
        self.settings = settings
        self._workspace = Workspace(settings, jobs, cache_folder, on_progress, on_arrival)
        self._files: dict[str, OpenFile] = {}
        """The one edited last stands last."""
        self._reporting: dict[str, Reporting] = {}

    # -- what happens in the editor

    def open(self, path: str, document: Document) -> None:
        """A document was opened, or its text replaced from outside."""
        project = self._workspace.project_of(path)
        role, problem = _role_of(path, document, project)
        file = self._files.pop(path, None)
        if file is None:
            file = OpenFile(path, document, project, role, problem)
        else:
            file.restart(document, role, problem)
        self._files[path] = file
        self._workspace.opened.add(path)

    def change(self, path: str, document: Document, change: LineChange | None) -> None:
        """A document was edited; ``change`` is what `Document.edited` told."""
        file = self._files.pop(path)
        self._files[path] = file
        if change is None:
            file.document = document
        elif not file.is_analysed or _becomes_unread(document, change):
            file.restart(document, *_role_of(path, document, file.project))
            if not file.is_analysed and file.project.contributions_of(path) is not None:
                file.project.forget(path)
        else:
            file.edit(document, change)

    def close(self, path: str) -> None:
        """A document was closed: what is on disk counts again."""
        if self._files.pop(path, None) is not None:
            self._reporting.pop(path, None)
            self._workspace.opened.discard(path)
            self._workspace.files_changed([path])

    def files_changed(self, paths: list[str]) -> None:
        """Files were created, changed or deleted on disk."""
        if self._workspace.files_changed([path for path in paths if path not in self._files]):
            self.reconfigure()

    def reconfigure(self) -> None:
        """Settings have changed: those of the finder, or a file that holds some."""
        self._workspace.reconfigure()
        for file in self._reconsider():
            file.recheck()

    def _reconsider(self) -> list[OpenFile]:
        """Begins anew with the files that belong to another project now, or are analysed in another way; the others."""
        self._reporting.clear()
        same: list[OpenFile] = []
        for path, file in self._files.items():
            project = self._workspace.project_of(path)
            role, problem = _role_of(path, file.document, project)
            if (project, role, problem) != (file.project, file.role, file.problem):
                file.project = project
                file.restart(file.document, role, problem)
            else:
                same.append(file)
        return same

    def index(self, folder: str) -> None:
        """Reads a folder that the user works in, in the background, though none of its files is open.

        It is the root of those of its files that belong to no project.
        """
        self._workspace.add_folder(os.path.abspath(folder))
        self._reconsider()

    def leave(self, folder: str) -> None:
        """A folder is no longer worked in: its files have no findings any more, unless no folder is left."""
        self._workspace.remove_folder(os.path.abspath(folder))
        self._reconsider()

    def shutdown(self) -> None:
        """Ends background work."""
        self._workspace.shutdown()

    # -- work

    @property
    def is_fresh(self) -> bool:
        """Whether every edited unit has been analysed."""
        return not any(file.is_behind for file in self._files.values())

    @property
    def is_indexing(self) -> bool:
        """Whether closed files are still being read; `work` may have nothing to do meanwhile."""
        return self._workspace.is_busy

    def work(self, seconds: float, *, urgent_only: bool = False) -> bool:
        """Works for about so long, at least one step; True while work remains that can be done now.

        Edited units come first, then what was opened, then closed files, then units whose outside answers have changed.
        With ``urgent_only`` it stops where all edited units are done.
        """
        deadline = perf_counter() + seconds
        return any(perf_counter() >= deadline for _ in self._steps(urgent_only))

    def _steps(self, urgent_only: bool) -> Iterator[None]:
        while True:
            file = next((each for each in self._by_recency() if each.is_behind), None)
            if file is not None and file.survey is not None:
                file.look_around()
            elif file is not None:
                self._advance(file, file.urgent)
            elif urgent_only or not self._background_step():
                return
            yield

    def _background_step(self) -> bool:
        for file in self._by_recency():
            if file.cold:
                self._advance(file, file.cold)
                return True
            if file.unpublished:
                self._publish(file)
                return True
        if self._workspace.step():
            return True
        for file in self._by_recency():
            if file.structure is not None and file.structure.unsettled:
                file.settle()
                return True
            if file.is_checked and file.swept != file.project.facts.revision and self._may_sweep(file):
                self._sweep(file)
                return True
        return False

    def _may_sweep(self, file: OpenFile) -> bool:
        """While closed files come in, everything changes all the time: then a sweep every few seconds must do."""
        return not self._workspace.is_busy or perf_counter() - file.swept_at > _SECONDS_BETWEEN_SWEEPS

    def _by_recency(self) -> Iterator[OpenFile]:
        return reversed(self._files.values())

    def _advance(self, file: OpenFile, lane: Lane) -> None:
        if lane.to_read:
            state, _ = lane.to_read.popitem(last=False)
            if not state.gone:
                self._read(file, lane, state)
        elif file.unpublished and not file.cold.to_read:
            self._publish(file)
        else:
            state, _ = lane.to_check.popitem(last=False)
            if not state.gone and state.sound:
                self._check(file, state)

    def _read(self, file: OpenFile, lane: Lane, state: UnitState) -> None:
        file.unpublished = state.take(read(state.unit)) or file.unpublished
        file.heard(state)
        if file.is_checked:
            lane.was_read(state)
        else:
            state.read = None

    def _publish(self, file: OpenFile) -> None:
        file.unpublished = False
        file.project.publish(file.path, file.contributions())

    def _check(self, file: OpenFile, state: UnitState) -> None:
        done = state.read or read(state.unit)
        if done.reading is not None:
            rules = self._reporting_of(file).rules
            source = file.project.source(file.path)
            state.conclude(check(done, file.project.facts, source, rules))
            file.heard(state)

    def _sweep(self, file: OpenFile) -> None:
        """Asks some units whether their recorded answers still hold, and analyses those again whose answers do not."""
        facts = file.project.facts
        if file.sweep_for != facts.revision:
            file.sweep_for, file.sweep_at = facts.revision, 0
        states = file.states[file.sweep_at : file.sweep_at + _SWEPT_AT_ONCE]
        file.sweep_at += len(states)
        for state in states:
            if state.result is None or not state.sound or state.seen == facts.revision:
                continue
            if facts.stands(state.result.answers, state.standing):
                state.seen = facts.revision
            else:
                self._check(file, state)
        if file.sweep_at >= len(file.states):
            file.swept = facts.revision
            file.swept_at = perf_counter()

    # -- what is known

    def report(self, path: str) -> FileReport:
        """What is known about an open file now."""
        file = self._files[path]
        notes = [Note(path, file.problem)] if file.problem else file.notes()
        findings = self._findings(file) if file.is_checked else ()
        return FileReport(
            path, file.document.version, self._is_complete(file), not file.is_behind, findings, tuple(notes)
        )

    def is_known(self, path: str, lines: Lines | None = None) -> bool:
        """Whether every unit of an open file (that reaches over some lines) has been analysed; of a closed one, too."""
        file = self._files.get(path)
        return file is None or (file.is_known if lines is None else file.is_known_at(lines))

    def hurry(self, path: str, lines: Lines) -> None:
        """Somebody waits for what is to be said about some lines of an open file: it is found out next."""
        self._files[path].hurry(lines)

    def settings_of(self, path: str) -> Settings:
        """The settings of an open file."""
        return self._reporting_of(self._files[path]).settings

    def notes(self) -> tuple[Note, ...]:
        """What is wrong in the settings, and with the reading of closed files."""
        return (*self.settings.notes(), *self._workspace.notes())

    def open_paths(self) -> tuple[str, ...]:
        """The open files, the one edited last first."""
        return tuple(file.path for file in self._by_recency())

    def _is_complete(self, file: OpenFile) -> bool:
        if not file.is_known:
            return False
        if not file.is_checked or file.structure is None:
            return True
        return not file.structure.unsettled and file.swept == file.project.facts.revision

    def _findings(self, file: OpenFile) -> tuple[LocatedFinding, ...]:
        reporting, states = self._reporting_of(file), list(file.speaking)
        spoken = [Spoken(state.unit, state.findings, state.for_file) for state in states]
        kept = without_silenced(spoken, reporting.rules, is_whole=file.is_whole)
        return in_order(
            each for state, one in zip(states, kept, strict=True) for each in _placed(state, one.findings, reporting)
        )

    def _reporting_of(self, file: OpenFile) -> Reporting:
        known = self._reporting.get(file.path)
        extent = file.project.extent
        if known is None or known.extent is not extent:
            settings = file.project.settings_of(file.path)
            rules = settings.rules_for(file.path, self.settings.rules)
            known = Reporting(file.path, settings, rules, self._locator(file.project), extent)
            self._reporting[file.path] = known
        return known

    def _locator(self, project: ProjectState) -> Callable[[Step], tuple[str, Range] | None]:
        on_disk = FileLocator(project)

        def locate(step: Step) -> tuple[str, Range] | None:
            path = project.path_of(step.module)
            file = self._files.get(path) if path is not None else None
            if path is None or file is None or file.structure is None:
                return on_disk(step)
            place = place_among(file.structure.units, step)
            return None if place is None else (path, place)

        return locate

    # -- fixes

    def edits_for(self, path: str, located: LocatedFinding, fix: Fix) -> tuple[Edit, ...] | None:
        """The edits of the document that a fix makes; None when the text is another by now, or the result unsound."""
        file = self._files[path]
        state = _state_of(file, located)
        if state is None or state.result is None or not any(fix in each.fixes for each in state.result.findings):
            return None
        return edits_of(file.document, located.unit, fix)

    def suppression_for(self, path: str, located: LocatedFinding) -> tuple[Edit, ...] | None:
        """The edits that silence a finding by a comment; None where none can stand."""
        file = self._files[path]
        if _state_of(file, located) is None:
            return None
        unit = located.unit
        edit = suppressing_edit(parse_unit(unit.text, unit.prefix, unit.suffix), located.finding)
        return None if edit is None else exact_edits_of(file.document, unit, Fix("suppress", (edit,)))

    def fix_all(self, path: str) -> tuple[Edit, ...]:
        """The edits that make all safe fixes, again until nothing changes."""
        file = self._files[path]
        if not file.is_checked:
            return ()
        target = Target(path, file.project, file.project.source(path), self._reporting_of(file))
        known = [
            (s.unit, KnownUnit(s.contributions[0], s.for_file, s.result)) for s in file.states if s.result is not None
        ]
        fixed = fix_text(file.document.text, target, _is_safe, known)
        return edits_between(file.document.text, fixed)


def _role_of(path: str, document: Document, project: ProjectState) -> tuple[Role, str]:
    role = project.selection.role_of(path, "".join(document.lines[:_TOP_LINES]))
    if role is Role.SKIPPED:
        return role, ""
    try:
        check_line_count(len(document.lines))
    except UnreadableText as error:
        return role, str(error)
    if sum(map(len, document.lines)) > MAX_BYTES:
        return role, f"the file is larger than {MAX_BYTES // 1_000_000} MB"
    return role, _NULS if "\0" in document.text else ""


def _becomes_unread(document: Document, change: LineChange) -> bool:
    """Whether an edit made of a text one that is not analysed: generated by what its first lines say, binary, too long."""
    if change.first < _TOP_LINES and is_generated("".join(document.lines[:_TOP_LINES])):
        return True
    return _too_long(document) or any("\0" in line for line in document.lines[change.first : change.new_end])


def _too_long(document: Document) -> bool:
    try:
        check_line_count(len(document.lines))
    except UnreadableText:
        return True
    return False


def _placed(state: UnitState, findings: tuple[Finding, ...], reporting: Reporting) -> tuple[LocatedFinding, ...]:
    """A unit's findings with their places, made again only when it has moved or others of them are silenced."""
    key = state.unit.segments, findings, reporting.extent
    if state.placed is None or state.placed[0] != key:
        found = located_in(state.unit, findings, reporting)
        if any(isinstance(related, Elsewhere) for finding in findings for related in finding.related):
            return found
        state.placed = (key, found)
    return state.placed[1]


def _state_of(file: OpenFile, located: LocatedFinding) -> UnitState | None:
    return next((state for state in file.speaking if state.unit is located.unit and state.result is not None), None)


def _is_safe(fix: Fix) -> bool:
    return fix.applicability is Applicability.SAFE
