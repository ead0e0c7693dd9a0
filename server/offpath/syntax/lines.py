"""What stands open at the end of each line: a string, brackets, a continuation. One line is lexed at a time."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    [^"'\#()\[\]{}\\]*
    (?: ([()\[\]{}])
      | "(?!"")[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"
      | '(?!'')[^'\\\r\n]*(?:\\[^\r\n][^'\\\r\n]*)*'
      | \#[^\r\n]*
      | \"{3}[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*\"{3}
      | '{3}[^'\\]*(?:(?:\\[\s\S]|'(?!''))[^'\\]*)*'{3}
      | (["'][\s\S]* | \\[\r\n]*\Z)
      | \\ | \Z
    )
    """,
    re.VERBOSE,
)
"""Passes over code, comments and strings that end in their line. Captured is what may leave something open: a bracket; and a
backslash at the line's end, or all that follows the quotes of a string which does not end. It matches wherever it is tried."""

_SPECIAL = re.compile(r"[\"'()\[\]{}\\]")
_STRING_END = {
    '"""': re.compile(r'[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*"""'),
    "'''": re.compile(r"[^'\\]*(?:(?:\\[\s\S]|'(?!''))[^'\\]*)*'''"),
    '"': re.compile(r'[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"'),
    "'": re.compile(r"[^'\\\r\n]*(?:\\[^\r\n][^'\\\r\n]*)*'"),
}
_INDENT = re.compile(r"[ \t\f]*")
_DEFINES = re.compile(r"[ \t\f]*(?:async[ \t]+def|def|class)\b(?![ \t]*[=.,)\]}])")
_DECORATES = re.compile(r"[ \t\f]*@[^\W\d][\w.]*[ \t]*(?:[(#\r\n]|$)")
_INSIDE_BRACKETS = re.compile(
    rf"(?P<hard>{_DEFINES.pattern}|{_DECORATES.pattern}"
    r"|[ \t\f]*(?:return|import|while|try|with|raise|pass|break|continue|del|global|nonlocal|assert|finally|except|elif)\b"
    r"(?![ \t]*[=.,)\]}]))"
    r"|[ \t\f]*(?P<name>[^\W\d]\w*)(?![\"'\w])"
)
"""What no expression holds, so that it ends whatever bracket was left open; and names, which do where they stand far left."""


class LineState(NamedTuple):
    """What is open where a line ends."""

    quote: str = ""
    """The quotes of the string that goes on in the next line."""
    depth: int = 0
    """How many brackets are open."""
    continued: bool = False
    """Whether the line ends in a backslash."""
    indent: int = 0
    """How far the open statement is indented; 0 where none is open."""
    defines: bool = False
    """Whether the open statement is the head of a function or class."""

    @property
    def is_clear(self) -> bool:
        """Whether the next line begins a logical line."""
        return self is CLEAR


CLEAR = LineState()
"""Nothing is open. Every such state is this very object."""


def begins_statement(line: str, before: LineState) -> bool:
    """Whether a line that is neither blank nor a comment begins a statement.

    Some lines do so although something is still open, which somebody is typing: definitions and their decorators, hard
    keywords, and lines indented less than the statement that opened the bracket.
    """
    if before is CLEAR:
        return True
    if before.quote:
        return False
    if not before.depth:
        return _DEFINES.match(line) is not None or _DECORATES.match(line) is not None
    match = _INSIDE_BRACKETS.match(line)
    if match is None or match["hard"] is not None:
        return match is not None
    indent = match.start("name")
    return indent < before.indent or (before.defines and indent == before.indent)


def state_after(line: str, before: LineState) -> LineState:
    """The state at the end of ``line``, given the one at its beginning."""
    quote, depth, _, indent, defines = before
    if before is CLEAR:
        if not _SPECIAL.search(line):
            return CLEAR
        position, begins = 0, True
    elif quote:
        if quote not in line and len(quote) == 3:
            return before
        match = _STRING_END[quote].match(line)
        if match is not None:
            position, begins = match.end(), False
        elif len(quote) == 3 or _ends_escaped(line):
            return before
        else:
            position, begins = len(line), False
    else:
        position, begins = 0, begins_statement(line, before)
        if begins:
            depth = 0
    quote, continued = "", False
    for bracket, rest in _TOKEN.findall(line, position):
        if bracket:
            if bracket in "([{":
                depth += 1
            elif depth:
                depth -= 1
        elif rest:
            if rest[0] == "\\":
                continued = True
            elif rest.startswith(('"""', "'''")):
                quote = rest[:3]
            elif _ends_escaped(rest):
                quote = rest[0]
    if not (depth or quote or continued):
        return CLEAR
    if begins:
        indent, defines = indent_of(line), _DEFINES.match(line) is not None
    return _state(quote, depth, continued, indent, defines)


def indent_of(line: str) -> int:
    """The width of a line's indentation, in characters without form feeds."""
    match = _INDENT.match(line)
    return len(match.group().replace("\f", "")) if match is not None else 0


@lru_cache(maxsize=4096)
def _state(quote: str, depth: int, continued: bool, indent: int, defines: bool) -> LineState:
    """One object for equal states: most comparisons are by identity, and a long table takes little room."""
    return LineState(quote, depth, continued, indent, defines)


def _ends_escaped(text: str) -> bool:
    """Whether a backslash stands before the line end, itself not escaped."""
    body = text.rstrip("\r\n")
    return len(body) < len(text) and (len(body) - len(body.rstrip("\\"))) % 2 == 1
