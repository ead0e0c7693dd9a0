"""Projects: the folders that files belong to, and what is known of each."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from offpath.engine.configuration.selection import SUFFIXES, Selection, is_project_root, relative_path
from offpath.engine.configuration.settings import Settings, SettingsFinder
from offpath.engine.extents import Extent, extent_of
from offpath.engine.layout import declared_source_roots, is_package, module_names
from offpath.engine.starting import starts_of
from offpath.facts.code.kinds_of_files import is_test
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.summaries.contribution import Contribution
from offpath.facts.unit import FileFacts


@dataclass(frozen=True, slots=True)
class Root:
    """The folder of a project. A file outside any project has its own folder as root, and only that is looked at."""

    folder: str
    is_project: bool
    is_foreign: bool = False
    """Whether nobody works there: it is installed, or lies outside every folder that is open."""


def root_of(path: str) -> Root:
    """The root that a file belongs to: the nearest folder upward that holds one of the `MARKERS`."""
    folder = os.path.dirname(os.path.abspath(path))
    current = folder
    while True:
        if is_project_root(current):
            return Root(current, True)
        above = os.path.dirname(current)
        if above == current:
            return Root(folder, False)
        current = above


@dataclass(eq=False)
class ProjectState:
    """One project: what its files contribute, under which names, and which files they are."""

    root: Root
    settings: SettingsFinder
    entered: Collection[str] = ()
    """Folders that somebody works in, wherever they lie."""
    facts: Project = field(init=False)
    selection: Selection = field(init=False)
    names: dict[str, str] = field(default_factory=dict)
    """Module names by path from the root."""
    extent: Extent | None = None
    """None until its files are known."""
    _declared: tuple[str, ...] = ()
    _imported: frozenset[str] = frozenset()
    _contributions: dict[str, tuple[Contribution, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        starts = starts_of(self.root.folder) if self.root.is_project else ()
        self.facts = Project(self.settings.settings_for(self.root.folder).facts, starts)
        self.look_anew()
        self._declared = declared_roots_of(self.root.folder)
        if self.root.is_foreign:
            self.extent = Extent.SMALL

    def look_anew(self) -> None:
        """Forgets which files are which."""
        foreign = self.root.is_foreign
        self.selection = Selection(self.root.folder, self.settings, tuple(self.entered), foreign=foreign)

    def relative(self, path: str) -> str:
        """A path from the root, with `/`."""
        return relative_path(path, self.root.folder)

    def settings_of(self, path: str) -> Settings:
        """The settings of a file."""
        return self.settings.settings_for(os.path.dirname(path))

    def source(self, path: str) -> FileFacts:
        """What rules are told about a file's place."""
        relative = self.relative(path)
        return FileFacts(relative, self.module_name(path), is_test(relative), self.settings_of(path).facts)

    def module_name(self, path: str) -> str:
        """The dotted name of a file's module."""
        relative = self.relative(path)
        if relative not in self.names:
            known = {*self.names, *self._around(path), relative}
            self._rename(module_names(known, self._declared, self._imported))
        return self.names.get(relative, relative)

    def files_found(self, paths: Iterable[str], imported: Iterable[str] = ()) -> None:
        """Names the modules of all the project's files anew, and looks how much they are: absolute paths, and what absolute imports begin with."""
        self._imported = frozenset(imported)
        found = {*paths, *self._contributions}
        self.extent = extent_of(self.root.folder, found)
        known = {self.relative(path) for path in found}
        self._rename(module_names(known, self._declared, self._imported))

    def publish(self, path: str, contributions: tuple[Contribution, ...]) -> bool:
        """Makes known what a file contributes; True when that changed anything."""
        self._contributions[path] = contributions
        relative = self.relative(path)
        return self.facts.set_module(ModuleFacts(self.module_name(path), relative, is_package(relative), contributions))

    def forget(self, path: str) -> bool:
        """The file is gone."""
        self._contributions.pop(path, None)
        name = self.names.pop(self.relative(path), None)
        return name is not None and self.facts.remove_module(name)

    def contributions_of(self, path: str) -> tuple[Contribution, ...] | None:
        """What a file is known to contribute."""
        return self._contributions.get(path)

    def path_of(self, module: str) -> str | None:
        """The file of a module."""
        facts = self.facts.modules.get(module)
        return None if facts is None else os.path.join(self.root.folder, *facts.path.split("/"))

    def reconfigure(self) -> None:
        """Settings or ignore files changed: starts over with what is known."""
        contributions = dict(self._contributions)
        self.names.clear()
        self.__post_init__()
        for path, known in contributions.items():
            self.publish(path, known)

    def _rename(self, names: dict[str, str]) -> None:
        old, self.names = self.names, names
        changed = {path for path, name in old.items() if names.get(path) != name}
        for path in changed:
            self.facts.remove_module(old[path])
        for path, contributions in self._contributions.items():
            relative = self.relative(path)
            if relative in changed and relative in names:
                self.facts.set_module(ModuleFacts(names[relative], relative, is_package(relative), contributions))

    def _around(self, path: str) -> list[str]:
        """The Python files beside a file and in the folders above it, up to the root: what its module name rests on."""
        found: list[str] = []
        folder = os.path.dirname(path)
        while folder.startswith(self.root.folder):
            try:
                listed = [os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(SUFFIXES)]
            except OSError:
                listed = []
            found += [self.relative(each) for each in listed]
            if folder == self.root.folder:
                break
            folder = os.path.dirname(folder)
        return found


def declared_roots_of(folder: str) -> tuple[str, ...]:
    """The source roots that a project's folder declares."""
    path = os.path.join(folder, "pyproject.toml")
    if not os.path.lexists(path):
        return ()
    from offpath.engine.configuration.toml import load_toml

    try:
        return declared_source_roots(load_toml(path).table)
    except ValueError:  # it is told with the settings
        return ()
