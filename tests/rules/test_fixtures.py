"""Every rule against the fixtures in its folder, and against its own samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from offpath.rules.base import Rule
from offpath.rules.registry import all_rules
from support.checking import assert_reports
from support.fixing import assert_fix_removes_its_finding
from support.samples import FIXTURES, fixture_paths, parse_sample

RULES = {rule.name: rule for rule in all_rules()}


@pytest.mark.parametrize(
    ("rule", "fixture"),
    [pytest.param(name, path, id=f"{name}-{path.stem}") for name in RULES for path in fixture_paths(name)],
)
def test_fixture(rule: str, fixture: Path) -> None:
    assert_reports(rule, parse_sample(fixture.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        pytest.param(rule, text, id=f"{rule.name}-{kind}-{number}")
        for rule in RULES.values()
        for kind, samples in (("valid", rule.valid), ("invalid", rule.invalid))
        for number, text in enumerate(samples)
    ],
)
def test_sample(rule: Rule, text: str) -> None:
    assert_reports(rule.name, parse_sample(text))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        *(
            pytest.param(rule, text, id=f"{rule.name}-invalid-{number}")
            for rule in RULES.values()
            for number, text in enumerate(rule.invalid)
        ),
        *(
            pytest.param(rule, path.read_text(encoding="utf-8"), id=f"{rule.name}-{path.stem}")
            for rule in RULES.values()
            for path in fixture_paths(rule.name)
            if path.stem.startswith("found_")
        ),
    ],
)
def test_fix_removes_its_finding(rule: Rule, text: str) -> None:
    assert_fix_removes_its_finding(parse_sample(text).files, [rule])


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/*.py")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_fixture_is_named_for_what_it_holds(path: Path) -> None:
    wanted = parse_sample(path.read_text(encoding="utf-8")).wanted
    assert path.stem.startswith("found_" if wanted else "silent_")


def test_samples_are_marked_where_the_rule_reports() -> None:
    for rule in RULES.values():
        assert all(parse_sample(text).wanted for text in rule.invalid), (
            f"{rule.name}: an invalid sample without `# want`"
        )
        assert not any(parse_sample(text).wanted for text in rule.valid), f"{rule.name}: a valid sample with `# want`"
