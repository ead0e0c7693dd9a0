"""What Python itself says to a text: the parser that we read with is forgiving, and a run must not call clean what no
Python reads. Parsing alone; nothing is compiled or run.
"""

from __future__ import annotations

import ast
import re
import symtable
import sys
import warnings
from dataclasses import dataclass

_MOST_CHARACTERS = 2_000_000
"""Python's own tree of a longer text takes gigabytes."""

_NEWER = (
    ((3, 11), re.compile(r"\s*except\s*\*")),
    ((3, 12), re.compile(r"\s*type\s+\w+|\s*(?:async\s+)?(?:def|class)\s+\w+\s*\[")),
    ((3, 12), re.compile(r""".*\b[rR]?[fF][rR]?["']""")),
    ((3, 14), re.compile(r"""\s*except\b[^(]*,|.*\b[rR]?[tT][rR]?["']""")),
)
"""Syntax that an older Python does not read, by the version that brought it: there its word does not count."""

_NEWER_STRINGS = re.compile(r"f-string|string literal")


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that keeps a text from being Python."""

    line: int
    """Counted from 0."""
    cause: str


def first_fault(text: str) -> Fault | None:
    """The first syntax error of a text; None where it has none, or where this Python cannot tell."""
    if len(text) > _MOST_CHARACTERS:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return None if _has_scopes(text) else _refusal(text)


def _has_scopes(text: str) -> bool:
    """Whether Python finds its scopes, for which it parses a text and does not hand out its tree, which takes as long again."""
    try:
        symtable.symtable(text, "<unknown>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # also over what is refused behind the parser only
        return False
    return True


def _refusal(text: str) -> Fault | None:
    try:
        ast.parse(text)
    except SyntaxError as error:
        line = max((error.lineno or 1) - 1, 0)
        return None if _may_be_newer(error) else Fault(line, error.msg)
    except (ValueError, RecursionError, MemoryError):  # NUL, lone surrogates, nesting beyond its stack
        return None
    return None


def _may_be_newer(error: SyntaxError) -> bool:
    written = error.text or ""
    if sys.version_info < (3, 12) and _NEWER_STRINGS.match(error.msg):
        return True
    return any(sys.version_info < version and pattern.match(written) for version, pattern in _NEWER)
