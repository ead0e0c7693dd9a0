"""Findings as a JSON list: lines and columns from 1, columns in characters. What was not checked is an item, too."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import Any

from offpath.cli.reports.outcome import NOT_CHECKED, Outcome, Reported, shown
from offpath.engine.reporting.located import Range
from offpath.engine.reporting.notes import Note
from offpath.engine.running.run import FoundFix
from offpath.rules.registry import all_rules
from offpath.text.positions import Position


def as_json(outcome: Outcome) -> str:
    """The whole report, in ASCII: no console can spoil it, and file names that are no text survive."""
    items = [*map(_finding, outcome.reported), *map(_unchecked, outcome.unchecked)]
    return json.dumps(items, indent=2)


def _finding(reported: Reported) -> dict[str, Any]:
    finding, measure = reported.found.finding, reported.found.measure
    rule = all_rules().named(finding.rule)
    assert rule is not None
    return {
        "rule": finding.rule,
        "category": rule.category,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "judged": None if measure is None else asdict(measure),
        "message": finding.message,
        "path": reported.path,
        **_place(reported.found.range),
        "cwe": list(rule.cwe),
        "related": [
            {"message": each.message, "path": shown(each.path), **_place(each.range)} for each in reported.found.related
        ],
        "fixes": [_fix(each) for each in reported.found.fixes],
    }


def _unchecked(note: Note) -> dict[str, Any]:
    """In the shape of a finding, so that whoever reads nothing but findings cannot overlook it."""
    start = Position(max(note.line - 1, 0), 0)
    return {
        "rule": NOT_CHECKED,
        "category": NOT_CHECKED,
        "severity": "error",
        "confidence": "high",
        "judged": None,
        "message": note.about,
        "path": shown(note.path) if os.path.isabs(note.path) else note.path,
        **_place(Range(start, start)),
        "cwe": [],
        "related": [],
        "fixes": [],
        "reason": note.kind,
    }


def _place(place: Range) -> dict[str, int]:
    return {
        "line": place.start.line + 1,
        "column": place.start.column + 1,
        "end_line": place.end.line + 1,
        "end_column": place.end.column + 1,
    }


def _fix(fix: FoundFix) -> dict[str, Any]:
    edits = [{**_place(place), "new_text": text} for place, text in fix.edits]
    return {"title": fix.title, "applicability": fix.applicability.value, "edits": edits}
