"""Properties of all fixes of all rules: whatever is written compiles, keeps comments and width, binds what it reads, leaves nothing unreached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from offpath.engine.fixing.fixes import edits_of
from offpath.rules.registry import all_rules
from offpath.text.document import Document
from offpath.text.span import apply_edits
from support.checking import find
from support.fix_cases import fix_cases
from support.fix_soundness import unsound
from support.fixing import assert_fix_removes_its_finding
from support.samples import fixture_paths, parse_sample

DEMO = Path(__file__).parents[1] / "demo"


def projects() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every fixture, sample and case of a fix: its name, its rule and its files."""
    for rule in all_rules():
        for path in fixture_paths(rule.name):
            if path.stem.startswith("found_"):
                yield f"{rule.name}-{path.stem}", rule.name, parse_sample(path.read_text(encoding="utf-8")).files
        for number, text in enumerate(rule.invalid):
            yield f"{rule.name}-invalid-{number}", rule.name, parse_sample(text).files
    for case in fix_cases():
        yield f"{case.rule}-case-{case.kind}", case.rule, case.files


@pytest.mark.parametrize(("rule", "files"), [pytest.param(rule, files, id=name) for name, rule, files in projects()])
def test_every_fix_is_sound(rule: str, files: dict[str, str]) -> None:
    faults = []
    for located in find(files, [rule]):
        before = files[located.path]
        for fix in located.finding.fixes:
            edits = edits_of(Document.from_text(before), located.unit, fix)
            if edits is None:
                continue
            after = apply_edits(before, edits)
            compile(after, located.path, "exec", dont_inherit=True)
            faults += [f"“{fix.title}”: {fault}\n{after}" for fault in unsound(before, after)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("rule", [rule.name for rule in all_rules()])
def test_no_fix_in_the_demonstration_brings_a_finding_of_any_rule(rule: str) -> None:
    files = {path.relative_to(DEMO).as_posix(): path.read_text("utf-8") for path in sorted(DEMO.rglob("*.py"))}
    assert_fix_removes_its_finding(files, [rule])


@pytest.mark.parametrize(
    ("after", "fault"),
    [
        ("def f(a):\n    return a\n", "the comment is lost"),
        (f"def f(a):\n    # why\n    return join(a, {'b, ' * 40})\n", "a line of"),
        ("def f(a):\n    # why\n    raise ValueError\n    return a\n", "nothing reaches it"),
        (
            "def f(a):\n    # why\n    if a:\n        c = 1\n    del a\n    return a\n",
            "read where nothing has bound it",
        ),
    ],
)
def test_unsound_fixes_are_told(after: str, fault: str) -> None:
    before = "def f(a):\n    # why\n    return a\n"
    assert any(each.startswith(fault) for each in unsound(before, after))


def test_a_name_that_meant_something_outside_is_not_bound() -> None:
    before = 'def f(a):\n    note(_("made"))\n    return a\n'
    assert unsound(before, 'def f(a):\n    note(_("made"))\n    a, _ = made()\n    return a\n')
