"""Findings as SARIF 2.1.0 (OASIS Standard), for code scanning services."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from offpath import __version__
from offpath.cli.reports.outcome import NOT_CHECKED, Outcome, Reported, shown
from offpath.engine.reporting.located import Range
from offpath.engine.reporting.notes import Note
from offpath.engine.reporting.pages import documentation, first_line, page_address
from offpath.engine.running.run import FoundFix
from offpath.rules.base import Rule, Severity
from offpath.rules.registry import all_rules

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note"}
_RANKS = {"high": 90.0, "medium": 60.0, "low": 30.0}
_CWE = "CWE"


def as_sarif(outcome: Outcome) -> str:
    """The whole report."""
    rules = sorted(all_rules(), key=lambda rule: rule.name)
    index = {rule.name: position for position, rule in enumerate(rules)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "offpath",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
                "supportedTaxonomies": [{"name": _CWE}],
            }
        },
        "taxonomies": [_weaknesses(rules)],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder in which offpath was run."}}},
        "results": _results(outcome.reported, index),
        "invocations": [_invocation(outcome)],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    descriptor: dict[str, Any] = {
        "id": rule.name,
        "shortDescription": {"text": first_line(rule)},
        "fullDescription": {"text": first_line(rule)},
        "helpUri": page_address(rule.name),
        "help": {"text": documentation(rule), "markdown": documentation(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "category": rule.category,
            "tags": [rule.category, *(f"external/cwe/cwe-{number:03d}" for number in rule.cwe)],
        },
    }
    if rule.cwe:
        descriptor["relationships"] = [
            {"target": {"id": f"CWE-{number}", "toolComponent": {"name": _CWE}}, "kinds": ["relevant"]}
            for number in rule.cwe
        ]
    return descriptor


def _weaknesses(rules: list[Rule]) -> dict[str, Any]:
    numbers = sorted({number for rule in rules for number in rule.cwe})
    address = "https://cwe.mitre.org/data/definitions/{}.html"
    return {
        "name": _CWE,
        "organization": "MITRE",
        "informationUri": "https://cwe.mitre.org/",
        "shortDescription": {"text": "The Common Weakness Enumeration."},
        "isComprehensive": False,
        "taxa": [{"id": f"CWE-{number}", "helpUri": address.format(number)} for number in numbers],
    }


def _results(reported: tuple[Reported, ...], index: dict[str, int]) -> list[dict[str, Any]]:
    seen: dict[str, int] = {}
    found = []
    for each in reported:
        fingerprint = _fingerprint(each)
        seen[fingerprint] = seen.get(fingerprint, 0) + 1
        found.append(_result(each, index, f"{fingerprint}:{seen[fingerprint]}"))
    return found


def _result(reported: Reported, index: dict[str, int], fingerprint: str) -> dict[str, Any]:
    finding = reported.found.finding
    measure = reported.found.measure
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "rank": _RANKS[finding.confidence.value],
        "locations": [{"physicalLocation": _location(reported.path, reported.found.range)}],
        "partialFingerprints": {"offpath/v1": fingerprint},
        "properties": {
            "confidence": finding.confidence.value,
            "evidence": list(finding.evidence),
            "judged": None if measure is None else measure.told,
        },
    }
    if reported.found.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(shown(each.path), each.range),
                "message": {"text": each.message},
            }
            for number, each in enumerate(reported.found.related)
        ]
    fixes = [_fix(each, reported.path) for each in reported.found.fixes if each.edits]
    if fixes:
        result["fixes"] = fixes
    return result


def _location(path: str, place: Range) -> dict[str, Any]:
    return {"artifactLocation": _artifact(path), "region": _region(place)}


def _artifact(path: str) -> dict[str, str]:
    """A place below the folder of the run, else an absolute one: base folders are not left through `..`."""
    if os.path.isabs(path) or path.split("/")[0] == "..":
        return {"uri": Path(os.path.abspath(path)).as_uri()}
    return {"uri": quote(os.fsencode(path)), "uriBaseId": "SRCROOT"}


def _region(place: Range) -> dict[str, int]:
    return {
        "startLine": place.start.line + 1,
        "startColumn": place.start.column + 1,
        "endLine": place.end.line + 1,
        "endColumn": place.end.column + 1,
    }


def _fix(fix: FoundFix, path: str) -> dict[str, Any]:
    replacements = [{"deletedRegion": _region(place), "insertedContent": {"text": text}} for place, text in fix.edits]
    change = {"artifactLocation": _artifact(path), "replacements": replacements}
    applicability = {"applicability": fix.applicability.value}
    return {"description": {"text": fix.title}, "artifactChanges": [change], "properties": applicability}


def _fingerprint(reported: Reported) -> str:
    """What stays the same when lines move: the rule, the file and the text of the line."""
    line = reported.line(reported.found.range.start.line).strip()
    parts = (reported.found.finding.rule, reported.path, line)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _invocation(outcome: Outcome) -> dict[str, Any]:
    """What was not checked makes a run unsuccessful: whoever reads the results alone would call it clean."""
    settings = [_notification(note) for note in outcome.notes if note.kind == "setting"]
    execution = [_notification(note) for note in outcome.notes if note.kind != "setting"]
    return {
        "executionSuccessful": not outcome.unchecked,
        "toolConfigurationNotifications": settings,
        "toolExecutionNotifications": execution,
    }


def _notification(note: Note) -> dict[str, Any]:
    unchecked = note.is_unchecked
    told: dict[str, Any] = {
        "descriptor": {"id": f"{NOT_CHECKED}/{note.kind}" if unchecked else note.kind},
        "level": "error" if unchecked else "warning",
        "message": {"text": note.about},
    }
    if os.path.isabs(note.path):
        place: dict[str, Any] = {"artifactLocation": _artifact(shown(note.path))}
        if note.line:
            place["region"] = {"startLine": note.line}
        told["locations"] = [{"physicalLocation": place}]
    return told
