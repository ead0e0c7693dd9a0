"""Holds every fix to its promise: the result parses, the finding is gone, nothing new appears, and it converges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import libcst

from offpath.engine.fixing.fixes import NeverEnds, apply_fixes, edits_of
from offpath.engine.reporting.located import LocatedFinding, range_in
from offpath.rules.base import Fix, Rule
from offpath.rules.registry import all_rules
from offpath.text.document import Document
from offpath.text.span import apply_edits
from support.checking import Located, find


def assert_fix_removes_its_finding(project_files: dict[str, str], rule_names: Iterable[str | Rule]) -> int:
    """Applies each fix of each finding alone and checks the result; returns how many fixes there were.

    Findings are told apart by file and rule, and counted, for lines move.
    """
    rules = list(rule_names)
    watched = [*rules, *(rule for rule in all_rules() if rule.name not in {_name(each) for each in rules})]
    before = _counted(find(project_files, watched))
    number = 0
    for located in find(project_files, rules):
        for fix in located.finding.fixes:
            number += 1
            _assert_one(project_files, watched, before, located, fix)
    return number


def fixed(files: dict[str, str], located: Located, fix: Fix) -> dict[str, str]:
    """The files after one fix."""
    text = files[located.path]
    edits = edits_of(Document.from_text(text), located.unit, fix)
    assert edits is not None, f"{_told(located, fix)}: the engine withholds the fix, for its result is not sound"
    return {**files, located.path: apply_edits(text, edits)}


def _assert_one(
    files: dict[str, str], watched: list[str | Rule], before: Counter[tuple[str, str]], located: Located, fix: Fix
) -> None:
    told = _told(located, fix)
    result = fixed(files, located, fix)
    text = result[located.path]
    assert text != files[located.path], f"{told}: the fix changes nothing"
    try:
        libcst.parse_module(text)
    except libcst.ParserSyntaxError as error:
        raise AssertionError(f"{told}: the result does not parse: {error}\n{text}") from None
    after = _counted(find(result, watched))
    gone = (located.path, located.finding.rule)
    assert after[gone] < before[gone], f"{told}: the finding is still there in\n{text}"
    assert not after - before, f"{told}: new findings {sorted(after - before)} in\n{text}"
    rule = next(each for each in watched if _name(each) == located.finding.rule)
    _assert_converges(result, located, rule, fix, told)


def _assert_converges(files: dict[str, str], located: Located, rule: str | Rule, fix: Fix, told: str) -> None:
    def same_title(other: Fix) -> bool:
        return other.title == fix.title

    def analyse(document: Document) -> Iterator[LocatedFinding]:
        for each in find({**files, located.path: document.text}, [rule]):
            if each.path == located.path:
                yield LocatedFinding(each.finding, each.unit, range_in(each.unit, each.finding.span))

    try:
        once = apply_fixes(files[located.path], same_title, analyse)
        assert apply_fixes(once, same_title, analyse) == once, f"{told}: a second application changes the text again"
    except NeverEnds as error:
        raise AssertionError(f"{told}: {error}") from None


def _counted(findings: Iterable[Located]) -> Counter[tuple[str, str]]:
    return Counter((each.path, each.finding.rule) for each in findings)


def _name(rule: str | Rule) -> str:
    return rule if isinstance(rule, str) else rule.name


def _told(located: Located, fix: Fix) -> str:
    line = located.unit.line_of(located.finding.span.start) + 1
    return f"{located.path}:{line} {located.finding.rule}: “{fix.title}”"
