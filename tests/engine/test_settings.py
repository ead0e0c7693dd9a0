"""Settings: where they come from, what they mean, and what is told of bad ones."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest

from offpath.engine.configuration.settings import Settings, SettingsFinder, json_schema, read_values
from offpath.engine.configuration.settings_table import SETTINGS
from offpath.facts.project.project import FactSettings
from offpath.rules.base import Confidence, Finding, RuleSet, Severity
from offpath.rules.registry import all_rules
from offpath.text.span import Span
from support.tiny_rules import TINY_RULES, BareSleep

RULES = RuleSet(TINY_RULES)


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def names(settings: Settings, path: str) -> set[str]:
    return {rule.name for rule in settings.rules_for(path, RULES)}


def test_the_nearest_file_wins_whole(tmp_path: Path) -> None:
    write(tmp_path, {
        "pyproject.toml": '[tool.offpath]\nignore = ["shouting"]\nmin-confidence = "high"\n',
        "a/offpath.toml": 'ignore = ["bare-sleep"]\n',
        "a/pyproject.toml": '[tool.offpath]\nignore = ["any-function"]\n',
        "b/pyproject.toml": "[tool.other]\n",
    })  # fmt: skip
    finder = SettingsFinder(RULES)
    assert finder.settings_for(str(tmp_path)).ignore == ("shouting",)
    assert finder.settings_for(str(tmp_path / "a" / "deep")).ignore == ("bare-sleep",)
    assert finder.settings_for(str(tmp_path / "a")).min_confidence is None
    assert finder.settings_for(str(tmp_path / "b")).ignore == ("shouting",)
    assert finder.notes() == ()


def test_overrides_lie_over_files_and_isolation_leaves_files_alone(tmp_path: Path) -> None:
    write(tmp_path, {"offpath.toml": 'ignore = ["shouting"]\nprofile = "ci"\n'})
    over = SettingsFinder(RULES, {"ignore": ["bare-sleep"], "minConfidence": "low"}).settings_for(str(tmp_path))
    assert (over.ignore, over.min_confidence, over.profile) == (("bare-sleep",), "low", "ci")
    assert SettingsFinder(RULES, isolated=True).settings_for(str(tmp_path)).ignore == ()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {"shouting", "bare-sleep", "calls-coroutine", "any-function"}),
        ({"select": ["shouting"]}, {"shouting"}),
        ({"select": ["tiny"], "ignore": ["any-function"]}, {"shouting", "bare-sleep", "calls-coroutine"}),
        ({"select": ["shouting"], "extend-select": ["bare-sleep"]}, {"shouting", "bare-sleep"}),
        ({"ignore": ["all"]}, set()),
        ({"per-file-ignores": {"tests/": ["tiny"]}}, {"shouting", "bare-sleep", "calls-coroutine", "any-function"}),
        ({"per-file-ignores": {"src/*.py": ["shouting", "any-function"]}}, {"bare-sleep", "calls-coroutine"}),
    ],
)
def test_which_rules_run(tmp_path: Path, values: dict[str, object], expected: set[str]) -> None:
    settings = SettingsFinder(RULES, values).settings_for(str(tmp_path))
    assert names(settings, str(tmp_path / "src" / "app.py")) == expected


def test_patterns_count_from_the_settings_file(tmp_path: Path) -> None:
    write(tmp_path, {"offpath.toml": 'exclude = ["/old", "*.gen.py"]\n'})
    settings = SettingsFinder(RULES).settings_for(str(tmp_path / "sub"))
    assert settings.excludes(str(tmp_path / "old" / "a.py"))
    assert settings.excludes(str(tmp_path / "sub" / "a.gen.py"))
    assert not settings.excludes(str(tmp_path / "sub" / "old" / "a.py"))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("select = 3", "must be a list of strings"),
        ('select = ["nope"]', "'nope' is neither a rule nor a category"),
        ('ignore = ["shouting", "nope"]', "'nope' is neither a rule nor a category"),
        ('min-confidence = "sure"', "'sure' is not one of low, medium, high"),
        ("severity = []", "must be a table"),
        ('severity = {shouting = "bad"}', "'bad' is not one of error, warning, information"),
        ('owner-fields = ["user id"]', "'user id' is not a Python name"),
        ("per-file-ignores = {a = 1}", "must be a list of strings"),
        ('profile = "robot"', "is not one of editor, agent, ci"),
        ("selct = []", "unknown key `selct`; did you mean `select`?"),
        ("exclude = 'x'", "must be a list of strings"),
        ('exclude = ["!"]', "is not a file pattern"),
    ],
)
def test_a_bad_value_falls_back_and_is_told(tmp_path: Path, line: str, complaint: str) -> None:
    write(tmp_path, {"offpath.toml": f"{line}\nidentity = ['me']\n"})
    finder = SettingsFinder(RULES)
    settings = finder.settings_for(str(tmp_path))
    told = " ".join(note.message for note in finder.notes())
    assert str(tmp_path / "offpath.toml") in told
    assert complaint in told
    assert line.partition(" ")[0] in told
    assert settings.identity == ("me",)
    kept = Settings(str(tmp_path), identity=("me",), ignore=("shouting",) if "ignore = [" in line else ())
    assert settings == kept


def test_a_file_that_is_no_toml_is_told_and_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"offpath.toml": "select = [", "pyproject.toml": "[tool]\noffpath = 3\n"})
    finder = SettingsFinder(RULES)
    assert finder.settings_for(str(tmp_path)) == Settings(str(tmp_path))
    assert ["is no TOML" in note.message or "must be a table" in note.message for note in finder.notes()] == [True] * 2


def test_severity_of_a_rule_beats_that_of_its_category() -> None:
    values, _ = read_values({"severity": {"tiny": "information", "bare-sleep": "warning"}}, "x", RULES)
    settings = Settings().overlaid(values)
    finding = Finding("bare-sleep", Span(0, 1), "m", Severity.ERROR, Confidence.LOW)
    assert settings.graded(finding, BareSleep()).severity is Severity.WARNING
    assert settings.graded(finding, TINY_RULES[0]).severity is Severity.INFORMATION


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        (Settings(), {Confidence.MEDIUM, Confidence.HIGH}),
        (Settings(profile="agent"), set(Confidence)),
        (Settings(profile="ci"), {Confidence.MEDIUM, Confidence.HIGH}),
        (Settings(profile="ci", min_confidence="low"), set(Confidence)),
    ],
)
def test_who_reads_decides_what_is_shown_unless_it_is_said(settings: Settings, shown: set[Confidence]) -> None:
    findings = {each: Finding("bare-sleep", Span(0, 1), "m", Severity.ERROR, each) for each in Confidence}
    assert {each for each, finding in findings.items() if settings.shows(finding)} == shown


def test_defaults_of_the_table_are_those_of_settings() -> None:
    for setting in SETTINGS:
        assert getattr(Settings(), setting.field) == setting.default
    assert Settings().facts == FactSettings()


def test_schema_accepts_what_reading_accepts() -> None:
    schema = json_schema(RULES)
    jsonschema.Draft202012Validator.check_schema(schema)
    good = {"select": ["tiny"], "severity": {"shouting": "error"}, "per-file-ignores": {"a": ["all"]}, "profile": "ci"}
    jsonschema.validate(good, schema)
    assert read_values(good, "x", RULES)[1] == []
    bad: dict[str, object]
    for bad in ({"select": ["x"]}, {"profile": "x"}, {"unknown": 1}, {"owner-fields": ["a b"]}):
        assert read_values(bad, "x", RULES)[1]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)
    jsonschema.Draft202012Validator.check_schema(json_schema(all_rules()))


MANY: dict[str, Callable[[int], str]] = {
    "unknown keys": lambda count: "".join(f"colour{number} = 1\n" for number in range(count)),
    "unknown rules": lambda count: f"ignore = {[f'no-rule-{number}' for number in range(count)]}",
    "patterns": lambda count: "[per-file-ignores]\n" + "".join(f'"{n}.py" = ["no-rule"]\n' for n in range(count)),
    "bad patterns": lambda count: "[per-file-ignores]\n" + "".join(f'"{n}[" = ["all"]\n' for n in range(count)),
    "severities": lambda count: "[severity]\n" + "".join(f'no-{number} = "error"\n' for number in range(count)),
}


@pytest.mark.parametrize("kind", MANY)
def test_the_cost_of_mistakes_is_linear(tmp_path: Path, kind: str) -> None:
    def calls(count: int) -> int:
        write(tmp_path, {"offpath.toml": MANY[kind](count)})
        finder = SettingsFinder(RULES)
        made = [0]

        def counted(*_: object) -> None:
            made[0] += 1

        sys.setprofile(counted)
        try:
            finder.settings_for(str(tmp_path))
        finally:
            sys.setprofile(None)
        assert len(finder.notes()) == 21
        return made[0]

    costs = [calls(count) for count in (500, 1000, 2000)]
    assert max(after / before for before, after in pairwise(costs)) < 2.5
