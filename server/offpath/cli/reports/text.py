"""Findings for people: where, what, why, the code, and the fix as a small difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import click

from offpath.cli.reports.difference import changed_lines
from offpath.cli.reports.frame import Ink, frame
from offpath.cli.reports.outcome import Outcome, Reported, in_words, shown
from offpath.engine.reporting.notes import Note
from offpath.engine.running.run import FoundFix
from offpath.rules.base import Applicability
from offpath.text.document import Document
from offpath.text.span import Edit, Span, apply_edits

_COLOURS = {"error": "red", "warning": "yellow", "information": "blue"}
_HOW = {
    Applicability.SAFE: "safe, applied by --fix",
    Applicability.UNSAFE: "changes behaviour, applied by --fix --unsafe-fixes",
}
_OFFERED = {
    Applicability.SAFE: "safe, offered in editors",
    Applicability.UNSAFE: "changes behaviour, offered in editors",
}
_THINGS = {"folder": "folder", "ignore": "ignore file"}
"""What a note's path names; files unless it stands here."""


def as_text(outcome: Outcome, *, colour: bool, encoding: str = "utf-8") -> str:
    """The whole report; without `colour` plain text that does not change with the terminal."""
    ink = Ink(encoding)
    blocks = ["\n".join(_finding(each, ink)) for each in outcome.reported]
    blocks += ["\n".join(_unchecked(outcome, ink))] if outcome.unchecked else []
    blocks += [_remark(note, ink) for note in outcome.notes if not note.is_unchecked]
    text = "\n\n".join([*blocks, _summary(outcome)])
    return text if colour else click.unstyle(text)


def _finding(reported: Reported, ink: Ink) -> Iterator[str]:
    finding = reported.found.finding
    start = reported.found.range.start
    first, _, rest = finding.message.partition("\n")
    place = click.style(f"{ink.printable(reported.path)}:{start.line + 1}:{start.column + 1}", bold=True)
    level = click.style(finding.severity.value, fg=_COLOURS[finding.severity.value], bold=True)
    measure = reported.found.measure
    judged = f", {measure.told}" if measure is not None else ""
    yield f"{place}  {level}  {click.style(finding.rule, fg='cyan')}  {finding.confidence.value} confidence{judged}"
    yield f"  {click.style(ink.printable(first), bold=True)}"
    yield from (f"  {ink.printable(line)}" for line in rest.splitlines())
    yield from frame(reported, ink)
    for phrase in finding.evidence:
        yield click.style(f"  evidence: {ink.printable(phrase)}", dim=True)
    for related in reported.found.related:
        there = f"{shown(related.path)}:{related.range.start.line + 1}: {related.message}"
        yield click.style(f"  see {ink.printable(there)}", dim=True)
    for fix in reported.found.fixes:
        how = _HOW[fix.applicability] if _is_applied(fix, reported) else _OFFERED[fix.applicability]
        yield f"  {_label(fix, reported)} {ink.printable(fix.title)} ({how})"
        if fix is reported.found.fixes[0]:
            yield from _shown_change(fix, reported, ink)


def _unchecked(outcome: Outcome, ink: Ink) -> Iterator[str]:
    yield click.style("not checked, or not whole:", fg="red", bold=True)
    for note in outcome.unchecked:
        yield click.style(f"  note: {ink.printable(in_words(note))}", fg="red")


def _remark(note: Note, ink: Ink) -> str:
    return click.style(f"note: {ink.printable(in_words(note))}", fg="magenta")


def _label(fix: FoundFix, reported: Reported) -> str:
    return click.style("fix:" if fix is reported.found.fixes[0] else "or:", fg="green")


def _is_applied(fix: FoundFix, reported: Reported) -> bool:
    """Whether the command line applies this fix: the first of those that it is allowed to apply."""
    fixes = reported.found.fixes
    return fix is fixes[0] or fix is next((each for each in fixes if each.applicability is Applicability.SAFE), None)


def _shown_change(fix: FoundFix, reported: Reported, ink: Ink) -> Iterator[str]:
    for line in _changed(fix, reported.document):
        yield f"    {click.style(ink.printable(line), fg='green' if line.startswith('+') else 'red')}"


def _changed(fix: FoundFix, document: Document) -> Iterator[str]:
    try:
        spans = [Span(document.offset_at(place.start), document.offset_at(place.end)) for place, _ in fix.edits]
        edits = [Edit(span, text) for span, (_, text) in zip(spans, fix.edits, strict=True)]
        after = apply_edits(document.text, edits)
    except (IndexError, ValueError):  # the file was changed since it was analysed
        return
    yield from changed_lines(document.text, after)


def _summary(outcome: Outcome) -> str:
    fixed = f"; {_counted(outcome.changed, 'file')} fixed" if outcome.changed else ""
    if outcome.unchecked:
        return click.style(f"{_findings(outcome)}{fixed}; {_left_out(outcome)}", fg="red", bold=True)
    if not outcome.reported:
        if not outcome.files:
            return click.style("no Python files to check", fg="yellow")
        return click.style(f"no findings in {_counted(outcome.files, 'file')}{fixed}", fg="green")
    return click.style(f"{_findings(outcome)}{fixed}", bold=True)


def _findings(outcome: Outcome) -> str:
    counts = Counter(each.found.finding.severity.value for each in outcome.reported)
    kinds = [_counted(counts[name], name) for name in ("error", "warning") if counts[name]]
    kinds += [f"{counts['information']} information"] if counts["information"] else []
    fixes = [{fix.applicability for fix in each.found.fixes} for each in outcome.reported if each.found.fixes]
    safe = sum(Applicability.SAFE in each for each in fixes)
    total = f"{_counted(len(outcome.reported), 'finding')} in {_counted(outcome.files, 'file')}"
    by_kind = f": {', '.join(kinds)}" if kinds else ""
    fixable = f"; {safe} fixable with --fix, {len(fixes) - safe} more with --unsafe-fixes" if fixes else ""
    return f"{total}{by_kind}{fixable}"


def _left_out(outcome: Outcome) -> str:
    """How many files, folders and ignore files were not checked whole."""
    things: dict[str, set[str]] = {}
    for note in outcome.unchecked:
        things.setdefault(_THINGS.get(note.kind, "file"), set()).add(note.path)
    return f"{', '.join(_counted(len(paths), thing) for thing, paths in things.items())} not checked whole"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
