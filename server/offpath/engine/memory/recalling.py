"""What an earlier run has left of a project: what its files contribute, and the reports that still hold."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from offpath.engine.configuration.selection import relative_path
from offpath.engine.extents import extent_of
from offpath.engine.files import read_bytes
from offpath.engine.memory import cache, keeping, remembered, trusted
from offpath.engine.memory.cache import CachedFile
from offpath.engine.memory.keeping import digest_of
from offpath.engine.memory.remembered import Kept, ProjectDigests, Snapshot
from offpath.engine.memory.standing import rested_on, still_standing
from offpath.engine.memory.trusted import Untrusted
from offpath.engine.projects import declared_roots_of
from offpath.engine.running.results import RunFile
from offpath.engine.starting import starts_of
from offpath.rules.base import Elsewhere
from offpath.text.decode import MAX_BYTES, UnreadableText

if TYPE_CHECKING:
    from offpath.engine.configuration.settings import Settings, SettingsFinder
    from offpath.engine.projects import ProjectState
    from offpath.engine.reporting.located import FileReport
    from offpath.engine.running.collecting import Collected
    from offpath.facts.project.project import Answer, Asked
    from offpath.facts.summaries.contribution import Contribution


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What a run says about one file, and what of that can be kept."""

    file: RunFile
    kept: Kept | None = None
    names: str = ""
    """As `names_of` tells them."""


class Recall:
    """The memory of one project of a run."""

    def __init__(self, collected: Collected, settings: SettingsFinder, folder: Path) -> None:
        self._root = collected.root.folder
        self._index = cache.cache_file(self._root, folder)
        self._file = remembered.snapshot_file(self._root, _variant(settings), folder)
        self._snapshot = remembered.load(self._file)
        self.state = _state_of(collected, settings)

    @property
    def has_reports(self) -> bool:
        """Whether an earlier run has left any."""
        return self._snapshot is not None

    @cached_property
    def is_same(self) -> bool:
        """Whether nothing of the project has changed since."""
        return self._snapshot is not None and self._snapshot.state.digest == self.state.digest

    def is_readable(self, path: str) -> bool:
        """Whether the file could be read when the state was taken."""
        return self._text_of(path) != ""

    @cached_property
    def _contributed(self) -> Mapping[str, CachedFile]:
        return cache.load(self._index).files

    def contributed(self) -> dict[str, CachedFile]:
        """What files contribute whose bytes are as they were, by absolute path."""
        return {path: each for path, each in self._contributed.items() if each.digest == self._text_of(path)}

    def all_kept(self) -> dict[str, Kept]:
        """The reports that hold where nothing has changed, by path from the root."""
        for file in (self._file, self._index):
            keeping.used(file)
        return dict(self._snapshot.reports) if self._snapshot is not None else {}

    def standing(self, project: ProjectState) -> dict[str, Kept]:
        """The reports that still hold, by path from the root."""
        return {} if self._snapshot is None else still_standing(self._snapshot, self.state, project, self._before)

    def told(self, paths: Iterable[str], kept: Mapping[str, Kept]) -> dict[str, RunFile]:
        """What kept reports say about these files, by absolute path."""
        found = {}
        for path in paths:
            each = kept.get(relative_path(path, self._root))
            file = _unpacked(path, each) if each is not None else None
            if file is not None:
                found[path] = file
        return found

    def remember(self, names: str, indexed: Mapping[str, CachedFile], kept: Mapping[str, Kept]) -> None:
        """Keeps what holds now. Where files were changed meanwhile nobody knows what reports rest on: they are not kept."""
        fresh = {path: each for path, each in indexed.items() if self._contributed.get(path) != each}
        known = cache.Remembered(self._contributed, len(self._contributed))
        if known.needs_tidying(len(indexed)):
            cache.store(self._index, indexed)
        elif fresh:
            cache.add(self._index, fresh)
        steady = all(each.digest == self._text_of(path) for path, each in indexed.items())
        if steady and all(each.text == self.state.files.get(path, ("", ""))[0] for path, each in kept.items()):
            remembered.store(self._file, Snapshot(self.state, names, kept))

    def _text_of(self, path: str) -> str | None:
        known = self.state.files.get(relative_path(path, self._root))
        return None if known is None else known[0]

    def _before(self, path: str) -> tuple[Contribution, ...] | None:
        if self._snapshot is None or path not in self._snapshot.state.files:
            return None
        known = self._contributed.get(os.path.join(self._root, *path.split("/")))
        if known is None or known.digest != self._snapshot.state.files[path][0]:
            return None
        try:
            return cache.unpacked(known.contributions)
        except Untrusted:
            return None


def kept_report(
    file: RunFile, digest: str, report: FileReport | None, answers: Mapping[Asked, Answer], project: ProjectState
) -> Kept | None:
    """The report on a file as it can be kept; None where it tells of a mistake of ours, which may not happen again."""
    if any(note.kind in ("mistake", "rule", "file") for note in file.notes):
        return None
    units = {
        related.step.module
        for each in (report.findings if report is not None else ())
        for related in each.finding.related
        if isinstance(related, Elsewhere)
    }
    places = [project.path_of(module) for module in sorted(units)]
    try:
        rested = rested_on(answers, project.facts)
        return Kept(
            path=project.relative(file.path),
            text=digest,
            module=project.module_name(file.path),
            shown=tuple("" if path is None else project.relative(path) for path in places),
            lines=file.lines,
            report=trusted.packed(file) if file.findings or file.notes else b"",
            bodies=rested.bodies,
            answers=rested.answers,
        )
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError):
        return None


def _unpacked(path: str, kept: Kept) -> RunFile | None:
    if not kept.report:
        return RunFile(path, kept.lines)
    try:
        file = trusted.unpacked(kept.report)
    except Untrusted:
        return None
    return file if isinstance(file, RunFile) and file.path == path else None


def _variant(settings: SettingsFinder) -> str:
    return repr((sorted(map(repr, settings.overrides.items())), settings.isolated))


def _state_of(collected: Collected, settings: SettingsFinder) -> ProjectDigests:
    root = collected.root.folder
    described = _Described(settings)
    files = {relative_path(path, root): (_digest_of_file(path), described.of(path)) for path in collected.known}
    extent = extent_of(root, collected.known)
    starts = starts_of(root) if collected.root.is_project else ()
    project = repr((settings.settings_for(root).facts, declared_roots_of(root), extent, starts))
    return ProjectDigests(digest_of(project.encode("utf-8", "surrogatepass")), files)


class _Described:
    """Digests of what settings mean for files; what is said of a whole folder is found out once."""

    def __init__(self, settings: SettingsFinder) -> None:
        self._settings = settings
        self._rules = tuple(settings.rules)
        self._folders: dict[str, str] = {}

    def of(self, path: str) -> str:
        folder = os.path.dirname(path)
        found = self._settings.settings_for(folder)
        if found.per_file_ignores:
            return self._described(found, path)
        if folder not in self._folders:
            self._folders[folder] = self._described(found, path)
        return self._folders[folder]

    def _described(self, settings: Settings, path: str) -> str:
        rules = [f"{type(rule).__module__}.{type(rule).__qualname__}" for rule in settings.rules_for(path, self._rules)]
        return digest_of(repr((settings, rules)).encode("utf-8", "surrogatepass"))


def _digest_of_file(path: str) -> str:
    try:
        return digest_of(read_bytes(path, MAX_BYTES))
    except UnreadableText:
        return ""
