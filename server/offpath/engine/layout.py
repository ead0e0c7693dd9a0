"""The dotted names of a project's modules, told from where their files lie."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

_SOURCE_ROOT_NAMES = frozenset({"src"})
_NOT_MODULES = frozenset({"setup", "conftest", "manage", "noxfile", "fabfile", "tasks"})


def module_names(
    paths: Iterable[str], declared_roots: Collection[str] = (), imported: Collection[str] = ()
) -> dict[str, str]:
    """The module name of each path (from the project's root, with `/`). No two paths share one.

    A folder with `__init__.py` is a package. One without is part of a namespace package, unless it is a source root: a
    declared one, one called `src`, one that holds packages and no modules of its own, or one of which the project
    imports what is in it (``imported`` holds the first parts of absolute imports) but never itself.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    ordered = sorted(paths, key=lambda path: (path.count("/"), path))
    folders = _Folders(ordered, declared_roots, imported)
    for path in ordered:
        name = folders.name_of(path)
        if name in taken or not name:
            name = _dotted(path)
        if name not in taken:
            taken.add(name)
            names[path] = name
    return names


def is_package(path: str) -> bool:
    """Whether a path is a package's own file."""
    return path.rpartition("/")[2].startswith("__init__.py")


class _Folders:
    """The folders of a project, each with the part that it adds to the names of its modules."""

    def __init__(self, paths: list[str], declared: Collection[str], imported: Collection[str]) -> None:
        self._declared = {each.strip("/") for each in declared}
        self._imported = imported
        self._children: dict[str, set[str]] = {}
        self._modules: dict[str, set[str]] = {}
        for path in paths:
            folder, _, name = path.rpartition("/")
            self._modules.setdefault(folder, set()).add(name.partition(".")[0])
            while folder:
                parent, _, own = folder.rpartition("/")
                self._children.setdefault(parent, set()).add(own)
                folder = parent
        self._prefixes: dict[str, str] = {"": ""}

    def name_of(self, path: str) -> str:
        """The dotted name of a file's module; empty for a package file of the root."""
        folder, _, name = path.rpartition("/")
        stem = name.partition(".")[0]
        prefix = self._prefix(folder)
        return prefix if stem == "__init__" else f"{prefix}.{stem}".lstrip(".")

    def _prefix(self, folder: str) -> str:
        known = self._prefixes.get(folder)
        if known is None:
            parent, _, own = folder.rpartition("/")
            known = "" if self._is_source_root(folder, parent, own) else f"{self._prefix(parent)}.{own}".lstrip(".")
            self._prefixes[folder] = known
        return known

    def _is_source_root(self, folder: str, parent: str, own: str) -> bool:
        if folder in self._declared:
            return True
        modules = self._modules.get(folder, set())
        if "__init__" in modules or self._prefix(parent):
            return False
        if own in _SOURCE_ROOT_NAMES:
            return True
        inner = self._children.get(folder, set())
        packages = {each for each in inner if "__init__" in self._modules.get(f"{folder}/{each}", set())}
        if own in self._imported:
            return False
        if packages and not modules - _NOT_MODULES:
            return True
        return not (modules | packages).isdisjoint(self._imported)


def declared_source_roots(pyproject: Mapping[str, object]) -> tuple[str, ...]:
    """The source roots that a pyproject.toml declares for setuptools, poetry, hatch or pdm."""
    found: list[str] = []
    setuptools = _table(pyproject, "tool", "setuptools")
    package_dir = setuptools.get("package-dir")
    if isinstance(package_dir, dict):
        found += [each for key, each in package_dir.items() if key == "" and isinstance(each, str)]
    found += _strings(_table(setuptools, "packages", "find").get("where"))
    packages = _table(pyproject, "tool", "poetry").get("packages")
    if isinstance(packages, list):
        found += [each["from"] for each in packages if isinstance(each, dict) and isinstance(each.get("from"), str)]
    wheel = _table(pyproject, "tool", "hatch", "build", "targets", "wheel")
    found += [each.rpartition("/")[0] for each in _strings(wheel.get("packages"))]
    return tuple(dict.fromkeys(each.strip("./") for each in found if each.strip("./")))


def _table(value: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    for key in keys:
        inner = value.get(key)
        if not isinstance(inner, dict):
            return {}
        value = inner
    return value


def _strings(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _dotted(path: str) -> str:
    return path.rpartition(".")[0].replace("/", ".").removesuffix(".__init__") or "__init__"
