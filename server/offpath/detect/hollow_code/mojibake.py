"""Text that was decoded with the wrong encoding before it was written into the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from offpath.facts.code.symbols import last_name
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t
from offpath.syntax.budget import spend
from offpath.text.span import Span

_CP1252_HIGH = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""What Windows-1252 makes of the bytes 80 to 9F."""

_TRAIL = f"[\x80-\xbf{_CP1252_HIGH}]"
_RUN = re.compile(
    f"(?:[ÃÂ]{_TRAIL}|[âãäåæçèéï]{_TRAIL}{{2}}|ð{_TRAIL}{{3}}|(?:[ÐÑÎÏ]{_TRAIL}){{2,}})+",
)
"""What UTF-8 text looks like when each of its bytes was read as a character: Latin, punctuation, emoji, Cyrillic, Greek."""

_LOST = re.compile(r"\w�|�\w")
"""A character that could not be decoded at all, within a word."""

_CALLS_ON_TRACES = frozenset({"replace", "sub", "compile", "search", "findall", "count", "maketrans", "fix_text"})


@dataclass(frozen=True, slots=True)
class Mojibake:
    """One run of wrongly decoded characters in a literal."""

    span: Span
    text: str
    meant: str
    """What was meant; empty: it is lost."""
    is_matched: bool = False
    """Whether its literal is matched with values from elsewhere, which may be wrong in the same way."""


def garbled_literals(facts: UnitFacts) -> Iterator[tuple[Mojibake, ...]]:
    """The runs of each literal of a unit that has any, but for those that code looks for in order to repair them."""
    source = facts.reading.text
    if source.isascii():
        return
    displays: dict[t.Node, bool] = {}
    for literal in facts.nodes(t.Constant):
        if not isinstance(literal.value, str) or literal.value.isascii():
            continue
        is_matched = _is_matched(literal)
        runs = tuple(
            replace(run, is_matched=is_matched)
            for piece in literal.pieces
            for run in _in_text(source, piece.start, piece.end)
        )
        if runs and not _is_looked_for(literal, displays):
            yield runs


def _in_text(source: str, start: int, end: int) -> Iterator[Mojibake]:
    """The runs in one stretch. What was decoded wrongly was so as a whole: other characters beside a run tell that it is meant."""
    if _RUN.sub("", source[start:end]).isascii():
        for match in _RUN.finditer(source, start, end):
            meant = _decoded(match.group())
            if meant:
                yield Mojibake(Span(match.start(), match.end()), match.group(), meant)
    for match in _LOST.finditer(source, start, end):
        yield Mojibake(Span(match.start(), match.end()), match.group(), "")


def _decoded(text: str) -> str:
    """What the bytes behind wrongly decoded characters say in UTF-8; empty where they say nothing."""
    try:
        meant = b"".join(_byte(character) for character in text).decode("utf-8")
    except UnicodeError:
        return ""
    return meant if meant.isprintable() or "\xa0" in meant else ""


def _byte(character: str) -> bytes:
    """The byte that was read as a character: by Windows-1252, or by Latin-1 where that has none. Raises UnicodeEncodeError."""
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _is_looked_for(literal: t.Constant, displays: dict[t.Node, bool]) -> bool:
    """Whether a literal is there to be found and repaired: a key of a table, an argument of `replace`, a pattern.

    ``displays`` keeps what was found out about those around other literals.
    """
    parent = literal.parent
    if isinstance(parent, t.DictItem) and parent.key is literal:
        return True
    if isinstance(parent, t.Compare):
        return True
    for outer in literal.ancestors():
        if isinstance(outer, t.Stmt):
            return False
        if isinstance(outer, t.Call) and last_name(outer.func) in _CALLS_ON_TRACES:
            return True
        if isinstance(outer, (t.Tuple, t.List, t.Set)):
            if outer not in displays:
                displays[outer] = _pairs_up(outer)
            if displays[outer]:
                return True
    return False


def _is_matched(literal: t.Constant) -> bool:
    """Whether values are compared with a literal: one of several, a case, a key that is asked for."""
    parent = literal.parent
    if isinstance(parent, (t.Tuple, t.List, t.Set)):
        return isinstance(parent.parent, (t.Compare, t.MatchCase))
    return isinstance(parent, t.MatchCase) or (isinstance(parent, t.Subscript) and parent.index is literal)


def _pairs_up(display: t.Tuple | t.List | t.Set) -> bool:
    """Whether a display puts the wrong and the right text side by side."""
    spend(1 + len(display.elts))
    texts = {e.value for e in display.elts if isinstance(e, t.Constant) and isinstance(e.value, str)}
    meant = {_decoded(text) for text in texts if not text.isascii()}
    return not meant.isdisjoint(texts - {""})
