"""A stand-in for the structure of a document: the whole file as one unit of statements."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WholeFile:
    """One unit that is a whole text."""

    text: str
    kind: str = "statements"
    path: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""

    def line_of(self, offset: int) -> int:
        """The line of an offset, from 0."""
        return self.text.count("\n", 0, offset)
