"""A new rule's files pass the tests as they are made."""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path

import pytest

from offpath.rules.base import Rule
from offpath.rules.registry import all_rules
from offpath.scaffold import CannotScaffold, main, scaffold
from support.checking import find
from support.samples import parse_sample


@pytest.fixture
def root(tmp_path: Path) -> Path:
    package = tmp_path / "server" / "offpath" / "rules" / "error_handling"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "lost_cause.py").touch()
    return tmp_path


def test_the_rule_finds_what_its_samples_and_fixtures_mark(root: Path) -> None:
    module, *fixtures = scaffold("sleeping-handler", "error-handling", root)
    rule = _rule_in(module)
    assert (rule.name, rule.category) == ("sleeping-handler", "error-handling")
    texts = [*rule.invalid, *rule.valid, *(path.read_text(encoding="utf-8") for path in fixtures)]
    for text in texts:
        sample = parse_sample(text)
        found = [(each.path, each.unit.line_of(each.finding.span.start) + 1) for each in find(sample.files, [rule])]
        assert found == [(each.path, each.line) for each in sample.wanted]
    assert [path.name for path in fixtures] == ["found_example.py", "silent_example.py"]


@pytest.mark.parametrize(
    ("name", "category", "told"),
    [
        ("Sleeping", "error-handling", "small letters"),
        ("sleeping_handler", "error-handling", "small letters"),
        ("sleeping", "errors", "there are error-handling"),
        ("lost-cause", "error-handling", "is there already"),
    ],
)
def test_what_cannot_be_begun_is_told_and_nothing_is_written(root: Path, name: str, category: str, told: str) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(CannotScaffold, match=told):
        scaffold(name, category, root)
    assert sorted(root.rglob("*")) == before


def test_no_rule_says_what_only_the_scaffold_says() -> None:
    for rule in all_rules():
        told = f"{rule.__doc__} {inspect.getsource(type(rule))}"
        assert "SAY " not in told, f"{rule.name}: fill in what the scaffold left open"


def test_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alone"]) == 2
    assert "NAME CATEGORY" in capsys.readouterr().err
    assert main(["lost-cause", "error-handling"]) == 2
    assert "is there already" in capsys.readouterr().err


def _rule_in(path: Path) -> Rule:
    spec = importlib.util.spec_from_file_location("scaffolded", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Rule = module.SleepingHandler()
    return found
