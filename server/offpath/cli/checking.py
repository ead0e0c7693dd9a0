"""What `offpath check` does once it knows what is wanted: run, fix, report."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from offpath.cli.output import encoding, put_bytes, put_complaint, put_file, put_text, wants_colour
from offpath.cli.progress import shown_progress
from offpath.cli.reports.difference import Difference
from offpath.cli.reports.frame import Ink
from offpath.cli.reports.outcome import (
    Outcome,
    in_words,
    notes_of,
    outcome_of,
    outcome_of_text,
    shown,
)
from offpath.engine.configuration.selection import SUFFIXES
from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.files import NotWritten, demand_writable, read_file, write_text
from offpath.engine.projects import root_of
from offpath.engine.reporting.notes import MISTAKES, Note
from offpath.engine.running.run import FixedFile, RunResult, check_paths, check_text, fix_paths, fix_single_text
from offpath.text.decode import UnreadableText, decode

CLEAN, FINDINGS, ERROR = 0, 1, 2
"""Exit codes. What was not checked counts as a finding."""


@dataclass(frozen=True, slots=True)
class Job:
    """How to check, and where to put what is found."""

    settings: SettingsFinder
    output_format: str
    output_file: str | None
    unsafe: bool
    """Whether fixes that change behaviour are wanted, too."""
    only_shows: bool
    """Whether fixes are shown as a difference and nothing is written."""
    jobs: int | None
    kept_in: Path | None = None
    """The folder in which results are kept from run to run; None for a run that begins with nothing and leaves nothing."""


def checked(job: Job, paths: Sequence[str], changed: int = 0, notes: Sequence[Note] = ()) -> int:
    """Checks files and folders and reports; the exit code."""
    result = _run(job, paths, with_edits=True)
    outcome = outcome_of(result)
    outcome = replace(outcome, notes=(*_nothing_in(paths, result), *outcome.notes, *notes), changed=changed)
    return _report(job, outcome)


def fixed(job: Job, paths: Sequence[str]) -> int:
    """Applies fixes and reports what is left, or shows what they would change; the exit code."""
    with shown_progress("fixing") as tell:
        files = fix_paths(paths, job.settings, unsafe=job.unsafe, jobs=job.jobs, progress=tell, kept_in=job.kept_in)
    if job.only_shows:
        result = _run(job, paths, with_edits=False)
        notes = (*_nothing_in(paths, result), *notes_of(result))
        return _show(job, [Difference(shown(each.path), each.before, each.after) for each in files], notes)
    inside = [path if os.path.isdir(path) else root_of(path).folder for path in map(os.path.abspath, paths)]
    unwritten = [unwritten for each in files if (unwritten := _written(each, inside)) is not None]
    told = [each.note for each in unwritten]
    code = checked(job, paths, changed=len(files) - len(unwritten), notes=told)
    return ERROR if any(each.is_failure for each in unwritten) else code


def checked_input(job: Job, name: str, *, fixes: bool) -> int:
    """Checks standard input, seen as the file of this name; with fixes the text goes to standard output."""
    data = sys.stdin.buffer.read()
    try:
        read = decode(data)
    except UnreadableText as error:
        if fixes and not job.only_shows:
            put_bytes(data)
        return _report(job, Outcome((), (Note(name, str(error), remedy=error.remedy),), 1), silent_output=fixes)
    if not fixes:
        return _report(job, _input_outcome(job, name, read.text))
    after = fix_single_text(name, read.text, job.settings, unsafe=job.unsafe)
    if job.only_shows:
        changes = [Difference(shown(name), read, after)] if after != read.text else []
        return _show(job, changes, _input_outcome(job, name, read.text).notes)
    put_bytes(read.encoded(after))
    return _report(job, _input_outcome(job, name, after), silent_output=True)


def complained(problems: Sequence[Note]) -> int:
    """Tells what is wrong in the settings, and that nothing was checked for it; the exit code."""
    for note in problems:
        put_complaint(f"offpath: {Ink().printable(in_words(replace(note, remedy='')))}")
    put_complaint("offpath: nothing was checked; correct the settings, or leave settings files alone by --isolated")
    return ERROR


def _input_outcome(job: Job, name: str, text: str) -> Outcome:
    return outcome_of_text(check_text(name, text, job.settings), text)


def _run(job: Job, paths: Sequence[str], *, with_edits: bool) -> RunResult:
    with shown_progress("checking") as tell:
        return check_paths(
            paths, job.settings, jobs=job.jobs, with_edits=with_edits, progress=tell, kept_in=job.kept_in
        )


@dataclass(frozen=True, slots=True)
class _Unwritten:
    """A file whose fixes were not applied."""

    note: Note
    is_failure: bool
    """Whether it was to be written."""


def _written(file: FixedFile, inside: Sequence[str]) -> _Unwritten | None:
    """Puts a fixed file in place; what kept it from being written."""
    try:
        demand_writable(file.path, inside)
        found = read_file(file.path)
        if found.text == file.after:  # under another name
            return None
        if found != file.before:
            return _unwritten(file, "the file was changed by somebody else meanwhile; its fixes were not applied")
        write_text(file.path, file.before, file.after)
    except NotWritten as error:
        return _unwritten(file, f"{error}; its fixes were not applied", is_failure=False)
    except UnreadableText as error:
        return _unwritten(file, f"the fixes were not applied: {error}")
    except OSError as error:
        return _unwritten(file, f"the fixes were not applied: {error.strerror or error}")
    return None


def _unwritten(file: FixedFile, cause: str, *, is_failure: bool = True) -> _Unwritten:
    return _Unwritten(Note(file.path, cause, "remark"), is_failure)


def _show(job: Job, changes: Sequence[Difference], notes: Sequence[Note]) -> int:
    _complain(notes)
    if job.output_file is None and wants_colour():
        put_text("".join(each.coloured(Ink(encoding())) for each in changes), colour=True)
    else:
        _put(job, b"".join(each.encoded() for each in changes))
    return _code(notes, found=bool(changes))


def _report(job: Job, outcome: Outcome, *, silent_output: bool = False) -> int:
    """Puts the report where it belongs; with `silent_output` standard output holds something else already."""
    text = _formatted(job, outcome, colour=job.output_file is None and not silent_output and wants_colour())
    if job.output_file is not None or not silent_output:
        _put(job, text + "\n")
    else:
        put_complaint(text)
    if job.output_format == "json":
        _complain(outcome.notes)
    if job.output_format != "text" and not outcome.files and not outcome.notes:
        put_complaint("offpath: no Python files to check")
    return _code(outcome.notes, found=bool(outcome.reported))


def _code(notes: Sequence[Note], *, found: bool) -> int:
    """A failure of ours is an error; what was not checked counts like a finding, for nobody knows what is in it."""
    if any(note.kind in MISTAKES for note in notes):
        return ERROR
    return FINDINGS if found or any(note.is_unchecked for note in notes) else CLEAN


def _formatted(job: Job, outcome: Outcome, *, colour: bool) -> str:
    if job.output_format == "json":
        from offpath.cli.reports.json_report import as_json

        return as_json(outcome)
    if job.output_format == "sarif":
        from offpath.cli.reports.sarif import as_sarif

        return as_sarif(outcome)
    from offpath.cli.reports.text import as_text

    return as_text(outcome, colour=colour, encoding="utf-8" if job.output_file is not None else encoding())


def _put(job: Job, content: str | bytes) -> None:
    if job.output_file is not None:
        data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
        put_file(job.output_file, data)
    elif isinstance(content, bytes):
        put_bytes(content)
    else:
        put_text(content, colour=wants_colour())


def _nothing_in(paths: Sequence[str], result: RunResult) -> list[Note]:
    """Says of each named path in which nothing was to be checked that it was so; that is no failing."""
    told = [*(file.path for file in result.files), *(note.path for note in result.notes)]
    found = []
    for path in map(os.path.abspath, paths):
        if not os.path.isdir(path):
            if not path.endswith(SUFFIXES):
                found.append(Note(path, "this is no Python file; it was not checked", "remark"))
        elif list(paths) != ["."] and not any(each.startswith(os.path.join(path, "")) for each in told):
            found.append(Note(path, "there are no Python files to check in this folder", "remark"))
    return found


def _complain(notes: Sequence[Note]) -> None:
    for note in notes:
        put_complaint(f"offpath: {Ink().printable(in_words(note))}")
