"""Comments that silence findings: `# offpath: ignore[rule, …] reason` and `# offpath: ignore-file[rule, …] reason`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from offpath.rules.base import Applicability, Confidence, Finding, Fix, Rule
from offpath.syntax import tree as t
from offpath.text.document import split_lines
from offpath.text.span import Edit, Span

if TYPE_CHECKING:
    from offpath.syntax.parse import ParsedUnit

UNUSED = "unused-suppression"
"""The rule that reports comments which silence nothing. The engine finds them, for it alone knows every finding."""

_MARK = "offpath:"
_COMMENT = re.compile(
    r"#[ \t]*offpath:[ \t]*ignore(?P<file>-file)?[ \t]*\[(?P<names>[^\]\r\n#]*)\](?P<reason>[^#\r\n]*)"
)
_NAME = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One such comment in a unit."""

    span: Span
    """The comment, from its `#` to the end of its reason."""
    names: tuple[str, ...]
    """The rules and categories that it names."""
    whole_file: bool
    line: int
    """Its line in the unit, from 0."""


def suppressions_in(parsed: ParsedUnit) -> tuple[Suppression, ...]:
    """The suppressing comments of a unit, in order. Text in strings is no comment."""
    if _MARK not in parsed.text:
        return ()
    lines = _Lines(parsed.text)
    in_string = _strings(parsed)
    return tuple(
        Suppression(
            Span(match.start(), match.start() + len(match.group().rstrip())),
            tuple(_NAME.findall(match["names"])),
            bool(match["file"]),
            lines.of(match.start()),
        )
        for match in _COMMENT.finditer(parsed.text)
        if not in_string(match.start())
    )


def _strings(parsed: ParsedUnit) -> Callable[[int], bool]:
    """Tells of an offset whether it stands in a string."""
    strings = sorted((piece.start, piece.end) for node in parsed.nodes(t.Constant) for piece in node.pieces)
    starts = [start for start, _ in strings]

    def holds(offset: int) -> bool:
        at = bisect_right(starts, offset) - 1
        return at >= 0 and offset < strings[at][1]

    return holds


def for_whole_file(parsed: ParsedUnit) -> tuple[Suppression, ...]:
    """The comments of a unit that silence rules in its file; they count while the code around them does not parse, too."""
    return tuple(each for each in suppressions_in(parsed) if each.whole_file)


def silence(
    parsed: ParsedUnit, findings: Sequence[Finding], ran: Iterable[Rule], known: Collection[str]
) -> tuple[Finding, ...]:
    """Takes out what the unit's comments silence, and adds a finding for each comment that silences nothing.

    ``ran`` are the rules that could have reported, ``known`` all names that a comment may hold.
    """
    comments = suppressions_in(parsed)
    if not comments:
        return tuple(findings)
    rules = {rule.name: rule for rule in ran}
    lines = _Lines(parsed.text)
    statements = _Statements(parsed.tree)
    on_line: dict[int, list[tuple[int, str]]] = {}
    for index, comment in enumerate(comments):
        if not comment.whole_file:
            on_line.setdefault(comment.line, []).extend((index, name) for name in comment.names)
    used: set[tuple[int, str]] = set()
    kept = []
    for finding in findings:
        by = _silencers(finding, rules.get(finding.rule), on_line, statements, lines)
        used |= by
        if not by:
            kept.append(finding)
    if UNUSED in rules:
        for index, comment in enumerate(comments):
            if not comment.whole_file:
                idle = [n for n in comment.names if (index, n) not in used and is_idle(n, rules.values(), known)]
                kept += unused(parsed.text, comment, idle, rules[UNUSED], lines)
    kept.sort(key=lambda each: (each.span, each.rule))
    return tuple(kept)


def is_idle(name: str, ran: Iterable[Rule], known: Collection[str]) -> bool:
    """Whether a name that silenced nothing is useless: no rule is called so, or all that are have run."""
    return name not in known or any(_is_called(rule, name) for rule in ran)


def unused(
    text: str, comment: Suppression, idle: Sequence[str], rule: Rule, lines: _Lines | None = None
) -> list[Finding]:
    """The finding on a comment of which these names (all there are, when the list is empty by nature) do nothing."""
    if comment.names and not idle:
        return []
    told = ", ".join(dict.fromkeys(idle)) or "no rule"
    message = f"suppression of {told} silences nothing\nRemove it, so that it does not hide a later finding."
    fix = Fix(
        "remove the unused suppression",
        (_removal(text, comment, set(idle), lines or _Lines(text)),),
        Applicability.SAFE,
    )
    return [rule.finding(comment.span, message, Confidence.HIGH, fixes=(fix,))]


