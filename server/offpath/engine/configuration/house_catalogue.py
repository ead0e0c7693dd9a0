"""The user's own catalogue files: found inside the folder of the settings that name them, read, and complained of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from offpath.catalogue.form import Fault, read_library
from offpath.catalogue.libraries.routing import HOUSE_CALLS, REGISTERING
from offpath.catalogue.library import Calls, Library
from offpath.engine.configuration.complaints import did_you_mean
from offpath.engine.reporting.notes import Note
from offpath.text.decode import UnreadableText

MOST_FILES = 200
_LEFT_OUT = "what is wrong is left out"
_NOT_USED = "it is not used"


@dataclass(frozen=True, slots=True)
class HouseCatalogue:
    """What the files of one setting describe, and what is wrong with them."""

    libraries: tuple[Library, ...] = ()
    notes: tuple[Note, ...] = ()


def read_catalogue(folder: str, patterns: Sequence[str], source: str) -> HouseCatalogue:
    """The libraries that the files of these patterns in a settings folder describe; ``source`` is where the patterns stand."""
    libraries: list[Library] = []
    notes: list[Note] = []
    for pattern in patterns:
        paths = sorted(_matching(folder, pattern.split("/")))
        if not paths:
            cause = f"setting `catalogue`: no file matches `{pattern}`"
            notes.append(Note(source, cause, "setting", remedy=f"paths count from {folder}"))
        for path in paths[:MOST_FILES]:
            library, found = _read(path, folder)
            libraries += [library] if library is not None else []
            notes += found
        if len(paths) > MOST_FILES:
            cause = f"setting `catalogue`: more than {MOST_FILES} files match `{pattern}`"
            notes.append(Note(source, cause, "setting", remedy="the others are not used"))
    return HouseCatalogue(tuple(libraries), tuple(notes))


def is_named(path: str, folder: str, patterns: Sequence[str]) -> bool:
    """Whether a file is one of those that the patterns of a settings folder name."""
    base = os.path.join(folder, "")
    if not path.startswith(base):
        return False
    inside = path[len(base) :].replace(os.sep, "/").split("/")
    named = (pattern.split("/") for pattern in patterns)
    return any(
        len(parts) == len(inside) and all(fnmatchcase(name, part) for name, part in zip(inside, parts, strict=True))
        for parts in named
    )


def _matching(folder: str, parts: Sequence[str]) -> Iterator[str]:
    """The files below a folder whose path has these names; `*` stands for anything within a name."""
    first, *rest = parts
    try:
        names = [first] if "*" not in first else [n for n in os.listdir(folder) if fnmatchcase(n, first)]
    except OSError:
        return
    for name in names:
        path = os.path.join(folder, name)
        if rest:
            yield from _matching(path, rest)
        elif os.path.lexists(path):
            yield path


def _read(path: str, folder: str) -> tuple[Library | None, list[Note]]:
    from offpath.engine.configuration.toml import BadToml, load_toml

    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        return None, [Note(path, "it leads out of the settings' folder", "setting", remedy=_NOT_USED)]
    try:
        file = load_toml(path)
    except UnreadableText as error:
        return None, [Note(path, str(error), "setting", remedy=_NOT_USED)]
    except BadToml as error:
        return None, [Note(path, str(error), "setting", error.line, remedy=_NOT_USED)]
    library, faults = read_library(Path(path).stem, file.table)
    faults += [each for form in library.calls for each in _unseen_calls(form)]
    notes = [
        Note(path, _told(each), "setting", file.line_of(each.keys, each.written), remedy=_LEFT_OUT) for each in faults
    ]
    return library, notes


def _unseen_calls(form: Calls) -> Iterator[Fault]:
    """Calls that no unit keeps, since files are read before settings are known."""
    for name in form.names:
        last = name.rpartition(".")[2]
        if not last.startswith(HOUSE_CALLS) and last not in REGISTERING:
            begins = ", ".join(f"`{each}`" for each in HOUSE_CALLS)
            yield Fault(
                ("calls", "names"), f"calls of `{last}` are not seen: the name must begin with one of {begins}", name
            )


def _told(fault: Fault) -> str:
    return f"{fault.cause}{did_you_mean(fault.written, fault.known)}"
