"""Sessions that are edited and watched: what they show stands where it was found, and is what a first look finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

from offpath.engine.analysis import check, read
from offpath.engine.openfile import OpenFile, UnitState
from offpath.engine.reporting.located import LocatedFinding, range_in
from offpath.engine.reporting.suppressions import UNUSED
from offpath.facts.project.project import Project
from offpath.rules.base import Rule
from offpath.rules.registry import all_rules
from offpath.syntax.structure import Unit
from offpath.text.document import ContentChange, Document, split_lines
from support.sessions import Editor


class Wrong(AssertionError):
    """What a session shows is not what it should."""


class Shown(NamedTuple):
    """A finding on lines that are known by identity, not by number."""

    rule: str
    message: str
    start: tuple[int, int]
    end: tuple[int, int]


class Replacement(NamedTuple):
    """Characters of a text and what stands there afterwards."""

    start: int
    end: int
    text: str


class Watched:
    """An editor of which every edit and every answer is looked at; what is wrong raises `Wrong`."""

    def __init__(self, root: Path, rules: Iterable[Rule] | None = None) -> None:
        self.root = root
        self.rules = tuple(all_rules() if rules is None else rules)
        self.editor = Editor(root, self.rules)
        self._lines: dict[str, list[int]] = {}
        self._seen: dict[str, set[Shown]] = {}
        self._units: dict[str, set[Unit]] = {}
        self._identities = count()

    def open(self, name: str, text: str) -> None:
        """Opens a document."""
        self.editor.open(name, text)
        self._lines[name] = [next(self._identities) for _ in self.editor.documents[name].lines]
        self._seen[name] = set()

    def reopen(self, name: str) -> None:
        """Closes a document, so that what is on disk counts, and opens it again as it was."""
        text = self.text(name)
        self.editor.close(name)
        self.editor.session.work(0.0)
        self._units.pop(name, None)
        self.open(name, text)

    def text(self, name: str) -> str:
        """The text of a document."""
        return self.editor.documents[name].text

    def edit(self, name: str, *edits: Replacement) -> None:
        """Edits in one message, each made to the result of the one before; what is shown afterwards must have been shown."""
        text, changes = self.text(name), []
        for each in edits:
            before = Document.from_text(text)
            start, end, new = _between_characters(text, each.start), _between_characters(text, each.end), each.text
            changes.append(ContentChange(new, before.position_at(start), before.position_at(end)))
            text = text[:start] + new + text[end:]
            self._follow(name, before.lines, split_lines(text), start, end)
        self._change(name, changes, text)

    def replace_all(self, name: str, text: str) -> None:
        """The whole text anew, as some editors send it."""
        before = self.editor.documents[name].lines
        same = 0
        for old, new in zip(before, split_lines(text), strict=False):
            if old != new:
                break
            same += len(old)
        self._follow(name, before, split_lines(text), same, same)
        self._change(name, [ContentChange(text)], text)

    def _change(self, name: str, changes: list[ContentChange], text: str) -> None:
        self.editor.change(name, changes)
        if self.text(name) != text:
            raise Wrong(f"{name}: the document holds another text")
        self._carried_must_be_old(name, "after an edit, before any work")

    def work(self, *, urgent_only: bool = False) -> None:
        """Analyses what was edited, or everything. Units that do not parse show what they showed before."""
        if urgent_only:
            while self.editor.session.work(1.0, urgent_only=True):
                pass
        else:
            self._settle()
        for name in self.editor.documents:
            notes = self.editor.report(name).notes
            if notes:
                raise Wrong(f"note: {notes[0].message}")
            self._carried_must_be_old(name, "in a unit that does not parse")

    def _settle(self) -> None:
        """Works until nothing is left to do. Where units are found anew at the end, what was found before is carried, too."""
        while any(self._is_unsettled(name) for name in self.editor.documents):
            for name in self.editor.documents:
                self._seen[name] |= self._found(name, self.states(name))
            self.editor.session.work(0.0)
        self.editor.settle()

    def _is_unsettled(self, name: str) -> bool:
        structure = self._file(name).structure
        return structure is not None and structure.unsettled

    def states(self, name: str) -> list[UnitState]:
        """What the session knows of each unit."""
        return self._file(name).states

    def _file(self, name: str) -> OpenFile:
        return self.editor.session._files[self.editor.path(name)]

    # -- where findings stand

    def _follow(self, name: str, before: Sequence[str], after: Sequence[str], start: int, end: int) -> None:
        """Gives every line that an edit left alone the identity that it had."""
        known, most = self._lines[name], min(len(before), len(after))
        passed = head = 0
        while head < most and passed + len(before[head]) <= start and before[head] == after[head]:
            passed += len(before[head])
            head += 1
        rest, tail = sum(map(len, before)), 0
        while tail < most - head and rest - len(before[-1 - tail]) >= end and before[-1 - tail] == after[-1 - tail]:
            rest -= len(before[-1 - tail])
            tail += 1
        fresh = [next(self._identities) for _ in range(len(after) - head - tail)]
        self._lines[name] = known[:head] + fresh + known[len(known) - tail :]

    def _found(self, name: str, states: Iterable[UnitState]) -> set[Shown]:
        """What units know of faults, silenced ones included, by the lines that they stand on."""
        document, lines = self.editor.documents[name], [*self._lines[name], -1]
        found = set()
        for unit, finding in ((state.unit, each) for state in states for each in state.findings):
            place = range_in(unit, finding.span)
            start, end = place.start, place.end
            if end.line >= len(lines):
                raise Wrong(f"{finding.rule} is shown outside the text")
            written = finding.span.of(unit.text)
            shown = document.text[document.offset_at(start) : document.offset_at(end)]
            if shown != written and "\n" not in written and "\r" not in written:
                raise Wrong(f"{finding.rule} is shown on {shown!r} instead of {written!r}")
            places = (lines[start.line], start.column), (lines[end.line], end.column)
            found.add(Shown(finding.rule, finding.message, *places))
        return found

    def _carried_must_be_old(self, name: str, when: str) -> None:
        """A unit that is new and has no result yet shows what was found on the very lines that it holds."""
        states, old = self.states(name), self._units.get(name, set())
        self._units[name] = {state.unit for state in states}
        carrying = [state for state in states if state.result is None and state.unit not in old]
        fresh = self._found(name, carrying) - self._seen[name]
        self._seen[name] = self._found(name, states)
        if fresh:
            each = min(fresh)
            raise Wrong(f"{when} there is {each.rule} where it never was: {each.message.splitlines()[0]}")
        known = {(id(state.unit), each) for state in states for each in state.findings}
        for located in self.editor.report(name).findings:
            if located.range != range_in(located.unit, located.finding.span):
                raise Wrong(f"{located.finding.rule} is shown at {located.range}, not where its unit stands")
            if located.finding.rule != UNUSED and not any(
                unit == id(located.unit) and each.span == located.finding.span for unit, each in known
            ):
                raise Wrong(f"{located.finding.rule} is shown, and no unit knows of it")

    # -- what a first look finds

    def compare(self) -> None:
        """Everything equals a first look; beside units that do not parse, what rests on what is known of them does."""
        self.work()
        for name in self.editor.documents:
            if not self.editor.report(name).complete:
                raise Wrong(f"{name}: the report is not complete though there is nothing left to do")
        if all(state.sound for name in self.editor.documents for state in self.states(name)):
            self._compare_all()
        for name in self.editor.documents:
            self._compare_units(name)

    def _compare_all(self) -> None:
        first = Editor(self.root, self.rules)
        for name, document in self.editor.documents.items():
            first.open(name, document.text)
        first.settle()
        for name in self.editor.documents:
            ours, theirs = self.editor.report(name), first.report(name)
            _same(f"{name}: findings", list(map(_told, theirs.findings)), list(map(_told, ours.findings)))
            _same(f"{name}: notes", theirs.notes, ours.notes)
            fresh = first.session._files[first.path(name)].states
            mine = [
                (s.unit.kind, s.unit.path, s.unit.segments, s.unit.text, s.contributions) for s in self.states(name)
            ]
            want = [(s.unit.kind, s.unit.path, s.unit.segments, s.unit.text, s.contributions) for s in fresh]
            _same(f"{name}: units", want, mine)

    def _compare_units(self, name: str) -> None:
        """Each unit that parses says what the rules find in it, given what all units are known to contribute."""
        file = self._file(name)
        if file.structure is None:  # generated, say: nothing is looked at
            return
        project = Project(file.project.facts.settings, file.project.facts.starts)
        for module in file.project.facts.modules.values():
            project.set_module(module)
        source = file.project.source(file.path)
        known = file.project.contributions_of(file.path)
        _same(f"{name}: what is known of it", tuple(c for s in file.states for c in s.contributions), known)
        for state in file.states:
            done = read(state.unit)
            _same(f"{state.unit}: sound", done.is_sound, state.sound)
            if done.reading is not None and done.is_sound:
                _same(f"{state.unit}: contribution", (done.contribution,), state.contributions)
                wanted = check(done, project, source, self.rules)
                _same(f"{state.unit}: findings", wanted.findings, state.findings)


def _between_characters(text: str, offset: int) -> int:
    """Behind a line end in whose middle an offset lies: no editor stands there."""
    return offset + 1 if text[max(offset - 1, 0) : offset + 1] == "\r\n" else offset


def _told(each: LocatedFinding) -> tuple[object, ...]:
    return each.range, each.finding.rule, each.finding, each.related


def _same(what: str, wanted: object, got: object) -> None:
    if wanted != got:
        raise Wrong(f"{what}: {_difference(wanted, got)}")


def _difference(wanted: object, got: object) -> str:
    if isinstance(wanted, (list, tuple)) and isinstance(got, (list, tuple)):
        missing = [each for each in wanted if each not in got]
        extra = [each for each in got if each not in wanted]
        return f"missing {missing[:3]}, too much {extra[:3]}"[:1500]
    return f"wanted {wanted!r}, got {got!r}"[:1500]
