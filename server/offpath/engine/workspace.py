"""The projects of a session and what their closed files contribute, kept up to date in the background."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from offpath.engine.configuration.selection import MARKERS, NOTEBOOK_SUFFIX, SUFFIXES, Role
from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.installed import is_installed_file
from offpath.engine.memory import cache
from offpath.engine.memory.cache import CachedFile
from offpath.engine.memory.trusted import Untrusted
from offpath.engine.projects import ProjectState, Root, root_of
from offpath.engine.reporting.notes import Note
from offpath.engine.running.indexing import ENDED, IndexedFile, Indexer, Scan, imported_names

_CONFIGURING = frozenset({".gitignore", *MARKERS})
"""Files that say where projects begin, what belongs to them, and how they are analysed."""

_SAVED_AT_ONCE = 500_000
"""Bytes that are read before the cache is written on."""


@dataclass
class _Indexing:
    """How far the reading of one project is."""

    files: set[str] = field(default_factory=set)
    expected: set[str] = field(default_factory=set)
    total: int = 0
    cached: set[str] = field(default_factory=set)
    """Files that come from the cache."""
    unsaved: dict[str, CachedFile] = field(default_factory=dict)
    """What the cache does not have yet."""
    unsaved_bytes: int = 0


class Workspace:
    """Every project that a file of the session belongs to."""

    def __init__(
        self,
        settings: SettingsFinder,
        jobs: int,
        cache_folder: Path | None,
        on_progress: Callable[[str, int, int], None] | None,
        on_arrival: Callable[[], None] | None,
    ) -> None:
        self.opened: set[str] = set()
        """Files that are open: the editor's text counts, not the disk's."""
        self._settings = settings
        self._cache_folder = cache_folder.absolute() if cache_folder is not None else None  # workers are elsewhere
        self._on_progress = on_progress
        self._indexer = Indexer(jobs, on_arrival)
        self._projects: dict[Root, ProjectState] = {}
        self._roots: dict[str, Root] = {}
        self._folders: set[str] = set()
        """Folders that the user works in: each is a project's root for what has none of its own."""
        self._indexing: dict[str, _Indexing] = {}
        self._arrived: deque[IndexedFile] = deque()
        self._given_up: dict[str, Note] = {}

    @property
    def is_busy(self) -> bool:
        """Whether closed files are still being read."""
        return self._indexer.is_busy or bool(self._arrived)

    def add_folder(self, folder: str) -> None:
        """Makes a folder the root of those files in it that belong to no project; reads what is there."""
        self._folders.add(folder)
        self._look_anew()
        self.project_of(os.path.join(folder, "_"))

    def remove_folder(self, folder: str) -> None:
        """Nobody works in this folder any longer."""
        self._folders.discard(folder)
        self._look_anew()

    def _look_anew(self) -> None:
        self._roots.clear()
        for project in self._projects.values():
            project.look_anew()

    def project_of(self, path: str) -> ProjectState:
        """The project that a file belongs to; its other files are read from now on."""
        root = self._root_of(path)
        project = self._projects.get(root)
        if project is None:
            project = self._projects[root] = ProjectState(root, self._settings, self._folders)
            self._scan(project)
        return project

    def files_changed(self, paths: Iterable[str]) -> bool:
        """Looks at these files again; True when one of them configures something."""
        changed = list(paths)
        if any(os.path.basename(path) in _CONFIGURING or self._settings.is_catalogue(path) for path in changed):
            return True
        for path in changed:
            project = self._projects.get(self._root_of(path))
            if project is None or not path.endswith((*SUFFIXES, NOTEBOOK_SUFFIX)):
                continue
            if path.endswith(SUFFIXES) and os.path.isfile(path) and project.selection.role_of(path) is not Role.SKIPPED:
                self._indexing[project.root.folder].expected.add(path)
                self._indexer.index([path])
            else:
                self._forget(project, path)
        return False

    def reconfigure(self) -> None:
        """Reads settings and ignore files anew."""
        self._settings.forget()
        self._roots.clear()
        for project in self._projects.values():
            project.reconfigure()
            self._scan(project)

    def step(self) -> bool:
        """Takes one closed file's contributions in; False when none has arrived."""
        if not self._arrived and not self._fetch():
            return False
        if self._arrived:
            self._take(self._arrived.popleft())
        return True

    def notes(self) -> tuple[Note, ...]:
        """The files that cannot be read without the process being ended."""
        return tuple(self._given_up.values())

    def shutdown(self) -> None:
        """Ends the workers; what has been read is kept for the next start."""
        for folder, state in self._indexing.items():
            self._save(folder, state)
        self._indexer.shutdown()

    def _root_of(self, path: str) -> Root:
        folder = os.path.dirname(path)
        if folder not in self._roots:
            self._roots[folder] = self._found_root(folder, root_of(path))
        return self._roots[folder]

    def _found_root(self, folder: str, upward: Root) -> Root:
        around = [each for each in self._folders if _holds(each, folder)]
        if self._is_foreign(folder, around):
            return Root(folder, False, True)
        if upward.is_project:
            return upward
        return Root(max(around, key=len), True) if around else upward

    def _is_foreign(self, folder: str, around: Sequence[str]) -> bool:
        """Whether nobody works in a folder: it lies outside every open one, or, where none is open, it is installed."""
        if around or os.path.dirname(folder) == folder:  # at the root of all lie documents that are no files
            return False
        if self._folders:
            real = os.path.realpath(folder)
            return not any(_holds(os.path.realpath(each), real) for each in self._folders)
        return is_installed_file(os.path.join(folder, "_.py"))

    def _cache_file(self, folder: str) -> Path | None:
        return None if self._cache_folder is None else cache.cache_file(folder, self._cache_folder)

    def _scan(self, project: ProjectState) -> None:
        folder = project.root.folder
        self._indexing[folder] = _Indexing()
        if project.root.is_foreign:
            return
        cached = self._cache_file(folder)
        self._indexer.scan(folder, self._settings, project.root.is_project, cached, sorted(self._folders))

    def _fetch(self) -> bool:
        arrived = self._indexer.arrived()
        if isinstance(arrived, Scan):
            self._begin(arrived)
        elif arrived is not None:
            self._arrived.append(arrived)
        return arrived is not None

    def _begin(self, scan: Scan) -> None:
        project = next(each for root, each in self._projects.items() if root.folder == scan.root)
        paths = [*(each.path for each in scan.known), *scan.missing]
        state = self._indexing[scan.root]
        state.expected, state.total = set(paths), len(paths)
        state.cached = {each.path for each in scan.known}
        project.files_found([*paths, *(path for path in self.opened if self._root_of(path) == project.root)])
        self._arrived.extend(scan.known)
        self._indexer.index(scan.missing)
        self._tell(scan.root, state)

    def _take(self, indexed: IndexedFile) -> None:
        project = self._projects.get(self._root_of(indexed.path))
        if project is None:
            return
        folder = project.root.folder
        state = self._indexing[folder]
        if indexed.file is None:
            self._forget(project, indexed.path)
            if indexed.problem == ENDED:
                self._given_up[indexed.path] = Note(indexed.path, f"{ENDED}; it is left out", "closed")
        elif not self._publish(project, indexed.path, indexed.file):
            state.cached.discard(indexed.path)
            self._indexer.index([indexed.path])
            return
        else:
            self._has_come(folder, state, indexed.path, indexed.file)
        state.expected.discard(indexed.path)
        self._tell(folder, state)
        if not state.expected:
            self._finish(project, state)

    def _has_come(self, folder: str, state: _Indexing, path: str, file: CachedFile) -> None:
        state.files.add(path)
        self._given_up.pop(path, None)
        if path in state.cached:
            state.cached.discard(path)
            return
        state.unsaved[path] = file
        state.unsaved_bytes += len(file.contributions)
        if state.unsaved_bytes > _SAVED_AT_ONCE:
            self._save(folder, state)

    def _save(self, folder: str, state: _Indexing) -> None:
        file = self._cache_file(folder)
        if file is not None and state.unsaved:
            self._indexer.store(file, state.unsaved)
        state.unsaved, state.unsaved_bytes = {}, 0

    def _publish(self, project: ProjectState, path: str, file: CachedFile) -> bool:
        """False when the cache holds nonsense."""
        if path in self.opened:
            return True
        try:
            project.publish(path, cache.unpacked(file.contributions))
        except Untrusted:
            return False
        return True

    def _finish(self, project: ProjectState, state: _Indexing) -> None:
        imported = imported_names(each for path in state.files for each in project.contributions_of(path) or ())
        project.files_found([*state.files, *self.opened_in(project)], imported)
        self._save(project.root.folder, state)

    def opened_in(self, project: ProjectState) -> list[str]:
        """The open files of a project."""
        return [path for path in self.opened if self._root_of(path) == project.root]

    def _forget(self, project: ProjectState, path: str) -> None:
        state = self._indexing[project.root.folder]
        state.files.discard(path)
        if path not in self.opened:
            project.forget(path)

    def _tell(self, folder: str, state: _Indexing) -> None:
        if self._on_progress is not None and state.total:
            self._on_progress(folder, state.total - len(state.expected), state.total)


def _holds(outer: str, folder: str) -> bool:
    return os.path.join(folder, "").startswith(os.path.join(outer, ""))
