"""Whole runs over files and folders: facts first, then findings, in worker processes where that pays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from offpath.engine.checked import Target, check_document, fix_text
from offpath.engine.collecting import Collected, collect
from offpath.engine.files import read_file
from offpath.engine.fixes import edits_of
from offpath.engine.indexing import ENDED, contributions_in
from offpath.engine.located import FileReport, LocatedFinding, LocatedRelated, Range
from offpath.engine.locating import FileLocator
from offpath.engine.notes import Note, mistake_over
from offpath.engine.phases import Portion, Progress, gather, in_portions
from offpath.engine.projects import ProjectState, root_of
from offpath.engine.readings import read_units
from offpath.engine.selection import is_generated
from offpath.engine.settings import SettingsFinder
from offpath.rules.base import Applicability, Finding
from offpath.text.decode import DecodedText, UnreadableText
from offpath.text.document import Document
from offpath.text.span import Edit

__all__ = ["BadSettings", "FixedFile", "FoundFix", "Progress", "RunFile", "RunFinding", "RunResult", "check_paths", "check_text",
           "fix_paths", "fix_single_text"]  # fmt: skip


class BadSettings(Exception):
    """Settings that a run cannot rest on: it would check something else than what was wanted."""

    def __init__(self, problems: tuple[Note, ...]) -> None:
        super().__init__("; ".join(each.message for each in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class FoundFix:
    """A fix, ready to apply to the document."""

    title: str
    applicability: Applicability
    edits: tuple[tuple[Range, str], ...]


@dataclass(frozen=True, slots=True)
class RunFinding:
    """One finding of a run."""

    finding: Finding
    range: Range
    related: tuple[LocatedRelated, ...]
    fixes: tuple[FoundFix, ...] = ()
    """Those that are sound; empty unless the run was asked for edits."""


@dataclass(frozen=True, slots=True)
class RunFile:
    """What a run says about one file."""

    path: str
    """Absolute."""
    lines: int
    findings: tuple[RunFinding, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run found, by path."""

    files: tuple[RunFile, ...]
    notes: tuple[Note, ...] = ()
    """On folders and ignore files."""


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file that fixes change: as it was read, and its new text. Nothing has been written."""

    path: str
    before: DecodedText
    after: str


def check_paths(
    paths: Sequence[str],
    settings: SettingsFinder,
    *,
    jobs: int | None = None,
    with_edits: bool = False,
    progress: Progress | None = None,
) -> RunResult:
    """The findings in these files and folders; the same whatever ``jobs`` is."""
    work = _check_with_edits if with_edits else _check
    collected = _collected(paths, settings)
    with gather(collected, settings, jobs) as gathered:
        files = [file for found in in_portions(gathered, work, _lost, progress) for file in found]
    notes = tuple(note for each in collected for note in each.notes)
    return RunResult(tuple(sorted(files, key=lambda each: each.path)), notes)


def fix_paths(
    paths: Sequence[str],
    settings: SettingsFinder,
    *,
    unsafe: bool = False,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> tuple[FixedFile, ...]:
    """The files that safe fixes (and unsafe ones, if wanted) change, with their new texts; nothing is written."""
    work = _fix_unsafe if unsafe else _fix_safe
    with gather(_collected(paths, settings), settings, jobs) as gathered:
        files = [file for found in in_portions(gathered, work, _unfixed, progress) for file in found]
    return tuple(sorted(files, key=lambda each: each.path))


def _collected(paths: Sequence[str], settings: SettingsFinder) -> list[Collected]:
    collected = collect(paths, settings)
    named = [os.path.abspath(path) for path in paths]
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in named]
    folders += [os.path.dirname(path) for each in collected for path in each.checked]
    _demand_good_settings(settings, folders)
    return collected


def _demand_good_settings(settings: SettingsFinder, folders: Iterable[str]) -> None:
    problems = settings.problems({*folders})
    if problems:
        raise BadSettings(problems)


def check_text(path: str, text: str, settings: SettingsFinder) -> RunFile:
    """The findings in a text seen as the file at ``path``, which need not exist, among the project's other files."""
    _demand_good_settings(settings, [os.path.dirname(os.path.abspath(path))])
    document = Document.from_text(text)
    if is_generated(text):
        return RunFile(os.path.abspath(path), len(document.lines))
    target = _single(path, text, settings)
    return _told(check_document(document, read_units(text), target), document, with_edits=True)


