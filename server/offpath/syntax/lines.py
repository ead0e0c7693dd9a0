"""What stands open at the end of each line: a string, brackets, a continuation. One line is lexed at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      \#[^\r\n]*
    | (?P<quote>'''|\"\"\"|'|")
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<continued>\\(?:\r\n|\r|\n|$))
    """,
    re.VERBOSE,
)
_STRING_END = {quote: re.compile(rf"(?:[^\\]|\\[\s\S])*?{quote}") for quote in ("'''", '"""')}
_SHORT_STRING = {quote: re.compile(rf"(?:[^\\\r\n{quote}]|\\\r\n|\\[\s\S])*") for quote in ("'", '"')}
_KEYWORD = re.compile(
    r"[ \t\f]*(?:async[ \t]+def|def|class|return|import|while|try|with|raise|pass|break|continue|del|global|nonlocal|assert"
    r"|finally|except|elif)\b(?![ \t]*[=.,)\]}])"
)
"""Keywords that no expression holds: a line that begins so ends whatever bracket was left open."""


@dataclass(frozen=True, slots=True)
class LineState:
    """What is open where a line ends."""

    quote: str = ""
    """The quotes of the string that goes on in the next line."""
    depth: int = 0
    """How many brackets are open."""
    continued: bool = False
    """Whether the line ends in a backslash."""

    @property
    def is_clear(self) -> bool:
        """Whether the next line begins a logical line."""
        return not self.quote and not self.depth and not self.continued


CLEAR = LineState()


def begins_statement(line: str, before: LineState) -> bool:
    """Whether a line that is neither blank nor a comment begins a statement; a hard keyword does, whatever bracket is open."""
    if before.is_clear:
        return True
    return bool(before.depth) and not before.quote and _KEYWORD.match(line) is not None


def state_after(line: str, before: LineState) -> LineState:
    """The state at the end of ``line``, given the one at its beginning."""
    if before is CLEAR and not _SPECIAL.search(line):
        return CLEAR
    position, depth, quote = 0, before.depth, before.quote
    if depth and begins_statement(line, before):
        depth = 0
    if quote:
        rest = _after_string(line, 0, quote)
        if rest is None:
            return LineState(quote, depth)
        position = rest
    while True:
        match = _TOKEN.search(line, position)
        if match is None:
            break
        position = match.end()
        if match["quote"]:
            rest = _after_string(line, position, match["quote"])
            if rest is None:
                return LineState(match["quote"], depth)
            position = rest
        elif match["open"]:
            depth += 1
        elif match["close"]:
            depth = max(depth - 1, 0)
        elif match["continued"]:
            return LineState("", depth, True)
    return LineState("", depth) if depth else CLEAR


_SPECIAL = re.compile(r"[\"'()\[\]{}\\]")


def _after_string(line: str, position: int, quote: str) -> int | None:
    """Where a string ends that is open at ``position``; None where it goes on in the next line."""
    if len(quote) > 1:
        match = _STRING_END[quote].match(line, position)
        return match.end() if match is not None else None
    match = _SHORT_STRING[quote].match(line, position)
    end = match.end() if match is not None else position
    if end < len(line) and line[end] == quote:
        return end + 1
    return None if end == len(line) and end > position and _ENDS_ESCAPED.search(line) else end


_ENDS_ESCAPED = re.compile(r"\\(?:\r\n|\r|\n)$")
