"""Whole runs over files and folders: facts first, then findings, in worker processes where that pays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from offpath.engine.checked import Target, check_document, fix_text
from offpath.engine.configuration.selection import is_generated
from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.files import read_file
from offpath.engine.memory.keeping import keep_bounded
from offpath.engine.memory.recalling import Recall
from offpath.engine.memory.standing import names_of
from offpath.engine.projects import ProjectState, root_of
from offpath.engine.reporting.locating import FileLocator
from offpath.engine.reporting.notes import Note
from offpath.engine.running.collecting import Collected, collect
from offpath.engine.running.indexing import contributions_in
from offpath.engine.running.phases import Gathered, at_work, gathered, in_portions
from offpath.engine.running.readings import read_units
from offpath.engine.running.results import FixedFile, FoundFix, RunFile, RunFinding, RunResult
from offpath.engine.running.workers import Workers
from offpath.engine.running.working import (
    allowing,
    check,
    check_to_keep,
    check_with_edits,
    fix_safe,
    fix_unsafe,
    lost,
    told,
    unfixed,
    unreadable,
)
from offpath.rules.base import Applicability
from offpath.text.decode import UnreadableText
from offpath.text.document import Document

__all__ = ["BadSettings", "FixedFile", "FoundFix", "Progress", "RunFile", "RunFinding", "RunResult", "check_paths", "check_text",
           "fix_paths", "fix_single_text"]  # fmt: skip

Progress = Callable[[int, int], None]
"""Told how many files of how many are done."""


class BadSettings(Exception):
    """Settings that a run cannot rest on: it would check something else than what was wanted."""

    def __init__(self, problems: tuple[Note, ...]) -> None:
        super().__init__("; ".join(each.message for each in problems))
        self.problems = problems


def check_paths(
    paths: Sequence[str],
    settings: SettingsFinder,
    *,
    jobs: int | None = None,
    with_edits: bool = False,
    progress: Progress | None = None,
    kept_in: Path | None = None,
) -> RunResult:
    """The findings in these files and folders; the same whatever ``jobs`` is, and whatever was ``kept_in`` a folder."""
    collected = _collected(paths, settings)
    done = _Done(progress, collected)
    files: list[RunFile] = []
    with at_work(jobs) as workers:
        for each in collected:
            if kept_in is None:
                files += _checked(gathered(each, settings, workers, {}), done, with_edits=with_edits)
            else:
                found = _recalled(each, Recall(each, settings, kept_in), settings, workers, done)
                files += found if with_edits else map(_without_edits, found)
    if kept_in is not None:
        keep_bounded(kept_in)
    notes = tuple(note for each in collected for note in each.notes)
    return RunResult(tuple(sorted(files, key=lambda each: each.path)), notes)


def fix_paths(
    paths: Sequence[str],
    settings: SettingsFinder,
    *,
    unsafe: bool = False,
    jobs: int | None = None,
    progress: Progress | None = None,
    kept_in: Path | None = None,
) -> tuple[FixedFile, ...]:
    """The files that safe fixes (and unsafe ones, if wanted) change, with their new texts; nothing is written."""
    work = fix_unsafe if unsafe else fix_safe
    collected = _collected(paths, settings)
    done = _Done(progress, collected)
    files: list[FixedFile] = []
    with at_work(jobs) as workers:
        for each in collected:
            cached, wanted = {}, each.checked
            if kept_in is not None:
                recall = Recall(each, settings, kept_in)
                found = _recalled(each, recall, settings, workers, _Done(None, collected))
                wanted = [file.path for file in found if _may_be_fixed(file, unsafe=unsafe)]
                cached = Recall(each, settings, kept_in).contributed() if wanted else {}
            if wanted:
                known = gathered(each, settings, workers, cached)
                for portion, fixed in in_portions(known, wanted, work, unfixed):
                    done.more(len(portion))
                    files += fixed
    if kept_in is not None:
        keep_bounded(kept_in)
    return tuple(sorted(files, key=lambda each: each.path))


def _checked(known: Gathered, done: _Done, *, with_edits: bool) -> list[RunFile]:
    files: list[RunFile] = []
    for portion, found in in_portions(known, known.collected.checked, check_with_edits if with_edits else check, lost):
        done.more(len(portion))
        files += [each.file for each in found]
    return files


def _recalled(
    collected: Collected, recall: Recall, settings: SettingsFinder, workers: Workers | None, done: _Done
) -> list[RunFile]:
    """What is said of a project's files; those alone are looked at of which nothing is kept that still holds."""
    kept = recall.all_kept() if recall.is_same else {}
    recalled = recall.told(collected.checked, kept)
    left = [path for path in collected.checked if path not in recalled]
    unread = [file for path in left if (file := unreadable(path)) is not None]
    if recall.is_same and len(unread) == len(left):
        done.more(len(collected.checked))
        return [*recalled.values(), *unread]
    known = gathered(collected, settings, workers, recall.contributed())
    if recall.has_reports and not recall.is_same:
        kept = recall.standing(known.project)
        recalled = recall.told(collected.checked, kept)
        left = [path for path in collected.checked if path not in recalled]
    done.more(len(recalled))
    files = [*recalled.values()]
    names = "" if left else names_of(known.project)
    for portion, found in in_portions(known, left, check_to_keep, lost):
        done.more(len(portion))
        files += [each.file for each in found]
        kept.update((each.kept.path, each.kept) for each in found if each.kept is not None)
        names = next((each.names for each in found if each.names), names)
    recall.remember(names, known.indexed, kept)
    return files


class _Done:
    """How far a run is."""

    def __init__(self, progress: Progress | None, collected: Iterable[Collected]) -> None:
        self._progress = progress
        self._total = sum(len(each.checked) for each in collected)
        self._files = 0

    def more(self, files: int) -> None:
        """So many more files are done."""
        self._files += files
        if self._progress is not None and files:
            self._progress(self._files, self._total)


def _without_edits(file: RunFile) -> RunFile:
    return replace(file, findings=tuple(replace(each, fixes=()) for each in file.findings))


def _may_be_fixed(file: RunFile, *, unsafe: bool) -> bool:
    """Whether a fix of the wanted kind is proposed in a file, sound or not."""
    proposed = {fix.applicability for each in file.findings for fix in each.finding.fixes}
    return bool(proposed) if unsafe else Applicability.SAFE in proposed


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
    return told(check_document(document, read_units(text), target), document, with_edits=True)


def fix_single_text(path: str, text: str, settings: SettingsFinder, *, unsafe: bool = False) -> str:
    """A text with its fixes applied, seen as the file at ``path``."""
    return text if is_generated(text) else fix_text(text, _single(path, text, settings), allowing(unsafe))


def _single(path: str, text: str, settings: SettingsFinder) -> Target:
    absolute = os.path.abspath(path)
    _demand_good_settings(settings, [os.path.dirname(absolute)])
    collected = next(iter(collect([absolute], settings)), None)
    project = ProjectState(root_of(absolute), settings)
    known = collected.known if collected is not None else []
    project.files_found([*known, absolute])
    for other in known:
        if other != absolute:
            try:
                project.publish(other, contributions_in(read_file(other).text))
            except UnreadableText:
                continue
    project.publish(absolute, contributions_in(text))
    return Target.of(absolute, project, tuple(settings.rules), FileLocator(project))
