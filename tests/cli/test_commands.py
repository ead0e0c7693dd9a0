"""The other commands."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from offpath import __version__
from offpath.engine.extents import Extent
from offpath.engine.reporting import measures
from offpath.engine.reporting.measures import Kind, Measure, Measures
from offpath.engine.reporting.pages import documentation, first_line
from offpath.rules.registry import all_rules
from support.command import Offpath

RIGHT = ("debug-mode-enabled", "missing-timeout")
"""The rules of which verdicts are known here."""

RULES = sorted(all_rules(), key=lambda rule: (rule.category, rule.name))


def test_the_version_is_told(offpath: Offpath) -> None:
    done = offpath("--version")
    assert (done.code, done.text) == (0, f"offpath {__version__}\n")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["check", "--help"], ["explain", "-h"], ["server", "-h"]])
def test_help_is_given(offpath: Offpath, arguments: list[str]) -> None:
    done = offpath(*arguments)
    assert done.code == 0
    assert done.text.startswith("Usage: offpath")


def test_help_names_every_command(offpath: Offpath) -> None:
    text = offpath("--help").text
    for name in ("check", "explain", "rules", "server"):
        assert f"\n  {name} " in text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_explained_by_each_of_its_names(offpath: Offpath, rule) -> None:
    page = offpath("explain", rule.name)
    assert page.code == 0
    assert page.text.startswith(f"# {rule.name}\n")
    assert documentation(rule) in page.text
    for cwe in rule.cwe:
        assert f"CWE-{cwe}" in page.text
    for alias in rule.aliases:
        for name in (alias, alias.lower(), alias.replace("_", "-")):
            assert offpath("explain", name).out == page.out
    assert offpath("explain", rule.name.upper()).out == page.out


def test_a_name_that_is_nearly_right_gets_a_hint(offpath: Offpath) -> None:
    done = offpath("explain", "silent-failur")
    assert done.code == 2
    assert "did you mean silent-failure" in done.err


def test_all_rules_are_listed(offpath: Offpath) -> None:
    done = offpath("rules")
    assert done.code == 0
    rows = [re.split(" {2,}", line, maxsplit=4) for line in done.text.splitlines()]
    assert [[*row[:3], row[4]] for row in rows] == [
        [rule.name, rule.category, rule.severity.value, first_line(rule)] for rule in RULES
    ]
    assert {row[0]: row[3] for row in rows if row[3] != "not judged"} == dict.fromkeys(RIGHT, "true in 80 of 80")


def test_the_list_says_where_a_rule_is_hidden(offpath: Offpath, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, bad = Kind("lost-cause", "high", Extent.LARGE), Measure(false=40, applications=9)
    in_small = replace(kind, extent=Extent.SMALL)

    def told(table: Measures) -> str:
        monkeypatch.setattr(measures, "shipped", lambda: table)
        [row] = [line for line in offpath("rules").text.splitlines() if line.startswith("lost-cause ")]
        return re.split(r" {2,}", row)[3]

    assert told(Measures({kind: bad})) == "true in 0 of 40, hidden in large projects"
    assert told(Measures({kind: bad, in_small: bad})) == "true in 0 of 80, hidden"
    assert told(Measures({in_small: bad}, [in_small])) == "true in 0 of 40"


def test_all_rules_are_listed_for_programs(offpath: Offpath) -> None:
    listed = json.loads(offpath("rules", "--output-format", "json").out)
    assert [each["name"] for each in listed] == [rule.name for rule in RULES]
    assert set(listed[0]) == {"name", "category", "severity", "cwe", "aliases", "judged", "summary"}
    counts = {"true": 80, "arguable": 0, "false": 0, "applications": 8}
    assert {each["name"]: each["judged"] for each in listed if each["judged"]} == {
        "debug-mode-enabled": {"high": {"small": counts}},
        "missing-timeout": {"network": {"small": counts}},
    }
