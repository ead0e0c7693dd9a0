"""The support code itself: markers, projects of several files, and the harness for fixes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t
from offpath.text.span import Edit
from support.checking import assert_reports, check_project
from support.fixing import assert_fix_removes_its_finding
from support.samples import Want, parse_sample
from support.tiny_rules import TINY_RULES, BareSleep, CallsCoroutine, Shouting


def test_parse_sample_parts_files_and_takes_markers_out() -> None:
    sample = parse_sample("# file: a/b.py\nx = 1  # want\n# want +2\ny = '''\nz\n'''\n# file: c.py\nq  # want low\n")
    assert sample.files == {"a/b.py": "x = 1\n\ny = '''\nz\n'''\n", "c.py": "q\n"}
    assert sample.wanted == (Want("a/b.py", 1), Want("a/b.py", 4), Want("c.py", 1, low=True))


def test_first_file_is_app_py() -> None:
    assert set(parse_sample("x = 1\n# file: b.py\n").files) == {"app.py", "b.py"}


def test_files_see_each_other() -> None:
    files = {
        "app/jobs.py": "async def run():\n    pass\n",
        "app/views.py": "from app.jobs import run\n\n\ndef view():\n    run()\n",
    }
    assert check_project(files, [CallsCoroutine()]) == [("app/views.py", 5, "calls-coroutine", "low")]


def test_a_missed_and_an_extra_line_are_told() -> None:
    sample = parse_sample('x = "shout"\ny = 1  # want\n')
    with pytest.raises(AssertionError, match=r"not reported: app.py:2(.|\n)*reported: +app.py:1"):
        assert_reports(Shouting(), sample)


def test_harness_accepts_sound_fixes() -> None:
    files = {"app.py": '"""Doc."""\n\n\ndef f():\n    sleep("shout")\n'}
    assert assert_fix_removes_its_finding(files, TINY_RULES) == 2


class _Useless(Rule):
    name = "useless"
    category = "tiny"
    severity = Severity.WARNING
    text = ""

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        for node in facts.nodes(t.Pass):
            fix = Fix("do nothing useful", (Edit.insert(node.end, self.text),))
            yield self.finding(facts.span(node), "a pass", Confidence.HIGH, fixes=(fix,))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("  # noise", "still there"), (" (", "withholds"), ("", "changes nothing"), ("\npass", "still there")],
)
def test_harness_rejects_unsound_fixes(text: str, complaint: str) -> None:
    rule = _Useless()
    rule.text = text
    with pytest.raises(AssertionError, match=complaint):
        assert_fix_removes_its_finding({"app.py": "pass\n"}, [rule])


def test_bare_sleep_gets_its_import_once() -> None:
    assert assert_fix_removes_its_finding({"app.py": "import time\n\nsleep(1)\nsleep(2)\n"}, [BareSleep()]) == 2
