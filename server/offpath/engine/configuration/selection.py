"""Which files of a project are analysed, and which are only known to the others."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from enum import Enum
from typing import TYPE_CHECKING

from offpath.engine.configuration.ignoring import IgnoreFiles
from offpath.engine.installed import is_installed_folder
from offpath.engine.reporting.notes import Note

if TYPE_CHECKING:
    from offpath.engine.configuration.settings import SettingsFinder

SUFFIXES = (".py", ".pyi")
NOTEBOOK_SUFFIX = ".ipynb"
"""The files that are Python."""

_SKIPPED_FOLDERS = frozenset(
    [
        ".git",
        ".hg",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".venv",
        "__pycache__",
        "_vendor",
        "bower_components",
        "node_modules",
        "third_party",
        "vendor",
        "vendored",
        "venv",
        "virtualenv",
    ]
)
_GENERATED_NAME = re.compile(r"_pb2(?:_grpc)?\.pyi?\Z")
_GENERATED_TEXT = re.compile(r"@generated\b|\bDO NOT (?:EDIT|MODIFY)\b", re.IGNORECASE)
_SHADOWS = (".#", "._")
"""How the names of Emacs' locks and of macOS' resource forks begin."""
_TOP_LINES = 12
_MIGRATION = re.compile(
    r"(?:\A|/)(?:migrations/[^/]*\d{3,}[^/]*|(?:migrations|alembic)/versions/(?!__init__)[^/]+)\.py\Z"
)


class Role(Enum):
    """What a file is to its project."""

    CHECKED = "checked"
    """Its findings are reported."""
    INDEXED = "indexed"
    """Others see what is in it; itself it is not checked (migrations)."""
    SKIPPED = "skipped"
    """It is ignored by git, excluded, vendored, generated, installed, somebody else's, or no Python."""


class Selection:
    """Tells the files of one project root. Remembers what it read; make a new one when an ignore file changed."""

    def __init__(
        self, root: str, settings: SettingsFinder, entered: Collection[str] = (), *, foreign: bool = False
    ) -> None:
        """``entered`` are folders that somebody named or opened: they are looked into wherever they lie. Of a ``foreign``
        folder, in which nobody works, every file is skipped.
        """
        self.root = root
        self._settings = settings
        self._entered = tuple(folder for folder in entered if _is_below(folder, root))
        self._foreign = foreign
        self._folders: dict[str, bool] = {}
        self._ignored = IgnoreFiles(root)
        self._unlisted: dict[str, Note] = {}

    @property
    def notes(self) -> tuple[Note, ...]:
        """What could not be listed or understood so far."""
        return (*self._unlisted.values(), *self._ignored.notes)

    def role_of(self, path: str, text: str | None = None) -> Role:
        """The role of a file, or of a notebook's code, by its absolute path; ``text``, where at hand, tells generated files."""
        folder, name = os.path.split(path)
        if self._foreign:
            return Role.SKIPPED
        if not name.endswith((*SUFFIXES, NOTEBOOK_SUFFIX)) or _GENERATED_NAME.search(name) or not self._enters(folder):
            return Role.SKIPPED
        home = self._home_of(folder)
        ignored = self._ignored.ignores(path, is_folder=False, home=home)
        if ignored or self._settings.settings_for(folder).excludes(path, home):
            return Role.SKIPPED
        if text is not None and is_generated(text):
            return Role.SKIPPED
        return Role.INDEXED if is_migration(relative_path(path, self.root)) or name.endswith(".pyi") else Role.CHECKED

    def files(self, below: str | None = None) -> Iterator[str]:
        """The absolute paths of all files that are not skipped for their names, in order; other projects' left out."""
        for folder in self._walked(below or self.root, []):
            yield from (each for each in self._listed(folder)[0] if self.role_of(each) is not Role.SKIPPED)

    def files_beside(self) -> list[str]:
        """The files that lie in the root itself and are not skipped, in order."""
        return [each for each in self._listed(self.root)[0] if self.role_of(each) is not Role.SKIPPED]

    def inner_projects(self, below: str | None = None) -> list[str]:
        """The folders of other projects within this one, in order; what is ignored here is ignored with all in it."""
        found: list[str] = []
        for _ in self._walked(below or self.root, found):
            pass
        return found

    def _walked(self, start: str, projects: list[str]) -> Iterator[str]:
        folders = [start, *self._entered] if start == self.root else [start]
        seen: set[str] = set()
        while folders:
            folder = folders.pop()
            if folder in seen:
                continue
            seen.add(folder)
            yield folder
            inner = [each for each in self._listed(folder)[1] if self._enters(each)]
            projects += [each for each in inner if is_project_root(each)]
            folders += [each for each in reversed(inner) if not is_project_root(each)]

    def _enters(self, folder: str) -> bool:
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = self._found_entering(folder)
        return known

    def _found_entering(self, folder: str) -> bool:
        if folder == self.root or folder in self._entered or not _is_below(folder, self.root):
            return True
        parent, name = os.path.split(folder)
        if not self._enters(parent) or name in _SKIPPED_FOLDERS or name.endswith(".egg-info"):
            return False
        if is_installed_folder(folder):
            return False
        home = self._home_of(parent)
        ignored = self._ignored.ignores(folder, is_folder=True, home=home)
        return not ignored and not self._settings.settings_for(parent).excludes(folder + "/", home)

    def _home_of(self, folder: str) -> str:
        """The entered folder that holds this one, the innermost; else the root."""
        around = [each for each in self._entered if folder == each or _is_below(folder, each)]
        return max(around, key=len) if around else self.root

    def _listed(self, folder: str) -> tuple[list[str], list[str]]:
        """The Python files and the folders in a folder, each in order; links to folders are not followed."""
        files: list[str] = []
        folders: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif entry.name.endswith(SUFFIXES) and not _is_no_file(entry):
                        files.append(entry.path)
        except OSError as error:
            cause = f"the folder cannot be listed: {error.strerror or error}"
            self._unlisted[folder] = Note(folder, cause, "folder", remedy="allow it to be listed, or exclude it")
        return sorted(files), sorted(folders)


