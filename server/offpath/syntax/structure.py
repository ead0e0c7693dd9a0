"""From lines to units: what is parsed and analysed by itself, found again at little cost after each edit.

Units are each top-level function, each method, the rest of each class, and each run of other top-level statements.
Together they hold every line exactly once. A line's lexer state (`lines`) decides where statements begin, so a half-typed line
disturbs its own unit only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from offpath.syntax.blocks import Head, Piece, heads, pieces_of_class
from offpath.syntax.lines import CLEAR, LineState, state_after
from offpath.text.document import split_lines

if TYPE_CHECKING:
    from offpath.text.document import Document, LineChange

_LOOK_AHEAD = 400
"""How far an opened string may swallow lines before the old states are believed instead, until `settle`."""


_LINES_AT_ONCE = 2000
_BLOCKS_AT_ONCE = 60


@dataclass(slots=True)
class Place:
    """Where a block begins, by itself: units that knew their block would be garbage that only the collector finds."""

    start: int


class Block:
    """Lines that belong together at column 0. Its place moves with the edits above it."""

    __slots__ = ("count", "kind", "place", "units")

    def __init__(self, start: int, count: int, kind: str) -> None:
        self.place = Place(start)
        self.count = count
        self.kind = kind
        self.units: tuple[Unit, ...] = ()

    @property
    def start(self) -> int:
        """Its first line."""
        return self.place.start

    @property
    def end(self) -> int:
        """The line behind the last one."""
        return self.start + self.count


class Unit:
    """One unit. Everything is fixed but its place, which is always that in the latest text."""

    __slots__ = ("_line_starts", "_place", "_segments", "kind", "path", "prefix", "suffix", "text")

    def __init__(self, place: Place, piece: Piece, lines: list[str]) -> None:
        self._place = place
        self._segments = tuple((first - place.start, end - place.start) for first, end in piece.segments)
        self.kind = piece.kind
        """`function`, `class` or `statements`."""
        self.path = piece.path
        """The enclosing classes' names and its own; empty for statements."""
        self.prefix = piece.prefix
        """Text to be parsed before it."""
        self.suffix = piece.suffix
        """Text to be parsed after it."""
        self.text = "".join(line for first, end in piece.segments for line in lines[first:end])
        self._line_starts: list[int] | None = None

    @property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """The line ranges of the document that make up its text, each half-open."""
        start = self._place.start
        return tuple((first + start, end + start) for first, end in self._segments)

    def line_of(self, offset: int) -> int:
        """The document's line in which an offset of the unit's text stands."""
        before = _newlines(self.text, offset)
        for first, end in self._segments:
            if before < end - first:
                return self._place.start + first + before
            before -= end - first
        return self._place.start + self._segments[-1][1] - 1

    def offset_of(self, line: int) -> int | None:
        """Where in the unit's text a line of the document begins; None where the unit does not hold it."""
        passed = 0
        for first, end in self.segments:
            if first <= line < end:
                return self._line_start(passed + line - first)
            passed += end - first
        return None

    def _line_start(self, number: int) -> int:
        """Where a line of the text begins, from a table that is made when first asked for."""
        if self._line_starts is None:
            self._line_starts = list(accumulate(map(len, split_lines(self.text)), initial=0))
        return self._line_starts[min(number, len(self._line_starts) - 1)]

    def __repr__(self) -> str:
        return f"Unit({self.kind}, {'.'.join(self.path)!r}, {self.segments})"


def _newlines(text: str, offset: int) -> int:
    r"""How many line ends (`\n`, `\r\n`, lone `\r`) stand before an offset."""
    count = text.count("\n", 0, offset)
    if "\r" in text:
        count += text.count("\r", 0, offset) - text.count("\r\n", 0, offset + 1)
    return count


@dataclass(frozen=True, slots=True)
class Recut:
    """What an edit did to the units: ``fresh``, some of which may be old ones, stand where ``gone`` stood."""

    first: int
    """The index of the first one."""
    gone: Sequence[Unit]
    fresh: Sequence[Unit]


