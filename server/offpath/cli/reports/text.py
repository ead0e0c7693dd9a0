"""Findings for people: where, what, why, the code, and the fix as a small difference."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator

import click

from offpath.cli.reports.outcome import Outcome, Reported, shown
from offpath.engine.run import FoundFix
from offpath.rules.base import Applicability
from offpath.text.document import Document
from offpath.text.span import Edit, Span, apply_edits

_COLOURS = {"error": "red", "warning": "yellow", "information": "blue"}
_CONTEXT = 2
_LONGEST_FRAME = 12


def as_text(outcome: Outcome, *, colour: bool) -> str:
    """The whole report; without `colour` plain text that does not change with the terminal."""
    blocks = ["\n".join(_finding(each)) for each in outcome.reported]
    blocks += [click.style(f"note: {shown(note.path)}: {note.message}", fg="magenta") for note in outcome.notes]
    text = "\n\n".join([*blocks, _summary(outcome)])
    return text if colour else click.unstyle(text)


def _finding(reported: Reported) -> Iterator[str]:
    finding = reported.found.finding
    start = reported.found.range.start
    first, _, rest = finding.message.partition("\n")
    place = click.style(f"{reported.path}:{start.line + 1}:{start.column + 1}", bold=True)
    level = click.style(finding.severity.value, fg=_COLOURS[finding.severity.value], bold=True)
    yield f"{place}  {level}  {click.style(finding.rule, fg='cyan')}  {finding.confidence.value} confidence"
    yield f"  {click.style(first, bold=True)}"
    yield from (f"  {line}" for line in rest.splitlines())
    yield from _frame(reported)
    for phrase in finding.evidence:
        yield click.style(f"  evidence: {phrase}", dim=True)
    for related in reported.found.related:
        line = related.range.start.line + 1
        yield click.style(f"  see {shown(related.path)}:{line}: {related.message}", dim=True)
    for fix in reported.found.fixes[:1]:
        yield from _fix(fix, reported.document)
    for fix in reported.found.fixes[1:]:
        yield f"  or: {fix.title} ({fix.applicability.value})"


def _frame(reported: Reported) -> Iterator[str]:
    lines = reported.document.lines
    start, end = reported.found.range.start, reported.found.range.end
    first = max(start.line - _CONTEXT, 0)
    last = min(max(end.line, start.line) + _CONTEXT + 1, len(lines), first + _LONGEST_FRAME)
    width = len(str(last))
    for number in range(first, last):
        text = lines[number].rstrip("\r\n").expandtabs(1)
        yield f"  {click.style(f'{number + 1:>{width}} │', fg='blue')} {text}".rstrip()
        if number == start.line:
            stop = end.column if end.line == start.line else len(text)
            marks = " " * start.column + "^" * max(stop - start.column, 1)
            yield f"  {click.style(' ' * width + ' │', fg='blue')} {click.style(marks, fg='red')}"


def _fix(fix: FoundFix, document: Document) -> Iterator[str]:
    safe = fix.applicability is Applicability.SAFE
    how = "safe, applied by --fix" if safe else "changes behaviour, applied by --unsafe-fixes"
    yield f"  {click.style('fix:', fg='green')} {fix.title} ({how})"
    edits = [
        Edit(Span(document.offset_at(place.start), document.offset_at(place.end)), text) for place, text in fix.edits
    ]
    for line in difference(document.text, apply_edits(document.text, edits)):
        yield f"    {line}"


def difference(before: str, after: str) -> Iterator[str]:
    """The changed lines alone, coloured."""
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0):
        if line.startswith(("---", "+++", "@@")):
            continue
        yield click.style(line, fg="green" if line.startswith("+") else "red")


def _summary(outcome: Outcome) -> str:
    files = f"{outcome.files} file{'s' if outcome.files != 1 else ''}"
    if not outcome.reported:
        return click.style(f"no findings in {files}", fg="green")
    counts = Counter(each.found.finding.severity.value for each in outcome.reported)
    kinds = ", ".join(f"{counts[name]} {name}{'s' if counts[name] != 1 else ''}" for name in _COLOURS if counts[name])
    kinds = kinds.replace("informations", "information")
    fixes = [each.found.fixes[0].applicability for each in outcome.reported if each.found.fixes]
    safe = sum(each is Applicability.SAFE for each in fixes)
    total = len(outcome.reported)
    text = f"{total} finding{'s' if total != 1 else ''} in {files}: {kinds}"
    if fixes:
        text += f"; {safe} fixable with --fix, {len(fixes) - safe} more with --unsafe-fixes"
    return click.style(text, bold=True)
