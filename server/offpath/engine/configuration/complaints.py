"""What is wrong in settings, collected first and put into words only as far as somebody will read it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from offpath.engine.configuration.toml import TomlFile
from offpath.engine.reporting.notes import Note

MOST_TOLD = 20
"""So many mistakes of one file are told each by itself; the rest is counted."""

_LONGEST_SHOWN = 60
_LEFT_OUT = "what is wrong is left out"
_WORD_START = re.compile(r"(?<=[a-z])([A-Z])")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong in a setting's value."""

    cause: str
    """In one clause."""
    written: str = ""
    """The part of the value that is wrong, as it stands in the file."""
    within: str = ""
    """The key in the setting's own table below which it stands."""
    known: tuple[str, ...] = ()
    """The words that can stand there."""

    @property
    def in_words(self) -> str:
        """The cause, and what may be meant."""
        return f"{self.cause}{did_you_mean(self.written, self.known)}"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A complaint about what stands under a key."""

    key: str
    """As it is written; the line is looked for by it."""
    complaint: Complaint
    setting: str = ""
    """The setting's name; empty where there is no such setting."""

    @property
    def in_words(self) -> str:
        """The complaint, and what it is about."""
        told = self.complaint.in_words
        return f"setting `{self.setting}`: {told}" if self.setting else told


def notes_on(mistakes: Sequence[Mistake], source: str, section: Sequence[str], file: TomlFile | None) -> list[Note]:
    """A note for each of the first mistakes, with its line where the ``file`` is given, and one that counts the others."""
    notes = []
    for each in mistakes[:MOST_TOLD]:
        keys = [*section, each.key, *([each.complaint.within] if each.complaint.within else [])]
        written = each.complaint.written if each.setting else ""
        line = 0 if file is None else file.line_of(keys, written)
        notes.append(Note(source, each.in_words, "setting", line, remedy=_LEFT_OUT))
    others = len(mistakes) - MOST_TOLD
    if others > 0:
        notes.append(Note(source, f"and {others:,} more mistake{'s' * (others > 1)}", "setting", remedy=_LEFT_OUT))
    return notes


def quoted(value: object) -> str:
    """A value as it is told, shortened where it is long."""
    return shortened(repr(value))


def shortened(text: str) -> str:
    """The beginning of a text that is long."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def canonical_name(name: str) -> str:
    """A setting's name as written in the table: editors write `minConfidence` or `min_confidence`.

    >>> canonical_name("minConfidence")
    'min-confidence'
    """
    return _WORD_START.sub(lambda match: "-" + match[1].lower(), name).replace("_", "-")


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """A question that names the nearest of the words that are known; nothing where none is near.

    >>> did_you_mean("selct", ["select", "ignore"])
    '; did you mean `select`?'
    """
    by_plain = {canonical_name(word).lower(): word for word in known}
    near = difflib.get_close_matches(canonical_name(written).lower(), by_plain, n=1)
    return f"; did you mean `{by_plain[near[0]]}`?" if near else ""