_ENOUGH_OF_A_SCRIPT = 4096
"""Bytes; what Django writes has some seven hundred."""

MARKERS = ("pyproject.toml", "offpath.toml", "setup.cfg", "manage.py", ".git")
"""What makes a folder the root of a project."""


def is_project_root(folder: str) -> bool:
    """Whether a folder holds one of the `MARKERS`. A package's `manage.py` may be any module, unless it is Django's."""
    found = [marker for marker in MARKERS if os.path.exists(os.path.join(folder, marker))]
    if found == ["manage.py"] and os.path.exists(os.path.join(folder, "__init__.py")):
        return _speaks_of_django(os.path.join(folder, "manage.py"))
    return bool(found)


def _speaks_of_django(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return b"django" in file.read(_ENOUGH_OF_A_SCRIPT)
    except OSError:
        return False


def is_generated(text: str) -> bool:
    """Whether a file says near its top that a program wrote it."""
    at = 0
    for _ in range(_TOP_LINES):
        end = text.find("\n", at)
        if end < 0:
            end = len(text)
        if _GENERATED_TEXT.search(text, at, end):
            return True
        at = end + 1
    return False


def is_migration(path: str) -> bool:
    """Whether a path names a database migration: written by a tool, run once."""
    return _MIGRATION.search(path) is not None


def relative_path(path: str, root: str) -> str:
    """A path from a folder, with `/`; unchanged when it does not lie below."""
    if os.sep != "/":
        path, root = path.replace(os.sep, "/"), root.replace(os.sep, "/")
    base = root if root.endswith("/") else root + "/"
    return path[len(base) :] if path.startswith(base) else path


def _is_below(path: str, root: str) -> bool:
    return path.startswith(root if root.endswith(os.sep) else root + os.sep)


def _is_no_file(entry: os.DirEntry[str]) -> bool:
    """Whether a name that looks like a file's is a link to a folder, or what editors and systems leave beside files.
    Whatever else cannot be read is taken for a file, so that reading it says why.
    """
    return entry.name.startswith(_SHADOWS) or (entry.is_symlink() and os.path.isdir(entry.path))
