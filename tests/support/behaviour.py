"""Whether code does the same before and after a fix: both versions are run, apart from everything, on every way through them."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CHILD = Path(__file__).parent / "behaviour_child.py"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What safe fixes of a rule change all the same, because that is the repair; it is not compared."""

    names: tuple[str, ...] = ()
    """Arguments, attributes, items and globals of these names."""
    texts: bool = False
    """Texts that the fix replaces in literals."""


PURPOSES = {
    "debug-mode-enabled": Purpose(names=("debug", "DEBUG", "reload")),
    "mojibake": Purpose(texts=True),
    "all": Purpose(names=("debug",), texts=True),
}
"""All other rules' safe fixes keep everything. Nowhere is compared what an exception says of its cause."""


@dataclass(frozen=True, slots=True)
class Version:
    """The sample after a fix, and the lines (of the text before, from 1) that the fix is for."""

    text: str
    lines: tuple[int, ...]
    replaced: tuple[tuple[str, str], ...] = ()
    """Texts that the fix takes out, with what it puts there."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What running the text before and one version showed."""

    ways: int
    unreached: tuple[int, ...]
    """Those of the lines that no way runs through."""
    differences: tuple[dict[str, Any], ...]
    names_causes: bool
    """Whether an exception that left the later version told its cause."""


def compare(before: str, versions: Sequence[Version], rule: str) -> list[Compared]:
    """Runs a text and versions of it on the ways through the functions that hold the lines."""
    purpose = PURPOSES.get(rule, Purpose())
    task = {
        "before": before,
        "ignored": purpose.names,
        "versions": [
            {
                "after": version.text,
                "lines": [line for line in map(_Statements(before).line_of, version.lines) if line],
                "rewritten": version.replaced if purpose.texts else (),
            }
            for version in versions
        ],
    }
    with tempfile.TemporaryDirectory(prefix="offpath-behaviour-") as folder:
        command = [sys.executable, "-I", str(_CHILD)]
        done = subprocess.run(command, input=json.dumps(task), capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return [
        Compared(each["ways"], tuple(each["unreached"]), tuple(each["differences"]), each["caused"])
        for each in json.loads(done.stdout)
    ]


class _Statements:
    """Where statements begin."""

    def __init__(self, text: str) -> None:
        self._statements = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]

    def line_of(self, line: int) -> int:
        """The first line of the innermost statement around a line: that is what runs. 0 for a docstring, which does not."""
        around = [node for node in self._statements if node.lineno <= line <= (node.end_lineno or line)]
        innermost = max(around, key=lambda node: (node.lineno, -(node.end_lineno or 0)))
        is_text = isinstance(innermost, ast.Expr) and isinstance(innermost.value, ast.Constant)
        return 0 if is_text else innermost.lineno
