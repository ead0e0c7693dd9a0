"""Runs rules over small projects given as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from offpath.engine.analysis import ReadUnit, check
from offpath.engine.layout import is_package, module_names
from offpath.engine.starting import starts_in
from offpath.facts.code.kinds_of_files import is_test
from offpath.facts.code.reading import read_unit
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Asking, FactSettings, Project
from offpath.facts.project.starts import Start
from offpath.facts.summaries.units import contribution_of
from offpath.facts.unit import FileFacts, UnitFacts
from offpath.rules.base import Finding, Rule
from offpath.rules.registry import all_rules
from offpath.syntax.structure import Structure, Unit
from offpath.text.document import Document
from support.samples import Sample, Want


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

    A rule that raises or runs out of steps fails the test. Instead of a name, a rule itself may be given.
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
    project = Project(settings or FactSettings(), starts_beside(files))
    files = python_among(files)
    names = module_names(files)
    readings = {path: [(unit, _read(unit)) for unit in units_of(text)] for path, text in files.items()}
    for path, units in readings.items():
        contributions = tuple(each.contribution for _, each in units)
        project.set_module(ModuleFacts(names[path], path, is_package(path), contributions))
    found = []
    for path, units in readings.items():
        source = FileFacts(path, names[path], is_test(path), project.settings)
        for unit, done in units:
            found += [Located(path, unit, each) for each in _findings(done, project, source, rules)]
    return found


def python_among(files: dict[str, str]) -> dict[str, str]:
    """The files that hold Python."""
    return {path: text for path, text in files.items() if path.endswith((".py", ".pyi"))}


def starts_beside(files: dict[str, str]) -> tuple[Start, ...]:
    """What the files that are no Python say of how the project is started."""
    found: list[Start] = []
    for path in files.keys() - python_among(files).keys():
        place, _, name = path.rpartition("/")
        found += starts_in(place, name, files[path])
    return tuple(found)


def _read(unit: Unit) -> ReadUnit:
    reading = read_unit(unit.kind, unit.path, unit.text, unit.prefix, unit.suffix, unit.own)
    return ReadUnit(contribution_of(reading), reading)


def _findings(done: ReadUnit, project: Project, source: FileFacts, rules: list[Rule]) -> tuple[Finding, ...]:
    result = check(done, project, source, rules)
    for failure in result.failures:
        list(
            _rule_among(rules, failure.rule).check(
                UnitFacts(done.reading, done.contribution, Asking(project, source.module), source)
            )
        )
        raise AssertionError(f"{failure} did not happen again")
    assert not result.unrun, f"{source.path}: not run to the end: {result.unrun}"
    return result.findings


def _rule_among(rules: list[Rule], name: str) -> Rule:
    return next(rule for rule in rules if rule.name == name)


def units_of(text: str) -> list[Unit]:
    """The units of a file's text."""
    return list(Structure.of(Document.from_text(text)).units)


def assert_reports(rule: str | Rule, sample: Sample) -> None:
    """Fails unless the rule reports exactly on the lines that the sample marks."""
    found = {Want(each.path, each.line, each.confidence == "low") for each in check_project(sample.files, [rule])}
    wanted = set(sample.wanted)
    missed = [f"  not reported: {_told(each)}" for each in sorted(wanted - found)]
    extra = [f"  reported:     {_told(each)}" for each in sorted(found - wanted)]
    differences = missed + extra
    assert not differences, "\n".join([f"{_rule(rule).name}:", *differences])


def _told(want: Want) -> str:
    return f"{want.path}:{want.line}{' (low)' if want.low else ''}"


def _rule(name: str | Rule) -> Rule:
    if isinstance(name, Rule):
        return name
    rule = all_rules().named(name)
    assert rule is not None, f"no rule is called {name}"
    return rule
