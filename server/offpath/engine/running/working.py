"""What a run does with a portion of a project's files: here, or in a worker process."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from offpath.engine.checked import Target, check_document, fix_text
from offpath.engine.configuration.selection import is_generated
from offpath.engine.files import read_bytes, read_file
from offpath.engine.fixing.fixes import edits_of
from offpath.engine.memory.keeping import digest_of
from offpath.engine.memory.recalling import CheckedFile, kept_report
from offpath.engine.memory.standing import names_of
from offpath.engine.reporting.located import FileReport, LocatedFinding, Range
from offpath.engine.reporting.notes import Note, mistake_over
from offpath.engine.running.indexing import ENDED
from offpath.engine.running.phases import Portion
from offpath.engine.running.results import FixedFile, FoundFix, RunFile, RunFinding
from offpath.rules.base import Applicability
from offpath.text.decode import MAX_BYTES, UnreadableText, decode
from offpath.text.document import Document
from offpath.text.span import Edit

if TYPE_CHECKING:
    from offpath.facts.project.project import Answer, Asked


def check(portion: Portion) -> list[CheckedFile]:
    """What is said of files, without the edits of fixes."""
    return [_checked(path, portion, with_edits=False) for path in portion.paths]


def check_with_edits(portion: Portion) -> list[CheckedFile]:
    """What is said of files."""
    return [_checked(path, portion, with_edits=True) for path in portion.paths]


def check_to_keep(portion: Portion) -> list[CheckedFile]:
    """What is said of files, with what can be kept of it."""
    names = names_of(portion.project)
    return [_checked(path, portion, with_edits=True, names=names) for path in portion.paths]


def lost(path: str) -> list[CheckedFile]:
    """What stands for a file over which processes were ended."""
    note = Note(path, f"{ENDED}; it was not checked", remedy="run offpath again, or exclude it")
    return [CheckedFile(RunFile(path, 0, (), (note,)))]


def unreadable(path: str) -> RunFile | None:
    """What is said of a file that cannot be read; None of one that can."""
    try:
        read_file(path)
    except UnreadableText as error:
        return _unread(path, error)
    return None


def unfixed(_: str) -> list[FixedFile]:
    """What stands for a file over whose fixes processes were ended."""
    return []


def fix_safe(portion: Portion) -> list[FixedFile]:
    """The files that safe fixes change."""
    return _fixed(portion, unsafe=False)


def fix_unsafe(portion: Portion) -> list[FixedFile]:
    """The files that any fixes change."""
    return _fixed(portion, unsafe=True)


def allowing(unsafe: bool) -> Callable[[object], bool]:
    """Tells the fixes that are wanted."""
    allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
    return lambda fix: getattr(fix, "applicability", None) in allowed


def told(report: FileReport, document: Document, *, with_edits: bool) -> RunFile:
    """What a run says about a document of which this is the report."""
    findings = tuple(
        RunFinding(each.finding, each.range, each.related, _fixes(document, each) if with_edits else (), each.measure)
        for each in report.findings
    )
    return RunFile(report.path, len(document.lines), findings, report.notes)


def _checked(path: str, portion: Portion, *, with_edits: bool, names: str = "") -> CheckedFile:
    """With the ``names`` of the project's modules the file's report is made ready to be kept."""
    try:
        data = read_bytes(path, MAX_BYTES)
        text = decode(data).text
    except UnreadableText as error:
        return CheckedFile(_unread(path, error))
    answers: dict[Asked, Answer] | None = {} if names else None
    if is_generated(text):
        report, file = None, RunFile(path, 0)
    else:
        document = Document.from_text(text)
        try:
            report = check_document(document, portion.readings.taken(path, text), _target(path, portion), answers)
            file = told(report, document, with_edits=with_edits)
        except Exception as error:  # a mistake of ours over one file must not cost the user the others
            return CheckedFile(RunFile(path, len(document.lines), (), (mistake_over(path, error),)))
    if answers is None:
        return CheckedFile(file)
    return CheckedFile(file, kept_report(file, digest_of(data), report, answers, portion.project), names)


def _unread(path: str, error: UnreadableText) -> RunFile:
    return RunFile(path, 0, (), (Note(path, str(error), remedy=error.remedy),))


def _fixed(portion: Portion, *, unsafe: bool) -> list[FixedFile]:
    found: list[FixedFile] = []
    for path in portion.paths:
        try:
            before = read_file(path)
        except UnreadableText:
            continue
        if not is_generated(before.text):
            try:
                after = fix_text(before.text, _target(path, portion), allowing(unsafe))
            except Exception:  # the check that follows fails over it as well, and tells
                continue
            found += [FixedFile(path, before, after)] if after != before.text else []
    return found


def _target(path: str, portion: Portion) -> Target:
    return Target.of(path, portion.project, tuple(portion.settings.rules), portion.locator)


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
