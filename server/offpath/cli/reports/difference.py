"""Changes as unified differences that `git apply` and `patch` take."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import click

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_END = "\\ No newline at end of file\n"


def difference(path: str, before: str, after: str) -> str:
    """The whole change of one file, with context."""
    lines = difflib.unified_diff(_lines(before), _lines(after), _name(f"a/{path}"), _name(f"b/{path}"))
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_END}" for line in lines)


def changed_lines(before: str, after: str) -> Iterator[str]:
    """The removed and added lines alone, each with its sign."""
    for line in list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]:
        if not line.startswith("@@"):
            yield line


def coloured(text: str) -> str:
    """A difference for a terminal."""
    return "".join(map(_coloured_line, _lines(text)))


def _coloured_line(line: str) -> str:
    if line.startswith(("---", "+++")):
        return click.style(line, bold=True)
    colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
    return click.style(line, fg=colour) if colour else line


def _lines(text: str) -> list[str]:
    """Lines as `git` and `patch` count them: nothing but a line feed ends one."""
    return _LINE.findall(text)


def _name(path: str) -> str:
    """A path in a header; quoted as git does where it would not be read as one path."""
    if not any(character < " " or character in '"\\' for character in path):
        return path
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return '"' + "".join(named.get(c, c if c >= " " else f"\\{ord(c):03o}") for c in path) + '"'