def fix_single_text(path: str, text: str, settings: SettingsFinder, *, unsafe: bool = False) -> str:
    """A text with its fixes applied, seen as the file at ``path``."""
    return text if is_generated(text) else fix_text(text, _single(path, text, settings), _allowing(unsafe))


def _single(path: str, text: str, settings: SettingsFinder) -> Target:
    absolute = os.path.abspath(path)
    _demand_good_settings(settings, [os.path.dirname(absolute)])
    collected = next(iter(collect([absolute], settings)), None)
    project = ProjectState(root_of(absolute), settings)
    for other in collected.known if collected is not None else ():
        if other != absolute:
            try:
                project.publish(other, contributions_in(read_file(other).text))
            except UnreadableText:
                continue
    project.publish(absolute, contributions_in(text))
    return Target.of(absolute, project, tuple(settings.rules), FileLocator(project))


def _check(portion: Portion) -> list[RunFile]:
    return [_checked(path, portion, with_edits=False) for path in portion.paths]


def _check_with_edits(portion: Portion) -> list[RunFile]:
    return [_checked(path, portion, with_edits=True) for path in portion.paths]


def _checked(path: str, portion: Portion, *, with_edits: bool) -> RunFile:
    try:
        text = read_file(path).text
    except UnreadableText as error:
        return RunFile(path, 0, (), (Note(path, str(error), remedy=error.remedy),))
    if is_generated(text):
        return RunFile(path, 0)
    document = Document.from_text(text)
    try:
        report = check_document(document, portion.readings.taken(path, text), _target(path, portion))
        return _told(report, document, with_edits=with_edits)
    except Exception as error:  # a mistake of ours over one file must not cost the user the others
        return RunFile(path, len(document.lines), (), (mistake_over(path, error),))


def _lost(path: str) -> list[RunFile]:
    return [
        RunFile(path, 0, (), (Note(path, f"{ENDED}; it was not checked", remedy="run offpath again, or exclude it"),))
    ]


def _unfixed(_: str) -> list[FixedFile]:
    return []


def _fix_safe(portion: Portion) -> list[FixedFile]:
    return _fixed(portion, unsafe=False)


def _fix_unsafe(portion: Portion) -> list[FixedFile]:
    return _fixed(portion, unsafe=True)


def _fixed(portion: Portion, *, unsafe: bool) -> list[FixedFile]:
    found: list[FixedFile] = []
    for path in portion.paths:
        try:
            before = read_file(path)
        except UnreadableText:
            continue
        if not is_generated(before.text):
            try:
                after = fix_text(before.text, _target(path, portion), _allowing(unsafe))
            except Exception:  # the check that follows fails over it as well, and tells
                continue
            found += [FixedFile(path, before, after)] if after != before.text else []
    return found


def _target(path: str, portion: Portion) -> Target:
    return Target.of(path, portion.project, tuple(portion.settings.rules), portion.locator)


def _allowing(unsafe: bool) -> Callable[[object], bool]:
    allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
    return lambda fix: getattr(fix, "applicability", None) in allowed


def _told(report: FileReport, document: Document, *, with_edits: bool) -> RunFile:
    findings = tuple(
        RunFinding(each.finding, each.range, each.related, _fixes(document, each) if with_edits else ())
        for each in report.findings
    )
    return RunFile(report.path, len(document.lines), findings, report.notes)


def _fixes(document: Document, located: LocatedFinding) -> tuple[FoundFix, ...]:
    found = []
    for fix in located.finding.fixes:
        edits = edits_of(document, located.unit, fix)
        if edits is not None:
            found.append(
                FoundFix(fix.title, fix.applicability, tuple(_placed(document, each) for each in sorted(edits)))
            )
    return tuple(found)


def _placed(document: Document, edit: Edit) -> tuple[Range, str]:
    return Range(document.position_at(edit.span.start), document.position_at(edit.span.end)), edit.new_text
