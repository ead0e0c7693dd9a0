"""What a function's docstring says of the function itself: its sentences, without what it tells of parameters and exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from offpath.facts.functions.promises import docstring
from offpath.facts.unit import FunctionFacts

_OF_PARTS = re.compile(
    r"(?:args?|arguments?|parameters?|params?|keyword (?:args|arguments)|other parameters|raises?|exceptions?|attributes|examples?|usage|see also|references)\s*:?",
    re.IGNORECASE,
)
"""Headings of sections that speak of parameters, exceptions, and uses."""

_HEADING = re.compile(r"[A-Z][A-Za-z]*(?: [A-Za-z]+){0,2}\s*:|[A-Z][A-Za-z]*(?: [A-Z]?[a-z]+)?")
_RULE = re.compile(r"[-=~]{3,}")
_FIELD = re.compile(r"[:@](?P<name>\w+)(?:\s+[^:]*)?:?\s*")
_OF_RESULT = frozenset({"return", "returns", "rtype", "note", "todo", "yields"})
_ENDS = re.compile(r"(?<=[.!?;])\s+(?=\S)")
_BULLET = re.compile(r"[-*•]\s|\d+[.)]\s")


def sentences(function: FunctionFacts) -> Iterator[str]:
    """The sentences in which a docstring tells what its function does and answers."""
    for paragraph in _paragraphs(docstring(function)):
        for sentence in _ENDS.split(paragraph):
            if sentence.strip():
                yield sentence.strip()


def _paragraphs(text: str) -> Iterator[str]:
    """What stands together: lines up to an empty one, an item of a list, or the next section, those of parts left out."""
    lines = text.splitlines()
    kept: list[str] = []
    within_parts, in_field, heading_at = False, False, 0
    for number, line in enumerate(lines):
        said = line.strip()
        indent = len(line) - len(line.lstrip())
        below = lines[number + 1].strip() if number + 1 < len(lines) else ""
        field = _FIELD.match(said) if said.startswith((":", "@")) else None
        if not said or field is not None or _BULLET.match(said) or _is_heading(said, below):
            yield " ".join(kept)
            kept = []
        if field is not None:
            in_field = field["name"] not in _OF_RESULT
            within_parts = False
            said = said[field.end() :]
        elif _is_heading(said, below) and number:
            within_parts, heading_at = _OF_PARTS.fullmatch(said) is not None, indent
            underlined = _RULE.fullmatch(below) is not None
            heading_at = -1 if underlined else heading_at
            continue
        elif said and within_parts and indent <= heading_at:
            within_parts = False
        elif not said:
            in_field = False
        if not within_parts and not in_field and not _RULE.fullmatch(said):
            kept.append(said)
    yield " ".join(kept)


def _is_heading(said: str, below: str) -> bool:
    """Whether a line names a section: a few words with a colon, or underlined."""
    return (said.endswith(":") and _HEADING.fullmatch(said) is not None) or (
        _RULE.fullmatch(below) is not None and _HEADING.fullmatch(said) is not None
    )
