"""From lines to units: what is parsed and analysed by itself, found again at little cost after each edit.

Units are each top-level function, each method, the rest of each class, and each run of other top-level statements; a handler
that is registered in a function is a unit, too, whose text has the rest of that function around it (`pieces`).
Together they hold every line exactly once. A line's lexer state (`lines`) decides where statements begin, so a half-typed line
disturbs its own unit only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from offpath.syntax.blocks import Head, heads
from offpath.syntax.classes import pieces_of_class
from offpath.syntax.factories import Factory, is_same_handler, pieces_of_function
from offpath.syntax.lines import CLEAR, LineState, state_after
from offpath.syntax.pieces import LineRange, Piece
from offpath.text.document import split_lines
from offpath.text.span import Span

if TYPE_CHECKING:
    from offpath.text.document import Document, LineChange

_LOOK_AHEAD = 400
"""How far an opened string may swallow lines before the old states are believed instead, until `settle`."""


Identity: TypeAlias = "tuple[str, tuple[str, ...], str, str, int, str]"
"""Kind, path, own text, text around, where the own begins in it, and what is parsed after it."""

_LINES_AT_ONCE = 2000
_BLOCKS_AT_ONCE = 60


@dataclass(slots=True)
class BlockStart:
    """Where a block begins, by itself: units that knew their block would be garbage that only the collector finds."""

    start: int


class Block:
    """Lines that belong together at column 0. Its place moves with the edits above it."""

    __slots__ = ("count", "kind", "place", "units")

    def __init__(self, start: int, count: int, kind: str) -> None:
        self.place = BlockStart(start)
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

    __slots__ = (
        "_line_starts", "_place", "_segments", "_written", "around", "kind", "own", "path", "prefix", "suffix", "text",
    )  # fmt: skip

    def __init__(self, place: BlockStart, piece: Piece, own: str) -> None:
        self._place = place
        self._segments, self._written = _ranges(place, piece)
        self.kind = piece.kind
        """`function`, `class` or `statements`."""
        self.path = piece.path
        """The names of the classes around, of the function that it is registered in, and its own; empty for statements."""
        self.prefix = piece.prefix
        """Text to be parsed before it."""
        self.suffix = piece.suffix
        """Text to be parsed after it."""
        self.around = piece.around
        around = self.around.text if self.around is not None else ""
        self.text = f"{around[: piece.begins]}{own}{around[piece.begins :]}"
        self.own = Span(piece.begins, piece.begins + len(own))
        """The part of the text that it is about."""
        self._line_starts: list[int] | None = None

    @property
    def identity(self) -> Identity:
        """What two units share of which the same can be told."""
        around = self.around.text if self.around is not None else ""
        return self.kind, self.path, self.own.of(self.text), around, self.own.start, self.suffix

    def move(self, place: BlockStart, piece: Piece) -> None:
        """Takes its place in a block that was cut anew."""
        self._place = place
        self._segments, self._written = _ranges(place, piece)

    def shift(self, line: int, delta: int) -> None:
        """Moves what stands from a line on, while its block stays where it is."""
        line -= self._place.start
        self._segments = _shifted(self._segments, line, delta)
        self._written = _shifted(self._written, line, delta)

    def edited(self, lines: Sequence[str], delta: int) -> Unit:
        """What stands in its place after an edit of its own lines alone, which are so many more now."""
        [(first, end)] = self.segments
        start = self._place.start
        around = [(a + start, b + start) for a, b in _shifted(self._written, end - start, delta) if a + start != first]
        piece = Piece(
            kind=self.kind, path=self.path, segments=((first, end + delta),), prefix=self.prefix, suffix=self.suffix,
            around=self.around, begins=self.own.start, lines_around=tuple(around),
        )  # fmt: skip
        return Unit(self._place, piece, "".join(lines[first : end + delta]))

    @property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """The line ranges of the document that it is about, each half-open; every line is one unit's."""
        start = self._place.start
        return tuple((first + start, end + start) for first, end in self._segments)

    def line_of(self, offset: int) -> int:
        """The document's line in which an offset of the unit's text stands."""
        before = _newlines(self.text, offset)
        if offset == self.own.end and self.own.start:
            return self._place.start + self._segments[-1][1]
        for first, end in self._written:
            if before < end - first:
                return self._place.start + first + before
            before -= end - first
        return self._place.start + self._written[-1][1] - 1

    def offset_of(self, line: int) -> int | None:
        """Where in the unit's text a line of the document begins; None where the unit does not hold it."""
        passed = 0
        for first, end in self._written:
            if first <= line - self._place.start < end:
                return self._line_start(passed + line - self._place.start - first)
            passed += end - first
        return None

    def _line_start(self, number: int) -> int:
        """Where a line of the text begins, from a table that is made when first asked for."""
        if self._line_starts is None:
            self._line_starts = list(accumulate(map(len, split_lines(self.text)), initial=0))
        return self._line_starts[min(number, len(self._line_starts) - 1)]

    def __repr__(self) -> str:
        return f"Unit({self.kind}, {'.'.join(self.path)!r}, {self.segments})"


def _ranges(place: BlockStart, piece: Piece) -> tuple[tuple[LineRange, ...], tuple[LineRange, ...]]:
    """The lines that a unit is about, and those that its text is made of, counted from its block's."""
    own = tuple((first - place.start, end - place.start) for first, end in piece.segments)
    around = ((first - place.start, end - place.start) for first, end in piece.lines_around)
    return own, tuple(sorted((*own, *around))) if piece.lines_around else own


