"""Changes as unified differences that `git apply` and `patch` take."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

import click

from offpath.cli.reports.frame import Ink
from offpath.text.decode import DecodedText

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_HEADERS = 2
"""How many lines name the file."""
_NO_END = "\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class Difference:
    """The whole change of one file, with context."""

    path: str
    before: DecodedText
    after: str

    def encoded(self) -> bytes:
        """In the bytes of the file, so that it can be applied; its path in the file system's."""
        return b"".join(self._encoded_line(line, number) for number, line in enumerate(self._lines()))

    def coloured(self, ink: Ink) -> str:
        """For a terminal."""
        return "".join(_coloured_line(line, number, ink) for number, line in enumerate(self._lines()))

    def _lines(self) -> Iterator[str]:
        mark = "\ufeff" if self.before.has_bom else ""
        before, after = _lines(mark + self.before.text), _lines(mark + self.after)
        for line in difflib.unified_diff(before, after, _name(f"a/{self.path}"), _name(f"b/{self.path}")):
            yield line if line.endswith("\n") else f"{line}\n"
            if not line.endswith("\n"):
                yield _NO_END

    def _encoded_line(self, line: str, number: int) -> bytes:
        if number < _HEADERS:
            return os.fsencode(line)
        if line[0] not in "+- ":
            return line.encode()
        return line[0].encode() + line[1:].encode(self.before.encoding, "replace")


def changed_lines(before: str, after: str) -> Iterator[str]:
    """The removed and added lines alone, each with its sign and without its end."""
    lines = difflib.unified_diff(_LINE_END.split(before), _LINE_END.split(after), lineterm="", n=0)
    for number, line in enumerate(lines):
        if number >= _HEADERS and not line.startswith("@@"):
            yield line


def _coloured_line(line: str, number: int, ink: Ink) -> str:
    safe = "\t".join(map(ink.printable, line.rstrip("\r\n").split("\t")))
    if number < _HEADERS:
        return click.style(safe, bold=True) + "\n"
    colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[0])
    return (click.style(safe, fg=colour) if colour else safe) + "\n"


def _lines(text: str) -> list[str]:
    """Lines as `git` and `patch` count them: nothing but a line feed ends one."""
    return _LINE.findall(text)


def _name(path: str) -> str:
    """A path in a header; quoted as git does where it would not be read as one path."""
    if not any(character < " " or character in '"\\' for character in path):
        return f"{path}\t" if " " in path else path  # `patch` reads a name with spaces up to the tab
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return '"' + "".join(named.get(c, c if c >= " " else f"\\{ord(c):03o}") for c in path) + '"'
