"""Runs rules over small projects given as text."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from offpath.engine.analysis import UnitResult, check, read
from offpath.facts.project import FactSettings, ModuleFacts, Project
from offpath.facts.unit import SourceInfo, UnitReading
from offpath.rules.base import Finding, Rule
from offpath.rules.registry import all_rules

from support.samples import Sample, Want
from support.whole_file import WholeFile

if TYPE_CHECKING:
    from offpath.syntax.structure import Unit


class Checked(NamedTuple):
    """One finding, by its line (from 1)."""

    path: str
    line: int
    rule: str
    confidence: str


class Located(NamedTuple):
    """A finding with its unit and file."""

    path: str
    unit: Unit
    finding: Finding


def check_project(
    files: dict[str, str], rule_names: Iterable[str | Rule], settings: FactSettings | None = None
) -> list[Checked]:
    """What the rules of these names report in a project of these files, low confidence included, in order.

    A rule that raises or runs out of time fails the test. Instead of a name, a rule itself may be given.
    """
    return sorted(
        Checked(path, unit.line_of(finding.span.start) + 1, finding.rule, finding.confidence.value)
        for path, unit, finding in find(files, rule_names, settings)
    )


def find(
    files: dict[str, str], rule_names: Iterable[str | Rule], settings: FactSettings | None = None
) -> list[Located]:
    """The findings themselves."""
    rules = [_rule(each) for each in rule_names]
    project = Project(settings or FactSettings())
    readings = {path: [(unit, read(unit)) for unit in units_of(text)] for path, text in files.items()}
    for path, units in readings.items():
        project.set_module(module_of(path, units))
    return [
        Located(path, unit, finding)
        for path, units in readings.items()
        for unit, reading in units
        for finding in _succeeded(
            path, check(reading, project, source_of(path, project.settings), rules, 60.0)
        ).findings
    ]


def units_of(text: str) -> list[Any]:
    """The units of a file's text."""
    if importlib.util.find_spec("offpath.syntax.structure") is None:
        return [WholeFile(text)]
    from offpath.syntax.structure import Structure
    from offpath.text.document import Document

    return list(Structure.of(Document.from_text(text)).units)


def module_of(path: str, units: list[tuple[Any, UnitReading]]) -> ModuleFacts:
    """What a file gives to its project."""
    is_package = path.endswith("__init__.py")
    return ModuleFacts(_module_name(path), path, is_package, tuple(reading.contribution for _, reading in units))


def source_of(path: str, settings: FactSettings) -> SourceInfo:
    """Where a file's units stand."""
    name = path.rpartition("/")[2]
    is_test = name.startswith("test_") or path.startswith("tests/") or name == "conftest.py"
    return SourceInfo(path, _module_name(path), is_test, settings)


def assert_reports(rule: str | Rule, sample: Sample) -> None:
    """Fails unless the rule reports exactly on the lines that the sample marks."""
    found = {Want(each.path, each.line, each.confidence == "low") for each in check_project(sample.files, [rule])}
    wanted = set(sample.wanted)
    missed = [f"  not reported: {_told(each)}" for each in sorted(wanted - found)]
    extra = [f"  reported:     {_told(each)}" for each in sorted(found - wanted)]
    assert not missed and not extra, "\n".join([f"{_rule(rule).name}:", *missed, *extra])


def _told(want: Want) -> str:
    return f"{want.path}:{want.line}{' (low)' if want.low else ''}"


def _rule(name: str | Rule) -> Rule:
    if isinstance(name, Rule):
        return name
    rule = all_rules().named(name)
    assert rule is not None, f"no rule is called {name}"
    return rule


def _succeeded(path: str, result: UnitResult) -> UnitResult:
    assert not result.failures, f"{path}: {result.failures}"
    assert not result.timed_out, f"{path}: out of time"
    return result


def _module_name(path: str) -> str:
    parts = path.removesuffix(".py").split("/")
    if parts[0] == "src":
        del parts[0]
    if parts[-1] == "__init__":
        del parts[-1]
    return ".".join(parts)
