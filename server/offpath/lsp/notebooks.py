"""Notebooks: their code cells, read as one module so that names are shared, and told apart again for the client."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from offpath.text.document import ContentChange, Document

if TYPE_CHECKING:
    from offpath.lsp.state import OpenDocument
    from offpath.text.document import LineChange
    from offpath.text.positions import Encoding

_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_PYTHON_CELL_MAGICS = frozenset({"capture", "debug", "prun", "python", "python3", "time", "timeit"})
"""Cell magics whose cells are Python all the same."""

_LINE_MAGIC = re.compile(r"(\s*)(?:%[A-Za-z].*|!.*|\?.*|[\w.]+\?{1,2}[ \t]*)(\r\n|\r|\n|)\Z")
_ASSIGNED_MAGIC = re.compile(r"(\s*[\w, \t.]+=[ \t]*)[%!]\w.*?(\r\n|\r|\n|)\Z")
_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#.*")
_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


@dataclass(slots=True)
class Notebook:
    """A notebook as the client has it."""

    uri: str
    path: str
    version: int
    cells: list[str]
    """The addresses of its cells, in order; those of other languages among them."""
    document: Document = field(default_factory=lambda: Document([]))
    """All its code as one text. Its version counts changes of any cell."""

    def assemble(self, cells: Sequence[OpenDocument], encoding: Encoding) -> LineChange | None:
        """Puts the text together anew from the cells that are open, and says which lines are others now."""
        lines: list[str] = []
        for cell in cells:
            cell.stands_at(len(lines))
            lines += python_lines(cell.document.lines)
        version = (self.document.version or 0) + 1
        self.document, change = self.document.edited([ContentChange("".join(lines))], version, encoding)
        return change


def python_lines(lines: Iterable[str]) -> list[str]:
    """A cell's lines with notebooks' own commands made Python that does nothing; as many lines, and at least one.

    >>> python_lines(["%matplotlib inline\\n", "files = !ls\\n", "x = 7 % 2"])
    ['pass\\n', 'files = get_ipython()\\n', 'x = 7 % 2\\n']
    """
    texts = list(lines) or ["\n"]
    begins = first_python_line(texts)
    if begins is None:
        return ["\n"] * len(texts)
    if begins:
        texts[begins - 1] = "\n"
    if not texts[-1].endswith(("\n", "\r")):
        texts[-1] += "\n"
    found: list[str] = []
    depth = 0
    for text in texts:
        continued = depth > 0 or bool(found and found[-1].rstrip("\r\n").endswith("\\"))
        found.append(text if continued else _without_magic(text))
        depth = max(depth + sum(_BRACKETS.get(each, 0) for each in _QUOTED.sub("", found[-1])), 0)
    return found


def first_python_line(lines: Sequence[str]) -> int | None:
    """The first line of a cell that Python may stand on: below a cell magic, which has to stay on top; None: the cell is not Python."""
    first = next((number for number, text in enumerate(lines) if text.strip()), 0)
    magic = _CELL_MAGIC.match(lines[first]) if lines else None
    if magic is None:
        return 0
    return first + 1 if magic.group(1) in _PYTHON_CELL_MAGICS else None


def _without_magic(text: str) -> str:
    magic = _LINE_MAGIC.match(text)
    if magic is not None:
        return f"{magic.group(1)}pass{magic.group(2)}"
    assigned = _ASSIGNED_MAGIC.match(text)
    return text if assigned is None else f"{assigned.group(1)}get_ipython(){assigned.group(2)}"
