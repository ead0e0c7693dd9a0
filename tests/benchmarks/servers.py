"""The servers that are measured."""

from __future__ import annotations

import compileall
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.client import RawClient

_HERE = Path(__file__).parent
_SOURCE = _HERE.parents[1] / "server"

RUFF_RULES = ["S", "B", "ASYNC", "TRY", "BLE", "FAST", "PL", "F"]
"""What ruff looks for: the categories that are nearest to ours."""


@dataclass(frozen=True, slots=True)
class Server:
    """How one server is started."""

    name: str
    command: tuple[str, ...]
    options: object = None
    environment: Mapping[str, str] = field(default_factory=dict)

    def start(self, root: Path) -> RawClient:
        """A client that has introduced itself."""
        return RawClient(self.command, root, self.options, self.environment)


def as_installed() -> Mapping[str, str]:
    """The environment in which this checkout is found, its modules compiled: pip compiles what it installs.

    Where Python is told to write no bytecode, each start would compile 900 modules and be measured for it.
    """
    compileall.compile_dir(_SOURCE, quiet=1)
    return {"PYTHONPATH": str(_SOURCE)}


def offpath(cache: Path) -> Server:
    """Ours, with a cache folder of its own."""
    environment = {**as_installed(), "OFFPATH_CACHE_DIR": str(cache)}
    return Server("offpath", (sys.executable, "-m", "offpath", "server"), environment=environment)


def ruff() -> Server:
    """ruff's, from the package index."""
    beside = shutil.which("ruff", path=sysconfig.get_path("scripts")) or shutil.which("ruff")
    if beside is None:
        raise FileNotFoundError("ruff is not installed beside this Python")
    return Server("ruff", (beside, "server"), {"settings": {"lint": {"select": RUFF_RULES}}})


def empty() -> Server:
    """A pygls server that does nothing."""
    return Server("empty pygls", (sys.executable, str(_HERE / "empty_server.py")))
