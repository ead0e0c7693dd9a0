"""Findings as a JSON list: lines and columns from 1, columns in characters."""

from __future__ import annotations

import json
from typing import Any

from offpath.cli.reports.outcome import Outcome, Reported, shown
from offpath.engine.located import Range
from offpath.engine.run import FoundFix
from offpath.rules.registry import all_rules


def as_json(outcome: Outcome) -> str:
    """The whole report, in ASCII: no console can spoil it, and file names that are no text survive."""
    return json.dumps([_finding(each) for each in outcome.reported], indent=2)


def _finding(reported: Reported) -> dict[str, Any]:
    finding = reported.found.finding
    rule = all_rules().named(finding.rule)
    assert rule is not None
    return {
        "rule": finding.rule,
        "category": rule.category,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        "path": reported.path,
        **_place(reported.found.range),
        "cwe": list(rule.cwe),
        "related": [
            {"message": each.message, "path": shown(each.path), **_place(each.range)} for each in reported.found.related
        ],
        "fixes": [_fix(each) for each in reported.found.fixes],
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
