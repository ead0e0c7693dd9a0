"""From lines to units: what is parsed and analysed by itself, found again at little cost after each edit.

Units are each top-level function, each method, the rest of each class, and each run of other top-level statements.
Together they hold every line exactly once. A line's lexer state (`lines`) decides where statements begin, so a half-typed line
disturbs its own unit only.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from offpath.syntax.blocks import Head, Piece, heads, pieces_of_class
from offpath.syntax.lines import CLEAR, LineState, state_after

if TYPE_CHECKING:
    from offpath.text.document import Document, LineChange

_LOOK_AHEAD = 400
"""How far an opened string may swallow lines before the old states are believed instead, until `settle`."""


class Block:
    """Lines that belong together at column 0. Its place moves with the edits above it."""

    __slots__ = ("count", "kind", "start", "units")

    def __init__(self, start: int, count: int, kind: str) -> None:
        self.start = start
        self.count = count
        self.kind = kind
        self.units: tuple[Unit, ...] = ()

    @property
    def end(self) -> int:
        """The line behind the last one."""
        return self.start + self.count


class Unit:
    """One unit. Everything is fixed but its place, which is always that in the latest structure."""

    __slots__ = ("_block", "_segments", "kind", "path", "prefix", "suffix", "text")

    def __init__(self, block: Block, piece: Piece, lines: list[str]) -> None:
        self._block = block
        self._segments = tuple((first - block.start, end - block.start) for first, end in piece.segments)
        self.kind = piece.kind
        """`function`, `class` or `statements`."""
        self.path = piece.path
        """The enclosing classes' names and its own; empty for statements."""
        self.prefix = piece.prefix
        """Text to be parsed before it."""
        self.suffix = piece.suffix
        """Text to be parsed after it."""
        self.text = "".join(line for first, end in piece.segments for line in lines[first:end])

    @property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """The line ranges of the document that make up its text, each half-open."""
        start = self._block.start
        return tuple((first + start, end + start) for first, end in self._segments)

    def line_of(self, offset: int) -> int:
        """The document's line in which an offset of the unit's text stands."""
        before = _newlines(self.text, offset)
        for first, end in self._segments:
            if before < end - first:
                return self._block.start + first + before
            before -= end - first
        return self._block.start + self._segments[-1][1] - 1

    def offset_of(self, line: int) -> int | None:
        """Where in the unit's text a line of the document begins; None where the unit does not hold it."""
        passed = 0
        for first, end in self.segments:
            if first <= line < end:
                return _line_start(self.text, passed + line - first)
            passed += end - first
        return None

    def __repr__(self) -> str:
        return f"Unit({self.kind}, {'.'.join(self.path)!r}, {self.segments})"


def _newlines(text: str, offset: int) -> int:
    r"""How many line ends (`\n`, `\r\n`, lone `\r`) stand before an offset."""
    count = text.count("\n", 0, offset)
    if "\r" in text:
        count += text.count("\r", 0, offset) - text.count("\r\n", 0, offset + 1)
    return count


def _line_start(text: str, number: int) -> int:
    position = 0
    for _ in range(number):
        newline, carriage = text.find("\n", position), text.find("\r", position)
        if carriage >= 0 and (newline < 0 or carriage < newline):
            position = carriage + (2 if text.startswith("\r\n", carriage) else 1)
        elif newline >= 0:
            position = newline + 1
    return position


