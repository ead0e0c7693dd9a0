"""Puts the catalogue's files into the wheel a second time, as one JSON text: reading that takes a third of the time."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LIBRARIES = Path("server/offpath/catalogue/libraries")


class CompiledCatalogue(BuildHookInterface[Any]):
    """Of wheels that are installed alone: beside files that somebody edits the text would grow old."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes the text and has it put beside the files."""
        if version == "editable":
            return
        tables = {
            path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
            for path in sorted((Path(self.root) / LIBRARIES).glob("*.toml"))
        }
        compiled = Path(self.directory) / "libraries.json"
        compiled.parent.mkdir(parents=True, exist_ok=True)
        compiled.write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")
        build_data["force_include"][str(compiled)] = "offpath/catalogue/libraries.json"
