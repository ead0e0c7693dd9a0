"""Documents: immutable snapshots of a text, held as lines and edited by splicing."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from offpath.text.positions import Encoding, Position, content_length, to_characters

_COMPARED_AT_ONCE = 1024


def split_lines(text: str) -> list[str]:
    r"""The lines of ``text``, each with its end: ``\n``, ``\r\n`` or a lone ``\r``, as the protocol has it.

    `str.splitlines` would also split at form feeds and U+2028. A text that ends with a line end has no empty last line here.

    >>> split_lines("a\r\nb\rc\x0cd")
    ['a\r\n', 'b\r', 'c\x0cd']
    """
    return io.StringIO(text, newline="").readlines()


@dataclass(frozen=True, slots=True)
class LineChange:
    """Lines ``first`` to ``old_end`` of the older text became lines ``first`` to ``new_end`` of the newer one."""

    first: int
    old_end: int
    new_end: int

    @property
    def delta(self) -> int:
        """How far the lines behind the change moved."""
        return self.new_end - self.old_end

    def then(self, later: LineChange) -> LineChange:
        """One change that covers this one and ``later``, which was made to the text after this one."""
        end = max(self.new_end, later.old_end)
        return LineChange(min(self.first, later.first), end - self.delta, end + later.delta)


@dataclass(frozen=True, slots=True)
class ContentChange:
    """New text for a range, its columns in the negotiated encoding; without a range, for the whole document."""

    text: str
    start: Position | None = None
    end: Position | None = None


class Document:
    """A snapshot of a text. Nobody changes ``lines``; an edit makes a new document that shares the lines it kept."""

    __slots__ = ("_starts", "_text", "lines", "version")

    def __init__(self, lines: list[str], version: int | None = None, text: str | None = None) -> None:
        self.lines = lines
        """Every line with its line end. A text that ends with a line end has no empty last line."""
        self.version = version
        """The version that the editor gave this text; None for a file read from disk."""
        self._text = text
        self._starts: list[int] | None = None

    @classmethod
    def from_text(cls, text: str, version: int | None = None) -> Document:
        """A document of this text."""
        return cls(split_lines(text), version, text)

    @property
    def text(self) -> str:
        """The whole text, joined when first asked for."""
        if self._text is None:
            self._text = "".join(self.lines)
        return self._text

    def offset_at(self, position: Position) -> int:
        """The offset of a position, whose column counts characters; clamped like `edited` does."""
        if position.line >= len(self.lines):
            return self._line_starts()[-1]
        line = max(position.line, 0)
        column = position.column if position.line >= 0 else 0
        return self._line_starts()[line] + min(max(column, 0), content_length(self.lines[line]))

    def position_at(self, offset: int) -> Position:
        """The line of an offset, and its column in characters."""
        starts = self._line_starts()
        offset = min(max(offset, 0), starts[-1])
        line = bisect_right(starts, offset) - 1
        if line == len(self.lines) and line and content_length(self.lines[-1]) == len(self.lines[-1]):
            line -= 1
        return Position(line, offset - starts[line])

    def edited(
        self, changes: Iterable[ContentChange], version: int | None, encoding: Encoding
    ) -> tuple[Document, LineChange | None]:
        """The document after ``changes``, each made to the result of the one before; and which lines they replaced.

        The second answer is None when there was nothing to change.
        """
        lines = self.lines.copy()
        merged: LineChange | None = None
        for change in changes:
            if change.start is None or change.end is None:
                replacement = split_lines(change.text)
                done = _difference(lines, replacement)
                lines = replacement
            else:
                done = _splice(lines, change.start, change.end, change.text, encoding)
            merged = done if merged is None else merged.then(done)
        return Document(lines, version), merged

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = list(accumulate(map(len, self.lines), initial=0))
        return self._starts


def _splice(lines: list[str], start: Position, end: Position, text: str, encoding: Encoding) -> LineChange:
    first, first_column = _clamped(lines, start, encoding)
    last, last_column = _clamped(lines, end, encoding)
    if (last, last_column) < (first, first_column):
        first, first_column, last, last_column = last, last_column, first, first_column
    before = lines[first][:first_column] if first < len(lines) else ""
    after = lines[last][last_column:] if last < len(lines) else ""
    if not before and first and (first == len(lines) or lines[first - 1].endswith("\r")):
        first -= 1  # the line above has no line end, or only half of one: what comes now may complete it
        before = lines[first]
    fresh = split_lines(before + text + after)
    old_end = min(last + 1, len(lines))
    lines[first:old_end] = fresh
    return LineChange(first, old_end, first + len(fresh))


def _clamped(lines: Sequence[str], position: Position, encoding: Encoding) -> tuple[int, int]:
    if position.line < 0:
        return 0, 0
    if position.line >= len(lines):
        return len(lines), 0
    return position.line, to_characters(lines[position.line], position.column, encoding)


def _difference(old: list[str], new: list[str]) -> LineChange:
    """The smallest run of lines in which two texts differ."""
    shared = min(len(old), len(new))
    first = _common(old, new, shared, from_end=False)
    tail = _common(old, new, shared - first, from_end=True)
    return LineChange(first, len(old) - tail, len(new) - tail)


def _common(old: list[str], new: list[str], most: int, *, from_end: bool) -> int:
    """How many lines agree from the start (or the end), ``most`` at the utmost: whole blocks first, for speed."""
    old_size, new_size = len(old), len(new)
    count = 0
    while count < most:
        step = min(_COMPARED_AT_ONCE, most - count)
        upto = count + step
        if from_end:
            agree = old[old_size - upto : old_size - count] == new[new_size - upto : new_size - count]
        else:
            agree = old[count:upto] == new[count:upto]
        if agree:
            count = upto
        else:
            break
    while count < most:
        agree = old[old_size - count - 1] == new[new_size - count - 1] if from_end else old[count] == new[count]
        if not agree:
            break
        count += 1
    return count