class Structure:
    """The units of a text. It follows its document's edits, at a cost that does not grow with the text."""

    def __init__(self, before: list[LineState], blocks: list[Block]) -> None:
        self._before = before
        """The state at the beginning of each line, and one more for the end."""
        self._blocks = blocks
        self._starts = [block.start for block in blocks]
        self.units = _units_of(blocks)
        self.unsettled = False
        """Whether states behind an opened string are those of an older text."""

    @classmethod
    def of(cls, document: Document) -> Structure:
        """The structure of a document, found from nothing."""
        survey = Survey(document)
        while survey.found is None:
            survey.advance()
        return survey.found

    def edit(self, document: Document, change: LineChange) -> Recut:
        """Follows an edit; units that it did not touch stay the same objects, moved."""
        settled_at, left = self._relex(document.lines, change)
        self.unsettled = left or self.unsettled
        return self._recut(document.lines, change, settled_at)

    def settle(self, document: Document) -> Recut:
        """Finds every state anew, where some were left as they were before a string was opened."""
        gone, found = self.units, Structure.of(document)
        _keep(self._blocks, found._blocks)
        self._before, self._blocks, self._starts = found._before, found._blocks, found._starts
        self.units = _units_of(self._blocks)
        self.unsettled = False
        return Recut(0, gone, self.units)

    def unit_at(self, line: int) -> Unit:
        """The unit that holds a line. Raises `LookupError` for an empty text."""
        block = self._blocks[bisect_right(self._starts, line) - 1]
        for unit in block.units:
            if any(first <= line < end for first, end in unit.segments):
                return unit
        raise LookupError(line)

    def indexes_at(self, first: int, last: int) -> Iterator[int]:
        """Where in `units` those stand that reach over a line of a range: a class also around its methods' lines."""
        block = max(bisect_right(self._starts, first) - 1, 0)
        begin = bisect_left(self.units, self._starts[block], key=_block_start) if self._starts else 0
        for index in range(begin, len(self.units)):
            segments = self.units[index].segments
            if _block_start(self.units[index]) > last:
                return
            if segments[0][0] <= last and first < segments[-1][1]:
                yield index

    def _relex(self, lines: list[str], change: LineChange) -> tuple[int, bool]:
        """Lexes from the edit until the state is the old one; the line there, and whether the rest was left as it was."""
        before, delta = self._before, change.delta
        number, state, left = change.first, before[change.first], False
        found: list[LineState] = []
        while number < len(lines):
            if number >= change.new_end and before[number - delta] == state:
                break
            if number > change.new_end + _LOOK_AHEAD and state.quote:
                left = True
                break
            found.append(state)
            state = state_after(lines[number], state)
            number += 1
        else:
            before[-1] = state
        before[change.first : number - delta] = found
        return number, left

    def _recut(self, lines: list[str], change: LineChange, settled_at: int) -> Recut:
        blocks, starts, delta = self._blocks, self._starts, change.delta
        low = max(bisect_right(starts, change.first) - 2, 0)
        high = min(bisect_right(starts, max(settled_at - delta, change.old_end)) + 1, len(blocks))
        begin = starts[low] if blocks else 0
        at = bisect_left(self.units, begin, key=_block_start)
        if delta:
            for block in blocks[high:]:
                block.place.start += delta
            starts[high:] = [start + delta for start in starts[high:]]
        end = starts[high] if high < len(blocks) else len(lines)
        fresh = _blocks(lines, self._before, begin, end, blocks[low - 1].kind if low else "")
        _keep(blocks[low:high], fresh)
        cut = Recut(at, _units_of(blocks[low:high]), _units_of(fresh))
        blocks[low:high] = fresh
        starts[low:high] = [block.start for block in fresh]
        self.units[at : at + len(cut.gone)] = cut.fresh
        return cut


class Survey:
    """Finds the structure of a long document a few milliseconds at a time."""

    def __init__(self, document: Document) -> None:
        self.found: Structure | None = None
        """The structure, when all of the document has been looked at."""
        self._steps = self._look(document.lines)

    def advance(self) -> None:
        """Looks at some more of the document."""
        next(self._steps, None)

    def _look(self, lines: list[str]) -> Iterator[None]:
        before = [CLEAR]
        for line in lines:
            before.append(state_after(line, before[-1]))
            if len(before) % _LINES_AT_ONCE == 0:
                yield
        blocks: list[Block] = []
        for block in _cut(lines, before, 0, len(lines), ""):
            blocks.append(block)
            if len(blocks) % _BLOCKS_AT_ONCE == 0:
                yield
        self.found = Structure(before, blocks)


def _units_of(blocks: Iterable[Block]) -> list[Unit]:
    return [unit for block in blocks for unit in block.units]


def _block_start(unit: Unit) -> int:
    return unit._place.start


def _blocks(lines: list[str], before: list[LineState], begin: int, end: int, previous: str) -> list[Block]:
    return list(_cut(lines, before, begin, end, previous))


def _cut(lines: list[str], before: list[LineState], begin: int, end: int, previous: str) -> Iterator[Block]:
    if begin >= end:
        return
    open_head = Head(begin, begin, "statements", "")
    for head in heads(lines, before, begin, end, 0, previous):
        if head.first > begin:
            yield _block(lines, before, open_head, head.first)
        open_head = head
    yield _block(lines, before, open_head, end)


def _block(lines: list[str], before: list[LineState], head: Head, end: int) -> Block:
    block = Block(head.first, end - head.first, head.kind)
    block.units = tuple(Unit(block.place, piece, lines) for piece in _pieces(lines, before, head, end))
    return block


def _pieces(lines: list[str], before: list[LineState], head: Head, end: int) -> list[Piece]:
    if head.kind == "class":
        return pieces_of_class(lines, before, head, end)
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
                kept._place, kept._segments = block.place, unit._segments
                units.append(kept)
            else:
                units.append(unit)
        block.units = tuple(units)
