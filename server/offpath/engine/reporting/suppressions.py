"""Comments that silence findings: `# offpath: ignore[rule, …] reason` and `# offpath: ignore-file[rule, …] reason`, and what was told to other linters."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from offpath.engine.reporting.other_linters import Told, means, told_for_file, told_on_lines
from offpath.rules.base import Applicability, Confidence, Finding, Fix, Rule
from offpath.syntax import tree as t
from offpath.syntax.comments import comments_in, in_strings
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
    foreign: bool = False
    """Whether it was written for other linters, whose names it holds; it is never idle."""


def suppressions_in(parsed: ParsedUnit) -> tuple[Suppression, ...]:
    """The suppressing comments of a unit, in order. Text in strings is no comment."""
    if _MARK not in parsed.text:
        return ()
    lines = _Lines(parsed.text)
    in_string = in_strings(parsed)
    return tuple(
        Suppression(
            Span(match.start(), match.start() + len(match.group().rstrip())),
            tuple(_NAME.findall(match["names"])),
            bool(match["file"]),
            lines.of(match.start()),
        )
        for match in _COMMENT.finditer(parsed.text)
        if parsed.own.start <= match.start() < parsed.own.end and not in_string(match.start())
    )


def for_whole_file(parsed: ParsedUnit) -> tuple[Suppression, ...]:
    """The comments of a unit that silence rules in its file; they count while the code around them does not parse, too."""
    own = tuple(each for each in suppressions_in(parsed) if each.whole_file)
    return (*own, *_foreign_for_file(parsed))


_OF_OTHERS = re.compile(r"\b(?:noqa|nosec|pylint)\b", re.IGNORECASE)


def _foreign_for_file(parsed: ParsedUnit) -> Iterable[Suppression]:
    if not _OF_OTHERS.search(parsed.text):
        return
    lines = _Lines(parsed.text)
    for comment in comments_in(parsed):
        line = lines.of(comment.start)
        at_top = lines.starts[line] == comment.start and not _in_block(parsed.tree, comment.start)
        names = told_for_file(comment, at_top=at_top)
        if names:
            yield Suppression(Span(comment.start, comment.end), names, True, line, foreign=True)


def _in_block(tree: t.Tree, offset: int) -> bool:
    return any(each.start < offset < each.end for each in tree.body)


def silence(
    parsed: ParsedUnit, findings: Sequence[Finding], ran: Iterable[Rule], known: Collection[str]
) -> tuple[Finding, ...]:
    """Takes out what the unit's comments silence, and adds a finding for each comment that silences nothing.

    ``ran`` are the rules that could have reported, ``known`` all names that a comment may hold.
    """
    rules = {rule.name: rule for rule in ran}
    findings = _not_told_to_others(parsed, findings, rules)
    comments = suppressions_in(parsed)
    if not comments:
        return tuple(findings)
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


def _not_told_to_others(
    parsed: ParsedUnit, findings: Sequence[Finding], rules: Mapping[str, Rule]
) -> Sequence[Finding]:
    """Leaves out what the author has answered when another linter asked the same."""
    if not findings or not _OF_OTHERS.search(parsed.text):
        return findings
    lines, comments = _Lines(parsed.text), comments_in(parsed)
    told = list(told_on_lines(comments, lines.all, [lines.of(each.start) for each in comments]))
    if not told:
        return findings
    statements = _Statements(parsed.tree)
    return [each for each in findings if not _is_told(each, rules.get(each.rule), told, statements, lines)]


def _is_told(finding: Finding, rule: Rule | None, told: Sequence[Told], statements: _Statements, lines: _Lines) -> bool:
    if rule is None or not rule.same_as:
        return False
    places = _lines_of(finding, statements, lines)
    branch = statements.branch_at(finding.span.start)
    if branch is not None:  # what stands beside a lone `pass` speaks of the branch
        places.append(lines.of(branch.body[0].start))
    return any(
        any(each.first <= line <= each.last for line in places) and any(means(rule, name) for name in each.names)
        for each in told
    )


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
    strings = [(piece.start, piece.end) for node in parsed.all_nodes(t.Constant) for piece in node.pieces]
    for line in places:
        end = lines.end(line)
        content = parsed.text[lines.starts[line] : end]
        if not content.endswith("\\") and not any(start <= end < stop for start, stop in strings):
            return Edit.insert(end, f"  # offpath: ignore[{finding.rule}]")
    return None


class _Lines:
    """The lines of a unit's text."""

    def __init__(self, text: str) -> None:
        self.all = split_lines(text)
        self.starts = list(accumulate(map(len, self.all), initial=0))

    def of(self, offset: int) -> int:
        """The line of an offset."""
        return min(bisect_right(self.starts, offset) - 1, max(len(self.all) - 1, 0))

    def end(self, line: int) -> int:
        """The offset at which a line's content ends."""
        return self.starts[line] + len(self.all[line].rstrip("\r\n")) if self.all else 0


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
        return next((each for each in reversed(self._around(offset)) if isinstance(each, t.Stmt)), None)

    def branch_at(self, offset: int) -> t.ExceptHandler | None:
        """The except branch whose head an offset stands in."""
        around = self._around(offset)
        inner = next((each for each in reversed(around) if isinstance(each, (t.Stmt, t.ExceptHandler))), None)
        return inner if isinstance(inner, t.ExceptHandler) else None

    def _around(self, offset: int) -> list[t.Node]:
        """The nodes around an offset, the outermost first."""
        found: list[t.Node] = []
        inner = self._child_at(self._tree, offset)
        while inner is not None:
            found.append(inner)
            inner = self._child_at(inner, offset)
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


def speaks_of(comment: Suppression, name: str, rule: Rule) -> bool:
    """Whether one of a comment's names stands for a rule."""
    return means(rule, name) if comment.foreign else _is_called(rule, name)


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