def _shifted(ranges: tuple[LineRange, ...], line: int, delta: int) -> tuple[LineRange, ...]:
    """Line ranges, those moved that begin at a line or behind it."""
    return tuple((a + delta, b + delta) if a >= line else (a, b) for a, b in ranges)


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
    def of(cls, document: Document, known: _Known | None = None) -> Structure:
        """The structure of a document, found from nothing; `known` are units that may stand in it again."""
        survey = Survey(document, known)
        while survey.found is None:
            survey.advance()
        return survey.found

    def edit(self, document: Document, change: LineChange) -> Recut:
        """Follows an edit; units that it did not touch stay the same objects, moved."""
        settled_at, left = self._relex(document.lines, change)
        self.unsettled = left or self.unsettled
        handler = self._handler_at(document.lines, change, settled_at)
        if handler is not None:
            return self._edit_handler(document.lines, change, *handler)
        return self._recut(document.lines, change, settled_at)

    def settle(self, document: Document) -> Recut:
        """Finds every state anew, where some were left as they were before a string was opened."""
        gone, found = self.units, Structure.of(document, _Known(self._blocks))
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

    def _handler_at(self, lines: list[str], change: LineChange, settled_at: int) -> tuple[Block, Unit] | None:
        """The handler of a factory of which an edit has changed the body, and nothing that anybody else is cut by."""
        number = bisect_right(self._starts, change.first) - 1
        if number < 0 or self._blocks[number].kind != "function":
            return None
        block = self._blocks[number]
        for unit in block.units:
            [*_, (first, end)] = unit.segments
            if isinstance(unit.around, Factory) and first < change.first and change.old_end < end:
                place, changed = (first, end + change.delta), (change.first, change.new_end)
                own = "".join(lines[first : end + change.delta])
                is_alone = settled_at <= end + change.delta and is_same_handler(
                    lines, self._before, unit.path[-1], place, changed, unit.around
                )
                same = is_alone and unit.around.is_cut_alike(unit.own.of(unit.text), own)
                return (block, unit) if same else None
        return None

    def _edit_handler(self, lines: list[str], change: LineChange, block: Block, old: Unit) -> Recut:
        """Puts an edited handler in the place of the old one."""
        delta, end = change.delta, old.segments[0][1]
        fresh = old.edited(lines, delta)
        if delta:
            for unit in block.units:
                unit.shift(end, delta)
            block.count += delta
            number = bisect_right(self._starts, block.start)
            for each in self._blocks[number:]:
                each.place.start += delta
            self._starts[number:] = [start + delta for start in self._starts[number:]]
        block.units = tuple(fresh if unit is old else unit for unit in block.units)
        at = bisect_left(self.units, block.start, key=_block_start)
        at = self.units.index(old, at)
        self.units[at] = fresh
        return Recut(at, [old], [fresh])

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
        known = _Known(blocks[low:high])
        fresh = list(_cut(lines, self._before, begin, end, blocks[low - 1].kind if low else "", known))
        cut = Recut(at, _units_of(blocks[low:high]), _units_of(fresh))
        blocks[low:high] = fresh
        starts[low:high] = [block.start for block in fresh]
        self.units[at : at + len(cut.gone)] = cut.fresh
        return cut


class Survey:
    """Finds the structure of a long document a few milliseconds at a time."""

    def __init__(self, document: Document, known: _Known | None = None) -> None:
        self.found: Structure | None = None
        """The structure, when all of the document has been looked at."""
        self._known = known or _Known()
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
        for block in _cut(lines, before, 0, len(lines), "", self._known):
            blocks.append(block)
            if len(blocks) % _BLOCKS_AT_ONCE == 0:
                yield
        self.found = Structure(before, blocks)


def _units_of(blocks: Iterable[Block]) -> list[Unit]:
    return [unit for block in blocks for unit in block.units]


def _block_start(unit: Unit) -> int:
    return unit._place.start


def _cut(
    lines: list[str], before: list[LineState], begin: int, end: int, previous: str, known: _Known
) -> Iterator[Block]:
    if begin >= end:
        return
    open_head = Head(begin, begin, "statements", "")
    for head in heads(lines, before, begin, end, 0, previous):
        if head.first > begin:
            yield _block(lines, before, open_head, head.first, known)
        open_head = head
    yield _block(lines, before, open_head, end, known)


def _block(lines: list[str], before: list[LineState], head: Head, end: int, known: _Known) -> Block:
    block = Block(head.first, end - head.first, head.kind)
    block.units = tuple(known.unit(block.place, piece, lines) for piece in _pieces(lines, before, head, end))
    return block


def _pieces(lines: list[str], before: list[LineState], head: Head, end: int) -> list[Piece]:
    if head.kind == "class":
        return pieces_of_class(lines, before, head, end)
    if head.kind == "function":
        return pieces_of_function(lines, before, head, end)
    return [Piece(kind=head.kind, path=(), segments=((head.first, end),))]


class _Known:
    """Units that were there before: they stand again where nothing has changed, so that what is known of them stays known."""

    def __init__(self, blocks: Iterable[Block] = ()) -> None:
        self._units: dict[Identity, list[Unit]] = {}
        for block in blocks:
            for unit in block.units:
                self._units.setdefault(unit.identity, []).append(unit)

    def unit(self, place: BlockStart, piece: Piece, lines: list[str]) -> Unit:
        """The unit for a piece: one that is alike, or a new one."""
        own = "".join(line for first, end in piece.segments for line in lines[first:end])
        around = piece.around.text if piece.around is not None else ""
        alike = self._units.get((piece.kind, piece.path, own, around, piece.begins, piece.suffix))
        if not alike:
            return Unit(place, piece, own)
        kept = alike.pop(0)
        kept.move(place, piece)
        return kept
