"""Which projects and files a run over some paths is about."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from offpath.engine.configuration.selection import SUFFIXES, Role, Selection, is_project_root
from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.projects import Root, root_of
from offpath.engine.reporting.notes import Note


@dataclass
class Collected:
    """One project of a run."""

    root: Root
    checked: list[str] = field(default_factory=list)
    """The files to report on, absolute, in order."""
    known: list[str] = field(default_factory=list)
    """All files that its facts rest on, those included."""
    notes: list[Note] = field(default_factory=list)
    """What kept files from being found."""


def collect(paths: Iterable[str], settings: SettingsFinder) -> list[Collected]:
    """The projects that hold these files and folders, in order. A named file is checked, whatever ignores it."""
    found: dict[str, Collected] = {}
    for path in paths:
        absolute = os.path.abspath(path)
        if os.path.isdir(absolute):
            _add_folder(found, absolute, settings)
        elif absolute.endswith(SUFFIXES):
            root = root_of(absolute)
            found.setdefault(root.folder, Collected(root)).checked.append(absolute)
    for each in found.values():
        each.checked = sorted(set(each.checked))
        each.known = sorted({*each.checked, *_known(each.root, settings)})
    return [found[folder] for folder in sorted(found)]


def _add_folder(found: dict[str, Collected], folder: str, settings: SettingsFinder) -> None:
    upward = root_of(os.path.join(folder, "_"))
    root = upward if upward.is_project else Root(folder, True)
    folders = [(root, folder)]
    while folders:
        root, below = folders.pop()
        selection = Selection(root.folder, settings, [below])
        entry = found.setdefault(root.folder, Collected(root))
        entry.checked += [path for path in selection.files(below) if selection.role_of(path) is Role.CHECKED]
        entry.notes += [note for note in selection.notes if note not in entry.notes]
        folders += [(Root(inner, True), inner) for inner in selection.inner_projects(below)]


def _known(root: Root, settings: SettingsFinder) -> Iterable[str]:
    selection = Selection(root.folder, settings)
    if root.is_project or is_project_root(root.folder):
        return selection.files()
    return selection.files_beside()