def suppressing_edit(parsed: ParsedUnit, finding: Finding) -> Edit | None:
    """The edit that silences a finding by a comment; None where no line of its statement can take one."""
    lines = _Lines(parsed.text)
    places = _lines_of(finding, _Statements(parsed.tree), lines)
    for comment in suppressions_in(parsed):
        if not comment.whole_file and comment.names and comment.line in places:
            at = comment.span.start + comment.span.of(parsed.text).index("]")
            return Edit.insert(at, f", {finding.rule}")
    strings = [(piece.start, piece.end) for node in parsed.nodes(t.Constant) for piece in node.pieces]
    for line in places:
        end = lines.end(line)
        content = parsed.text[lines.starts[line] : end]
        if not content.endswith("\\") and not any(start <= end < stop for start, stop in strings):
            return Edit.insert(end, f"  # offpath: ignore[{finding.rule}]")
    return None


class _Lines:
    """The lines of a unit's text."""

    def __init__(self, text: str) -> None:
        self._lines = split_lines(text)
        self.starts = list(accumulate(map(len, self._lines), initial=0))

    def of(self, offset: int) -> int:
        """The line of an offset."""
        return min(bisect_right(self.starts, offset) - 1, max(len(self._lines) - 1, 0))

    def end(self, line: int) -> int:
        """The offset at which a line's content ends."""
        return self.starts[line] + len(self._lines[line].rstrip("\r\n")) if self._lines else 0


def _silencers(
    finding: Finding,
    rule: Rule | None,
    on_line: Mapping[int, Sequence[tuple[int, str]]],
    statements: _Statements,
    lines: _Lines,
) -> set[tuple[int, str]]:
    """Which names of which comments silence a finding."""
    if rule is None:
        return set()
    return {
        (index, name)
        for line in _lines_of(finding, statements, lines)
        for index, name in on_line.get(line, ())
        if _is_called(rule, name)
    }


def _lines_of(finding: Finding, statements: _Statements, lines: _Lines) -> list[int]:
    """The lines whose comments speak of a finding: its own, its statement's first, and, since a line inside a
    multi-line string takes no comment, the last line of a statement without a body.
    """
    found = [lines.of(finding.span.start)]
    statement = statements.at(finding.span.start)
    if statement is not None:
        found.append(lines.of(statement.start))
        if not _bodies(statement):
            found.append(lines.of(max(statement.end - 1, statement.start)))
    return list(dict.fromkeys(found))


class _Statements:
    """Finds the statements of a unit by offset; what stands in a long block is found without a look at all of it."""

    def __init__(self, tree: t.Tree) -> None:
        self._tree = tree
        self._below: dict[t.Node, tuple[list[int], list[t.Node]]] = {}

    def at(self, offset: int) -> t.Stmt | None:
        """The innermost statement that an offset stands in."""
        found: t.Stmt | None = None
        inner: t.Node | None = self._tree
        while inner is not None:
            inner = self._child_at(inner, offset)
            if isinstance(inner, t.Stmt):
                found = inner
        return found

    def _child_at(self, node: t.Node, offset: int) -> t.Node | None:
        if node not in self._below:
            children = sorted(node.children(), key=lambda each: each.start)
            self._below[node] = [each.start for each in children], children
        starts, children = self._below[node]
        at = bisect_right(starts, offset) - 1
        return children[at] if at >= 0 and offset < children[at].end else None


def _bodies(statement: t.Stmt) -> bool:
    return any(isinstance(each, (t.Stmt, t.ExceptHandler, t.MatchCase)) for each in statement.children())


def _is_called(rule: Rule, name: str) -> bool:
    return name in (rule.name, rule.category) or name in rule.aliases


def _removal(text: str, comment: Suppression, idle: set[str], lines: _Lines) -> Edit:
    kept = [name for name in comment.names if name not in idle]
    written = comment.span.of(text)
    if kept:
        opening, closing = written.index("[") + 1, written.index("]")
        return Edit(Span(comment.span.start + opening, comment.span.start + closing), ", ".join(kept))
    line_start, line_end = lines.starts[comment.line], lines.end(comment.line)
    before = text[line_start : comment.span.start]
    if not before.strip() and comment.span.end == line_end:
        return Edit.delete(line_start, lines.starts[comment.line + 1])
    rest = text[comment.span.end : line_end]
    if rest.strip():
        return Edit.delete(comment.span.start, comment.span.end + len(rest) - len(rest.lstrip()))
    return Edit.delete(line_start + len(before.rstrip()), line_end)
