"""The edits between two texts."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate

from offpath.text.document import split_lines
from offpath.text.span import Edit, Span

_COMPARED = 4000
"""Longer stretches that differ are replaced whole: matching their lines would take too long."""


def edits_between(old: str, new: str) -> tuple[Edit, ...]:
    r"""Edits by whole lines that turn ``old`` into ``new``.

    >>> edits_between("a\nb\n", "a\nc\n")
    (Edit(span=Span(start=2, end=4), new_text='c\n'),)
    """
    before, after = split_lines(old), split_lines(new)
    shared = min(len(before), len(after))
    first = next((n for n in range(shared) if before[n] != after[n]), shared)
    tail = next((n for n in range(shared - first) if before[-1 - n] != after[-1 - n]), shared - first)
    middle, fresh = before[first : len(before) - tail], after[first : len(after) - tail]
    starts = list(accumulate(map(len, before), initial=0))
    if not middle and not fresh:
        return ()
    if len(middle) + len(fresh) > _COMPARED:
        return (Edit(Span(starts[first], starts[first + len(middle)]), "".join(fresh)),)
    matcher = SequenceMatcher(None, middle, fresh, autojunk=False)
    return tuple(
        Edit(Span(starts[first + a], starts[first + b]), "".join(fresh[c:d]))
        for kind, *lines in matcher.get_opcodes()
        if kind != "equal"
        for a, b, c, d in _line_by_line(*lines)
    )


def _line_by_line(a: int, b: int, c: int, d: int) -> Iterator[tuple[int, int, int, int]]:
    """As many lines in the place of others are an edit each: what stands in them keeps its place."""
    if b - a == d - c:
        yield from ((a + n, a + n + 1, c + n, c + n + 1) for n in range(b - a))
    else:
        yield a, b, c, d
