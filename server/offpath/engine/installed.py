"""Which code is installed and not written by whoever works here: libraries, interpreters with their standard library, and
what editors bring along.
"""

from __future__ import annotations

import os
import re

_NAMES = frozenset({".eggs", ".nox", ".tox", "__pypackages__", "dist-packages", "site-packages"})
_ARCHIVES = (".egg", ".pex", ".pyz", ".whl", ".zip")
_INTERPRETER = re.compile(r"python\d+\.\d+t?\Z")
"""The folder of a standard library, below `lib`."""
_HIDDEN_TOOLS = re.compile(
    r"/\.(?:vscode|cursor|windsurf|positron)[^/]*/extensions/|/\.(?:cache|local/share)/uv/|/\.uv[-_]?cache/",
    re.IGNORECASE,
)
_TOOLS = re.compile(rf"{_HIDDEN_TOOLS.pattern}|/resources/app/extensions/|/uv/(?:cache|python|tools)/", re.IGNORECASE)
"""Below somebody's own folder, names that are not hidden may be that person's."""
_PREFIX_MARKS = ("pyvenv.cfg", "conda-meta")
"""What lies in the folder of an environment."""


def is_installed_folder(folder: str) -> bool:
    """Whether a folder of a project holds what was installed into it."""
    parent, name = os.path.split(folder)
    if name in _NAMES or name.endswith(_ARCHIVES):
        return True
    if _INTERPRETER.match(name) and os.path.basename(parent).startswith("lib"):
        return True
    shown = folder.replace(os.sep, "/") + "/"
    if any(found.end() == len(shown) for found in _HIDDEN_TOOLS.finditer(shown)):
        return True
    return any(os.path.exists(os.path.join(folder, mark)) for mark in _PREFIX_MARKS)


def is_installed_file(path: str) -> bool:
    """Whether an absolute path by itself, wherever somebody works, is that of installed code."""
    if _TOOLS.search(path.replace(os.sep, "/")):
        return True
    folder = os.path.dirname(path)
    while True:
        parent, name = os.path.split(folder)
        if name in _NAMES or name.endswith(_ARCHIVES) or _is_standard_library(folder):
            return True
        if parent == folder:
            return False
        folder = parent


def _is_standard_library(folder: str) -> bool:
    parent, name = os.path.split(folder)
    if _INTERPRETER.match(name) and os.path.basename(parent).startswith("lib"):
        return True
    landmarks = ("os.py", "site.py", "encodings")
    return all(os.path.exists(os.path.join(folder, landmark)) for landmark in landmarks)
