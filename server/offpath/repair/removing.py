"""Taking an argument out of a call, with what belongs to it and nothing else: its line and its comment, its comma."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from offpath.catalogue.words.verbs import words
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

_GAP = re.compile(r"(?:\s|#[^\r\n]*)*")
"""White space and comments."""

_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?")
_LINE_END = re.compile(r"\r\n|\r|\n")
_COMMENT_LINE = re.compile(r"[ \t]*#[^\r\n]*(?:\r\n|\r|\n)\Z")


def remove_argument(facts: UnitFacts, call: t.Call, argument: t.Node) -> Edit:
    """An argument taken out. A comment behind it on its own line goes with it; those of other arguments stay where they are."""
    place = _Place(facts.reading.text, call, argument)
    if place.has_own_lines:
        return _without_lines(place)
    if place.follower is not None and not place.ends_its_line:
        return Edit.delete(place.start, place.follower)
    if place.follower is not None and place.is_first:
        return Edit.delete(
            place.start, place.rest if "#" in place.text[place.rest : place.follower] else place.follower
        )
    if place.is_first:
        return Edit.delete(place.start, place.tail)
    kept = place.text[place.comma_before : place.start]
    return Edit(Span(place.before, place.end), kept if "#" in kept else "")


@dataclass(frozen=True)
class _Place:
    """Where an argument stands among its neighbours. All offsets are in the unit's text."""

    text: str
    call: t.Call
    argument: t.Node

    @cached_property
    def _arguments(self) -> list[t.Node]:
        return sorted([*self.call.args, *self.call.keywords], key=lambda each: each.start)

    @property
    def close(self) -> int:
        """The parenthesis that ends the call."""
        return self.call.end - 1

    @cached_property
    def is_first(self) -> bool:
        return self._arguments[0] is self.argument

    @cached_property
    def is_alone(self) -> bool:
        return len(self._arguments) == 1

    @cached_property
    def before(self) -> int:
        """Behind the argument before it, or behind the parenthesis that opens the call."""
        position = self._arguments.index(self.argument)
        return self._closed(self._arguments[position - 1].end) if position else self.call.args_start + 1

    @cached_property
    def comma_before(self) -> int:
        """Behind the comma that parts it from the argument before it."""
        return self.text.index(",", _gap_end(self.text, self.before)) + 1

    @cached_property
    def start(self) -> int:
        """Its beginning, with the parentheses around it."""
        start = self.argument.start
        while (opening := self.text[self.before : start].rstrip()).endswith("("):
            start = self.before + len(opening) - 1
        return start

    @cached_property
    def end(self) -> int:
        """Its end, with the parentheses around it."""
        return self._closed(self.argument.end)

    @cached_property
    def tail(self) -> int:
        """Behind its comma, if it has one."""
        at = _gap_end(self.text, self.end)
        return at + 1 if self.text.startswith(",", at) else self.end

    @cached_property
    def rest(self) -> int:
        """The end of what follows it in its line as long as that is a comment."""
        found = _REST_OF_LINE.match(self.text, self.tail)
        return found.end() if found is not None else self.tail

    @cached_property
    def ends_its_line(self) -> bool:
        return self.text.startswith(("\n", "\r"), self.rest)

    @cached_property
    def line(self) -> int:
        """The beginning of its line."""
        return max(self.text.rfind("\n", 0, self.start), self.text.rfind("\r", 0, self.start)) + 1

    @cached_property
    def has_own_lines(self) -> bool:
        """Whether its line holds nothing else but its comment."""
        return self.ends_its_line and not self.text[self.line : self.start].strip()

    @cached_property
    def follower(self) -> int | None:
        """Where the argument behind it begins."""
        at = _gap_end(self.text, self.tail)
        return at if at < self.close else None

    def _closed(self, end: int) -> int:
        """Behind the parentheses around an argument, which are not part of its span."""
        while True:
            at = _gap_end(self.text, end)
            if at >= self.close or not self.text.startswith(")", at):
                return end
            end = at + 1


def _without_lines(place: _Place) -> Edit:
    text, top = place.text, _with_comments_above(place)
    found = _LINE_END.match(text, place.rest)
    bottom = found.end() if found is not None else place.rest
    opened = place.call.args_start + 1
    if place.is_alone and not text[opened:top].strip() and not text[bottom : place.close].strip():
        return Edit.delete(opened, place.close)
    if place.follower is not None or place.is_first or place.tail > place.end:
        return Edit.delete(top, bottom)
    return Edit(Span(place.comma_before - 1, bottom), text[place.comma_before : top])


def _with_comments_above(place: _Place) -> int:
    """Where the comment lines above an argument begin that speak of it; its own line where they speak of something else."""
    spoken = set(words(place.argument.arg or "")) if isinstance(place.argument, t.Keyword) else set()
    top = place.line
    while spoken:
        found = _COMMENT_LINE.search(place.text, _line_above(place.text, top), top)
        if (
            found is None
            or found.start() <= place.before
            or spoken.isdisjoint(re.findall(r"[a-z]+", found.group().lower()))
        ):
            return top
        top = found.start()
    return top


def _line_above(text: str, start: int) -> int:
    behind = text[:start].rstrip("\r\n") if text[:start].endswith("\r\n") else text[: max(start - 1, 0)]
    return max(behind.rfind("\n"), behind.rfind("\r")) + 1


def _gap_end(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found is not None else at
