"""Lines that a fix makes too long for their file are broken within their brackets, where a line's end means nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from offpath.engine.fixing.imports import line_end_of
from offpath.text.document import split_lines
from offpath.text.span import Edit, OverlappingEdits, Span, apply_edits

USUAL_WIDTH = 88
"""How wide formatters write code at least; a file whose lines are wider sets its own width."""

_STRING = re.compile(r"[A-Za-z]{0,2}(?P<quote>\"\"\"|'''|\"|')")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_WORD = re.compile(r"\w+")
_SOLID = -1
"""Stands among the commas of brackets that are no list: a comprehension, a lambda's parameters."""

_MAX_DEPTH = 4


def width_of(text: str) -> int:
    """How long a line may be in this text."""
    return max(USUAL_WIDTH, max(map(len, text.splitlines()), default=0))


def fitted(text: str, edits: Sequence[Edit], width: Callable[[], int]) -> tuple[Edit, ...]:
    """The edits, with line breaks where they would make lines longer than `width()`."""
    given = tuple(edits)
    try:
        after = apply_edits(text, given)
    except (OverlappingEdits, ValueError):
        return given
    placed = list(_placed(given))
    rows = [row for row in _rows_of(after, placed) if len(row.text) > USUAL_WIDTH]
    if not rows:
        return given
    limit, found, inside = width(), list(given), list(_long_strings(after))
    for row in rows:
        if any(row.start < string.end and string.start < row.end for string in inside):
            continue
        lines = _broken(row.text, limit, line_end_of(text)) if len(row.text) > limit else None
        mine = [each for each in placed if _meets(row, each)]
        if lines is not None and all(each.edit in found for each in mine):
            found = [each for each in found if each not in {m.edit for m in mine}]
            found.append(_as_one(text, after, row, mine, lines))
    try:
        apply_edits(text, found)
    except (OverlappingEdits, ValueError):
        return given
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class _Placed:
    """An edit, and where its new text stands in the result."""

    edit: Edit
    start: int
    end: int


def _placed(edits: Sequence[Edit]) -> Iterator[_Placed]:
    moved = 0
    for each in sorted(edits, key=lambda one: (one.span.start, one.span.end)):
        start = each.span.start + moved
        yield _Placed(each, start, start + len(each.new_text))
        moved += len(each.new_text) - len(each.span)


_LINE_END = re.compile(r"[\r\n]")


def _rows_of(text: str, placed: Sequence[_Placed]) -> list[_Row]:
    """The lines that edits meet, in order; the rest of the text is not gone through."""
    found: dict[int, _Row] = {}
    for each in placed:
        start = max(text.rfind("\n", 0, each.start), text.rfind("\r", 0, each.start)) + 1
        line_end = _LINE_END.search(text, each.end)
        for line in split_lines(text[start : line_end.start() if line_end is not None else len(text)]):
            found[start] = _Row(start, line.rstrip("\r\n"))
            start += len(line)
    return [found[start] for start in sorted(found)]


_TOKEN = re.compile(
    r"#[^\r\n]*|\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|\"(?:\\.|[^\\\"\r\n])*\"|'(?:\\.|[^\\'\r\n])*'",
    re.DOTALL,
)


def _long_strings(text: str) -> Iterator[Span]:
    """The strings that run over several lines: a line's end means something in them."""
    for token in _TOKEN.finditer(text):
        if not token[0].startswith("#") and _LINE_END.search(token[0]):
            yield Span(token.start(), token.end())


def _meets(row: _Row, each: _Placed) -> bool:
    return each.start <= row.end and row.start <= each.end


def _as_one(text: str, after: str, row: _Row, edits: Sequence[_Placed], lines: str) -> Edit:
    """The edits of one line as one that writes it anew."""
    first, last = edits[0], edits[-1]
    start, end = min(row.start, first.start), max(row.end, last.end)
    before = first.edit.span.start - (first.start - start)
    behind = last.edit.span.end + (end - last.end)
    assert text[behind:][:1] == after[end:][:1]
    return Edit(Span(before, behind), after[start : row.start] + lines + after[row.end : end])


def _broken(line: str, limit: int, end: str, depth: int = 0) -> str | None:
    """A line broken within its longest brackets, and again where that is not enough; None: there are none to break."""
    pair = _longest_pair(line)
    if pair is None or depth > _MAX_DEPTH:
        return None
    indent = re.match(r"[ \t]*", line)
    assert indent is not None
    outer, inner = indent[0], indent[0] + ("\t" if indent[0].startswith("\t") else "    ")
    body = line[pair.start : pair.end].strip()
    parts = [body] if len(inner) + len(body) <= limit else [part.strip() for part in _parts(line, pair)]
    if parts and not parts[-1]:
        parts = [*parts[:-2], f"{parts[-2]},"]
    pieces = [f"{inner}{part}{',' if number < len(parts) - 1 else ''}" for number, part in enumerate(parts)]
    fitting = (_broken(each, limit, end, depth + 1) or each if len(each) > limit else each for each in pieces)
    return end.join([line[: pair.start].rstrip(), *fitting, f"{outer}{line[pair.end :].lstrip()}"])


@dataclass(frozen=True, slots=True)
class _Pair:
    """What stands between two brackets of a line, and where commas part it."""

    start: int
    end: int
    commas: tuple[int, ...]


def _parts(line: str, pair: _Pair) -> Iterator[str]:
    start = pair.start
    for comma in pair.commas:
        yield line[start:comma]
        start = comma + 1
    yield line[start : pair.end]


def _longest_pair(line: str) -> _Pair | None:
    """The longest of a line's outermost brackets that are closed in it; None for a line that cannot be told apart."""
    found: list[_Pair] = []
    opened: list[tuple[int, str, list[int]]] = []
    at = 0
    while at < len(line):
        sign = line[at]
        if sign == "#":
            break
        string = _STRING.match(line, at)
        if string is not None:
            end = _string_end(line, string.end(), string["quote"])
            if end is None:
                return None
            at = end
            continue
        word = _WORD.match(line, at)
        if word is not None:
            if word[0] in ("for", "lambda") and opened:
                opened[-1][2].append(_SOLID)
            at = word.end()
            continue
        if sign in _CLOSING:
            opened.append((at + 1, _CLOSING[sign], []))
        elif sign in ")]}" and opened:
            start, wanted, commas = opened.pop()
            if sign != wanted:
                return None
            if not opened:
                found.append(_Pair(start, at, () if _SOLID in commas else tuple(commas)))
        elif sign == "," and opened:
            opened[-1][2].append(at)
        at += 1
    whole = [each for each in found if line[each.start : each.end].strip()]
    return max(whole, key=lambda each: each.end - each.start, default=None) if not opened else None


def _string_end(line: str, at: int, quote: str) -> int | None:
    """Behind the string whose opening quote ends at an offset; None where the line does not end it."""
    while at < len(line):
        if line[at] == "\\":
            at += 2
        elif line.startswith(quote, at):
            return at + len(quote)
        else:
            at += 1
    return None
