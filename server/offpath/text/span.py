"""Spans of text, and edits that replace them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class OverlappingEdits(ValueError):
    """Two edits of one batch change the same characters, or insert at the same place."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets: ``start`` is in it, ``end`` is not.

    >>> Span(2, 5).contains(Span(3, 5))
    True
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        """Every span is true, empty ones too: ``if span`` asks for presence, never for length."""
        return True

    def contains(self, other: Span) -> bool:
        """Whether every character of ``other`` lies in this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return max(self.start, other.start) < min(self.end, other.end)

    def shifted(self, by: int) -> Span:
        """The same range, ``by`` characters further on."""
        return Span(self.start + by, self.end + by)

    def of(self, text: str) -> str:
        """The characters of ``text`` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replaces the characters of ``span`` by ``new_text``; an empty span inserts."""

    span: Span
    new_text: str

    @classmethod
    def insert(cls, at: int, new_text: str) -> Edit:
        """An edit that puts ``new_text`` before the character at offset ``at``."""
        return cls(Span(at, at), new_text)

    @classmethod
    def delete(cls, start: int, end: int) -> Edit:
        """An edit that removes the characters from ``start`` to ``end``."""
        return cls(Span(start, end), "")

    def shifted(self, by: int) -> Edit:
        """The same edit, ``by`` characters further on."""
        return Edit(self.span.shifted(by), self.new_text)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with all ``edits`` applied at once: every span refers to the original text.

    Raises `OverlappingEdits` when two edits touch the same characters or insert at the same offset.

    >>> apply_edits("total = 1", [Edit(Span(0, 5), "sum_"), Edit.insert(9, "0")])
    'sum_ = 10'
    """
    pieces: list[str] = []
    done = 0
    previous: Edit | None = None
    for edit in sorted(edits, key=lambda each: (each.span.start, each.span.end)):
        if edit.span.end > len(text):
            raise ValueError(f"the edit ends at {edit.span.end}, the text at {len(text)}")
        if previous is not None and (edit.span.start < done or edit.span == previous.span):
            raise OverlappingEdits(f"{previous} and {edit} overlap")
        pieces += (text[done : edit.span.start], edit.new_text)
        done = edit.span.end
        previous = edit
    pieces.append(text[done:])
    return "".join(pieces)
