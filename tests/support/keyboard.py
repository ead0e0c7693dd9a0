"""A person at a keyboard: the edits that an editor makes while a text is typed.

Enter indents as the line above says, brackets and quotes are closed at once and typed over, too much indentation is taken
back, words are mistyped and mended, and some lines come from the clipboard.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from support.watching import Replacement

_CLOSES = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'"}
_DEDENTS = ("return", "raise", "pass", "break", "continue")
_TAB = 4


class Typist:
    """Types a text at a place; everything behind the place stays."""

    def __init__(self, random_: random.Random, start: int = 0, *, pastes: float = 0.05, mistypes: float = 0.01) -> None:
        self._random = random_
        self._start = start
        self._pastes = pastes
        self._mistypes = mistypes
        self._typed = ""
        """All before the caret."""
        self._ahead = ""
        """What the editor put behind the caret by itself."""
        self._left = 0
        """So much indentation stands on a line that is to be blank, until the next Enter."""

    def type(self, text: str) -> Iterator[tuple[Replacement, bool]]:
        """The edits after which the text stands there, each with whether it ends a line: there people rest."""
        at = 0
        while at < len(text):
            if (
                not (self._ahead or self._left)
                and text[at - 1 : at] in ("", "\n")
                and self._random.random() < self._pastes
            ):
                count = self._random.randrange(1, 12)
                pasted = "".join(text[at:].splitlines(True)[:count])
                yield self._insert(pasted), True
                at += len(pasted)
                continue
            character = text[at]
            if character == "\n":
                yield from self._enter(text[at + 1 :])
                at += 1 + len(self._typed.rpartition("\n")[2]) - self._left
                continue
            if self._random.random() < self._mistypes:
                yield self._insert(self._random.choice("aeiou(x:. ")), False
                yield self._backspace(1), False
            yield from self._key(character, text[at + 1 : at + 2])
            at += 1
        if self._ahead:
            yield self._delete_ahead(len(self._ahead)), True

    def _key(self, character: str, following: str) -> Iterator[tuple[Replacement, bool]]:
        if self._ahead.startswith(character) and character in ")]}\"'":
            self._typed += character
            self._ahead = self._ahead[1:]
            return
        closing = _CLOSES.get(character, "")
        before = self._typed[-1:]
        if closing == character and ((before.isalnum() and before not in "fbrFBR") or before == character):
            closing = ""
        if following not in ("", "\n", " ", ")", "]", "}", closing) and self._random.random() < 0.3:
            closing = ""
        yield self._insert(character, closing), False

    def _enter(self, rest: str) -> Iterator[tuple[Replacement, bool]]:
        """A new line, indented as the next one is to be."""
        quotes = len(self._ahead) - len(self._ahead.lstrip("\"'"))
        if quotes and not rest.lstrip(" \n").startswith(self._ahead[:quotes]):
            yield self._delete_ahead(quotes), False
        if self._left:
            yield self._backspace(self._left), False
            self._left = 0
        line = self._typed.rpartition("\n")[2]
        indent = len(line) - len(line.lstrip(" "))
        words = line.split()
        if line.rstrip().endswith((":", "(", "[", "{")):
            own = indent + _TAB
        else:
            own = max(indent - _TAB, 0) if words and words[0] in _DEDENTS else indent
        wanted = len(rest) - len(rest.lstrip(" "))
        behind = ""
        if self._typed[-1:] in ("(", "[", "{") and self._ahead[:1] in (")", "]", "}"):
            behind = "\n" + " " * indent
        yield self._insert("\n" + " " * own, behind), True
        if rest.startswith("\n"):
            self._left = own
            return
        while own > wanted:
            step = min(_TAB, own - wanted)
            yield self._backspace(step), False
            own -= step
        while own < wanted:
            step = min(_TAB, wanted - own)
            yield self._insert(" " * step), False
            own += step
        if self._ahead.startswith("\n") and rest.lstrip(" ")[:1] == self._ahead.lstrip("\n ")[:1] != "":
            yield self._delete_ahead(len(self._ahead) - len(self._ahead.lstrip("\n "))), False

    def _insert(self, text: str, ahead: str = "") -> Replacement:
        at = self._start + len(self._typed)
        self._typed += text
        self._ahead = ahead + self._ahead
        return Replacement(at, at, text + ahead)

    def _backspace(self, count: int) -> Replacement:
        at = self._start + len(self._typed)
        self._typed = self._typed[:-count]
        return Replacement(at - count, at, "")

    def _delete_ahead(self, count: int) -> Replacement:
        at = self._start + len(self._typed)
        self._ahead = self._ahead[count:]
        return Replacement(at, at + count, "")
