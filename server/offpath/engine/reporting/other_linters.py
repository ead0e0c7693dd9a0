"""What authors have told other linters: `# noqa: S110`, `# nosec B110`, `# pylint: disable=broad-except`.

Who has answered a question there is not asked it again here. A rule says under which names others ask the same
(`Rule.same_as`). A comment without names tells which question it answers by a reason; without that it silences tools, and answers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from offpath.rules.base import Rule
from offpath.syntax.comments import Comment

_CODES = r"[A-Z]+[0-9]+(?:[ \t]*[, \t][ \t]*[A-Z]+[0-9]+)*"
_NOQA = re.compile(rf"(?:^|[#\s])noqa\b(?:[ \t]*:[ \t]*(?P<names>{_CODES}))?", re.IGNORECASE)
_NOSEC = re.compile(rf"(?:^|[#\s])nosec\b(?:[ \t]*:?[ \t]*(?P<names>{_CODES}|[a-z_]+_[a-z_]+))?", re.IGNORECASE)
_PYLINT = re.compile(r"\bpylint:[ \t]*disable(?P<next>-next)?[ \t]*=[ \t]*(?P<names>[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)")
_WHOLE_FILE = re.compile(rf"^(?:ruff|flake8):[ \t]*noqa\b(?:[ \t]*:[ \t]*(?P<names>{_CODES}))?", re.IGNORECASE)
_NAME = re.compile(r"[\w-]+")
_WORD = re.compile(r"[^\W\d_]{2,}")

_BANDIT = re.compile(r"B\d{3}")
EVERYTHING, ALL_OF_BANDIT = "*", "nosec"
"""What a comment with a reason and no names speaks of."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one comment tells another linter, on lines from ``first`` to ``last``, both included."""

    names: tuple[str, ...]
    first: int
    last: int


def means(rule: Rule, name: str) -> bool:
    """Whether another linter's name, or the lack of one, speaks of what a rule asks."""
    if name == EVERYTHING:
        return bool(rule.same_as)
    if name == ALL_OF_BANDIT:
        return any(_BANDIT.fullmatch(each) for each in rule.same_as)
    return name in rule.same_as


def told_on_lines(comments: Sequence[Comment], lines: Sequence[str], line_of: Sequence[int]) -> Iterator[Told]:
    """What the comments of a unit tell other linters, each with the lines that it speaks of; ``line_of`` has each comment's own."""
    for comment, line in zip(comments, line_of, strict=True):
        if _WHOLE_FILE.match(comment.text):
            continue
        noqa, nosec, pylint = (each.search(comment.text) for each in (_NOQA, _NOSEC, _PYLINT))
        if noqa is not None:
            yield Told(_names(noqa) or _reasoned(comment, noqa, EVERYTHING), line, line)
        if nosec is not None:
            yield Told(_names(nosec) or _reasoned(comment, nosec, ALL_OF_BANDIT), line, line)
        if pylint is not None:
            first = line + 1 if pylint["next"] else line
            last = _end_of_block(lines, line) if comment.alone and not pylint["next"] else first
            yield Told(_names(pylint), first, last)


def told_for_file(comment: Comment, *, at_top: bool) -> tuple[str, ...]:
    """The names that a comment tells another linter for the whole file; ``at_top`` says that it stands in no block."""
    whole = _WHOLE_FILE.match(comment.text)
    if whole is not None:
        return _names(whole)
    pylint = _PYLINT.search(comment.text) if at_top and comment.alone else None
    return _names(pylint) if pylint is not None and not pylint["next"] else ()


def _names(match: re.Match[str]) -> tuple[str, ...]:
    return tuple(_NAME.findall(match["names"] or ""))


def _reasoned(comment: Comment, match: re.Match[str], meant: str) -> tuple[str, ...]:
    """What a comment without names means, where it gives a reason in some words."""
    return (meant,) if len(_WORD.findall(comment.text[match.end() :])) > 1 else ()


def _end_of_block(lines: Sequence[str], line: int) -> int:
    """The last line of the block that a comment on a line of its own stands in."""
    indent = _indent(lines[line])
    last = line
    for number in range(line + 1, len(lines)):
        if lines[number].strip():
            if _indent(lines[number]) < indent:
                break
            last = number
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
