"""The README's picture shows what the command line says."""

from __future__ import annotations

import runpy
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]


def test_picture_is_fresh() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "picture.py"))
    drawn = script["drawn"]()
    ElementTree.fromstring(drawn)
    assert drawn == script["PICTURE"].read_text(encoding="utf-8"), "python scripts/picture.py"
