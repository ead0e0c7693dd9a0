"""Whole small applications with all rules on: exactly what is marked is found, and every fix removes what it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from offpath.engine.reporting.located import range_in
from offpath.rules.base import Confidence
from offpath.rules.registry import all_rules
from support.checking import find
from support.fixing import assert_fix_removes_its_finding
from support.samples import parse_application

APPLICATIONS = sorted((Path(__file__).parents[1] / "applications").glob("*.py"))
RULES = [rule.name for rule in all_rules()]


@pytest.mark.parametrize("path", APPLICATIONS, ids=lambda path: path.stem)
def test_exactly_what_is_marked_is_found(path: Path) -> None:
    application = parse_application(path.read_text(encoding="utf-8"))
    found = {
        (each.path, range_in(each.unit, each.finding.span).start.line + 1, each.finding.rule)
        for each in find(application.files, RULES)
        if each.finding.confidence is not Confidence.LOW
    }
    assert sorted(found) == sorted(application.wanted)


@pytest.mark.parametrize("path", APPLICATIONS, ids=lambda path: path.stem)
def test_every_fix_removes_its_finding(path: Path) -> None:
    application = parse_application(path.read_text(encoding="utf-8"))
    assert assert_fix_removes_its_finding(application.files, RULES) > 0 or not application.wanted
