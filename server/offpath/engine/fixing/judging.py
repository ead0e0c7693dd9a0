"""Whether libcst, the strict judge, reads a unit's text after edits.

Of a long unit it reads the statements alone that the edits stand in, whole lines of one block; that everything around them
parses is found out once. Edits that leave a block as it was on both sides of them cannot harm what they do not touch.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from offpath.syntax import tree as t
from offpath.syntax.nesting import TooDeep
from offpath.syntax.parse import parse_unit
from offpath.syntax.tree import levels
from offpath.text.document import split_lines
from offpath.text.span import Edit, OverlappingEdits, Span, apply_edits

if TYPE_CHECKING:
    import libcst

    from offpath.syntax.structure import Unit

_SHORT = 4_000
"""Texts of so many characters are read whole."""

_MOST_LEVELS = 300
"""So deep a text may be that libcst is shown: each level takes from the stack of the thread, and its end ends the process."""


def unit_parses(unit: Unit, edits: Iterable[Edit]) -> bool:
    """Whether a unit still parses when it has been edited."""
    edits = tuple(edits)
    part = _part_around(unit, edits) if len(unit.text) > _SHORT else None
    try:
        if part is not None:
            text = unit.text[part.start : part.end]
            after = apply_edits(text, [Edit(each.span.shifted(-part.start), each.new_text) for each in edits])
            if _may_stand_alone(text, after):
                return _stands_in_place_of(text, after) and parses(unit.prefix + unit.text + unit.suffix)
        return parses(unit.prefix + apply_edits(unit.text, edits) + unit.suffix)
    except (OverlappingEdits, ValueError):
        return False


@lru_cache(maxsize=8)
def parses(text: str) -> bool:
    """Whether libcst reads this text."""
    return _parsed(text) is not None


def _parsed(text: str) -> libcst.Module | None:
    """What libcst reads; a text that is deeper than it bears is not shown to it."""
    import libcst

    try:
        if levels(parse_unit(text).tree) > _MOST_LEVELS:
            return None
        return libcst.parse_module(text)
    except Exception:  # besides ParserSyntaxError it raises others for odd text: a judge that gives up has not said yes
        return None


def _may_stand_alone(before: str, after: str) -> bool:
    """Whether what is left of some lines says by itself whether it fits where they stood."""
    return after.endswith(("\n", "\r")) and _indentation(after) is not None and _indentation(before) is not None


def _stands_in_place_of(before: str, after: str) -> bool:
    """Whether lines parse as statements of one block, indented as those were that they replace."""
    import libcst

    indentation = _indentation(before)
    if indentation != _indentation(after):
        return False
    if not indentation:
        return parses(after)
    module = _parsed("if 1:\n" + after)
    if module is None or len(module.body) != 1:
        return False
    only = module.body[0]
    return isinstance(only, libcst.If) and only.orelse is None


def _indentation(text: str) -> str | None:
    """The indentation of the first line that holds code; None where none does."""
    for line in split_lines(text):
        code = line.strip()
        if code and not code.startswith("#"):
            return line[: len(line) - len(line.lstrip())]
    return None


# -- the statements of a text, by the lines that they take


@dataclass(frozen=True, slots=True)
class _Lines:
    """Whole lines of statements that share a block, and the blocks in them."""

    start: int
    end: int
    blocks: tuple[tuple[_Lines, ...], ...]


def _part_around(unit: Unit, edits: Sequence[Edit]) -> Span | None:
    """The smallest run of a block's statements that holds all edits; None where the unit as a whole must be read."""
    if not edits:
        return None
    low, high = min(each.span.start for each in edits), max(each.span.end for each in edits)
    block: tuple[_Lines, ...] | None = _outermost(unit.text, unit.prefix, unit.suffix)
    part: Span | None = None
    while block:
        first = max(bisect_right(block, low, key=lambda each: each.start) - 1, 0)
        last = min(bisect_left(block, high, key=lambda each: each.end), len(block) - 1)
        if last < first or low < block[first].start or high > block[last].end:
            break
        part = Span(block[first].start, block[last].end)
        inner = (each for each in block[first].blocks if each[0].start <= low and high <= each[-1].end)
        block = next(inner, None) if first == last else None
    return part if part is not None and 2 * len(part) < len(unit.text) else None


@lru_cache(maxsize=4)
def _outermost(text: str, prefix: str, suffix: str) -> tuple[_Lines, ...]:
    try:
        tree = parse_unit(text, prefix, suffix).tree
    except TooDeep:
        return ()
    lines = list(accumulate(map(len, split_lines(text)), initial=0))
    return () if tree.has_error else _block(tree.body, text, lines)


def _block(body: list[t.Stmt], text: str, lines: list[int]) -> tuple[_Lines, ...]:
    found: list[_Lines] = []
    for statement in body:
        first = min((each.start for each in _decorators(statement)), default=statement.start)
        start = lines[bisect_right(lines, first) - 1]
        end = lines[min(bisect_left(lines, statement.end), len(lines) - 1)]
        if text[start:first].strip(" \t\x0c@") and not found:
            return ()
        below = tuple(b for each in _bodies(statement, text) for b in [_block(each, text, lines)] if b)
        if found and start < found[-1].end:
            found[-1] = _Lines(found[-1].start, max(end, found[-1].end), ())
        else:
            found.append(_Lines(start, end, below))
    return tuple(found)


def _decorators(statement: t.Stmt) -> list[t.Expr]:
    return statement.decorators if isinstance(statement, (t.FunctionDef, t.ClassDef)) else []


def _bodies(statement: t.Stmt, text: str) -> Iterator[list[t.Stmt]]:
    """The blocks of a statement; those of an `elif` are the blocks of the first `if`."""
    chain: t.Stmt | None = statement
    while chain is not None:
        current, chain = chain, None
        for name in ("body", "orelse", "finalbody"):
            body = getattr(current, name, None)
            if isinstance(body, list) and body and isinstance(body[0], t.Stmt):
                if name == "orelse" and isinstance(body[0], t.If) and text.startswith("elif", body[0].start):
                    chain = body[0]
                else:
                    yield body
        parts = getattr(current, "handlers", None) or getattr(current, "cases", None) or ()
        yield from (each.body for each in parts)
