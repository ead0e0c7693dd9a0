"""The files of the libraries that offpath knows.

They are read once, when something is first looked up. That takes some 40 milliseconds; a wheel holds them in one text as well, which takes 15.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from offpath.catalogue.form import read_library
from offpath.catalogue.library import Library

FOLDER = Path(__file__).parent / "libraries"
COMPILED = Path(__file__).parent / "libraries.json"
"""All files in one text, as wheels hold it (`hatch_build.py`)."""


def libraries_in(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[Library]:
    """The libraries that files of ours describe, by the files' names. Raises `ValueError` where one breaks the form."""
    for name, table in tables.items():
        library, faults = read_library(name, table)
        if faults:
            raise ValueError(f"{name}.toml: {faults[0].cause}")
        yield library


def tables() -> Mapping[str, Mapping[str, Any]]:
    """The files' tables by the files' names, from the one text where there is one."""
    if COMPILED.exists():
        compiled: dict[str, dict[str, Any]] = json.loads(COMPILED.read_text(encoding="utf-8"))
        return compiled
    return written_tables()


def written_tables() -> dict[str, dict[str, Any]]:
    """What the files hold, by their names."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml"))}
