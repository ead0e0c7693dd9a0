"""TOML files, with what every supported Python has for them."""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def load_toml(path: str) -> dict[str, Any]:
    """The content of a TOML file. Raises `OSError`, and `ValueError` for what is no TOML."""
    with open(path, encoding="utf-8-sig") as file:
        return dict(tomllib.loads(file.read()))