class Structure:
    """The units of one text."""

    def __init__(
        self, lines: list[str], before: list[LineState], blocks: list[Block], starts: list[int], units: list[Unit]
    ) -> None:
        self._lines = lines
        self._before = before
        """The state at the beginning of each line, and one more for the end."""
        self._blocks = blocks
        self._starts = starts
        """Where each block begins."""
        self.units = units
        self.unsettled = False
        """Whether states behind an opened string are those of an older text."""

    @classmethod
    def of(cls, document: Document) -> Structure:
        """The structure of a document, found from nothing."""
        lines = document.lines
        before = [CLEAR]
        for line in lines:
            before.append(state_after(line, before[-1]))
        blocks = _blocks(lines, before, 0, len(lines), "")
        return cls(lines, before, blocks, [b.start for b in blocks], [u for b in blocks for u in b.units])

    def edited(self, document: Document, change: LineChange) -> Structure:
        """The structure after an edit; units that it did not touch are the same objects, moved."""
        lines = document.lines
        old = self._before
        before = old[: change.first + 1] + [CLEAR] * (change.new_end - change.first) + old[change.old_end + 1 :]
        settled_at, left = _relex(lines, before, old, change)
        return self._recut(lines, before, change, settled_at, left or self.unsettled)

    def settle(self, document: Document) -> Structure:
        """The structure with every state found anew; itself where none was left open."""
        if not self.unsettled:
            return self
        found = Structure.of(document)
        _keep(self._blocks, found._blocks)
        found.units = [unit for block in found._blocks for unit in block.units]
        return found

    def unit_at(self, line: int) -> Unit:
        """The unit that holds a line. Raises `LookupError` for an empty text."""
        block = self._blocks[bisect_right(self._starts, line) - 1]
        for unit in block.units:
            if any(first <= line < end for first, end in unit.segments):
                return unit
        raise LookupError(line)

    def _recut(
        self, lines: list[str], before: list[LineState], change: LineChange, settled_at: int, unsettled: bool
    ) -> Structure:
        blocks, starts, delta = self._blocks, self._starts, change.delta
        low = max(bisect_right(starts, change.first) - 2, 0)
        high = min(bisect_right(starts, max(settled_at - delta, change.old_end)) + 1, len(blocks))
        behind = blocks[high:]
        if delta:
            for block in behind:
                block.start += delta
        begin = starts[low] if blocks else 0
        end = behind[0].start if behind else len(lines)
        fresh = _blocks(lines, before, begin, end, blocks[low - 1].kind if low else "")
        gone = [unit for block in blocks[low:high] for unit in block.units]
        _keep(blocks[low:high], fresh)
        at = self.units.index(gone[0]) if gone else len(self.units)
        units = self.units[:at] + [unit for block in fresh for unit in block.units] + self.units[at + len(gone) :]
        moved = [start + delta for start in starts[high:]] if delta else starts[high:]
        found = Structure(
            lines, before, [*blocks[:low], *fresh, *behind], [*starts[:low], *(b.start for b in fresh), *moved], units
        )
        found.unsettled = unsettled
        return found


def _relex(lines: list[str], before: list[LineState], old: list[LineState], change: LineChange) -> tuple[int, bool]:
    """Lexes from the edit until the state is the old one; the line there, and whether the rest was left as it was."""
    number, state = change.first, old[change.first]
    while number < len(lines):
        if number >= change.new_end and old[number - change.delta] == state:
            before[number] = state
            return number, False
        if number > change.new_end + _LOOK_AHEAD and state.quote:
            return number, True
        before[number] = state
        state = state_after(lines[number], state)
        number += 1
    before[number] = state
    return number, False


def _blocks(lines: list[str], before: list[LineState], begin: int, end: int, previous: str) -> list[Block]:
    found: list[Block] = []
    if begin >= end:
        return found
    marks = list(heads(lines, before, begin, end, 0, previous))
    if not marks or marks[0].first > begin:
        marks.insert(0, Head(begin, begin, "statements", ""))
    for position, head in enumerate(marks):
        stop = marks[position + 1].first if position + 1 < len(marks) else end
        block = Block(head.first, stop - head.first, head.kind)
        block.units = tuple(Unit(block, piece, lines) for piece in _pieces(lines, before, head, stop))
        found.append(block)
    return found


def _pieces(lines: list[str], before: list[LineState], head: Head, end: int) -> list[Piece]:
    if head.kind == "class":
        return pieces_of_class(lines, before, head, end, ())
    return [Piece(head.kind, (head.name,) if head.kind == "function" else (), ((head.first, end),))]


def _keep(old: list[Block], fresh: list[Block]) -> None:
    """Puts old units in the place of fresh ones that are alike, so that what is known of them stays known."""
    known: dict[tuple[str, tuple[str, ...], str, str], list[Unit]] = {}
    for block in old:
        for unit in block.units:
            known.setdefault((unit.kind, unit.path, unit.text, unit.suffix), []).append(unit)
    for block in fresh:
        units = []
        for unit in block.units:
            alike = known.get((unit.kind, unit.path, unit.text, unit.suffix))
            if alike:
                kept = alike.pop(0)
                kept._block, kept._segments = block, unit._segments
                units.append(kept)
            else:
                units.append(unit)
        block.units = tuple(units)
