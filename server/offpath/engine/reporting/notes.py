"""What the user should know besides findings: what was not checked and why, and what is wrong with the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["file", "closed", "folder", "ignore", "syntax", "limit", "mistake", "rule", "setting", "remark"]
"""What a note is about:

`file` (cannot be read), `closed` (one that is not open cannot be read, which is missing in what is said of others),
`folder` (cannot be listed), `ignore` (an ignore file cannot be understood), `syntax` (code that
is no Python), `limit` (code beyond what is analysed), `mistake` (offpath failed over a unit),
`rule` (a rule of ours raised), `setting` (a settings file or option is wrong) or `remark` (nothing is amiss).
"""

MISTAKES: frozenset[Kind] = frozenset({"mistake", "rule"})
"""Kinds that tell of a mistake inside offpath."""

UNCHECKED: frozenset[Kind] = frozenset({"file", "folder", "ignore", "syntax", "limit", *MISTAKES})
"""Kinds that say that something was not checked, or not whole."""

REPORT_IT = "this is a mistake inside offpath, please report it"
"""The remedy for those."""


_NAMED_WHOLE = 5
"""A unit in more classes than these is named by the outermost and their number."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a unit was not analysed, and what can be done about it, each in one clause."""

    cause: str
    remedy: str
    kind: Kind = "limit"


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user should know about a file or a setting that is no finding."""

    path: str
    """Absolute for files; else where it was said, such as `command line`."""
    cause: str
    """What is the matter, in one clause."""
    kind: Kind = "file"
    line: int = 0
    """Counted from 1; 0 when it is about the whole file."""
    unit: str = ""
    """The dotted name of the function or class."""
    remedy: str = ""
    """What can be done about it, in one clause."""

    @property
    def message(self) -> str:
        """Where and what, as one line."""
        return f"{self.path}{self.suffix}: {self.cause}"

    @property
    def sentence(self) -> str:
        """Where, what, and what can be done about it, as one line."""
        return f"{self.path}{self.suffix}: {self.about}"

    @property
    def about(self) -> str:
        """What, and what can be done about it."""
        return f"{self.cause}; {self.remedy}" if self.remedy else self.cause

    @property
    def suffix(self) -> str:
        """The place within the file, as written behind its path."""
        return (f":{self.line}" if self.line else "") + (f" ({self.unit})" if self.unit else "")

    @property
    def is_unchecked(self) -> bool:
        """Whether something was not checked, or not whole."""
        return self.kind in UNCHECKED


def name_of_unit(path: Sequence[str]) -> str:
    """The name of a function or class as notes give it; empty for statements."""
    if len(path) <= _NAMED_WHOLE:
        return ".".join(path)
    return f"{path[0]} and {len(path) - 1} definitions in it"


def mistake_over(path: str, error: Exception) -> Note:
    """What is said when offpath fails over a whole file."""
    cause = f"the file could not be analysed ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
    return Note(path, cause, "mistake", remedy=REPORT_IT)
