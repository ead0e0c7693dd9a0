"""Limits count steps of work: the same text has the same findings and the same notes on every machine, whatever else it does."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import offpath
from offpath.engine import analysis
from offpath.engine.analysis import UnitResult, check, read
from offpath.engine.layout import module_names
from offpath.engine.running.run import check_paths
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.names import FUNCTION
from offpath.facts.project.project import UNANSWERED, FactSettings, Project
from offpath.facts.project.reach import REACH
from offpath.facts.unit import FileFacts, UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity
from offpath.rules.registry import all_rules
from offpath.syntax import tree as t
from offpath.syntax.budget import OutOfSteps, allowed, spend
from offpath.syntax.structure import Unit
from offpath.text.span import Span
from support.checking import units_of
from support.sessions import Editor, make_finder, make_project
from support.tiny_rules import Shouting

PACKAGE = Path(offpath.__file__).parent
APPLICATIONS = sorted((Path(__file__).parents[1] / "applications").glob("*.py"))
DEMO = Path(__file__).parents[1] / "demo"
CLOCKS = ("perf_counter", "monotonic", "time", "process_time", "thread_time")


class _Walking(Rule):
    """A finding for each constant, and a walk over the whole unit for it."""

    name = "walking"
    category = "tiny"
    severity = Severity.ERROR

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        for node in facts.nodes(t.Constant):
            yield self.finding(facts.span(node), "a constant", Confidence.HIGH)
            for _ in facts.tree.walk():
                pass


class _Curious(Rule):
    name = "curious"
    category = "tiny"
    severity = Severity.ERROR

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        for number in range(1000):
            facts.asking.ask(FUNCTION, f"helper_{number}")
        yield self.finding(Span(0, 1), "all was asked", Confidence.HIGH)


def _few_steps(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    monkeypatch.setattr(analysis, "UNIT_STEPS", steps)
    monkeypatch.setattr(analysis, "STEPS_PER_CHARACTER", 0)


# -- the counter


def test_steps_are_counted_where_they_are_allowed() -> None:
    spend(10**9)
    with allowed(10) as outer:
        spend(4)
        with allowed(100) as inner:
            spend(50)
        assert (inner.spent, outer.spent) == (50, 4)
        spend(6)
        for _ in range(2):
            with pytest.raises(OutOfSteps):
                spend()


# -- a unit


@pytest.mark.parametrize("rule", [_Walking(), _Curious()])
def test_the_note_names_the_unit_and_the_rules_that_have_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: Rule
) -> None:
    text = "def quiet():\n    pass\n\n\ndef long():\n    return [" + "1, " * 200 + "]\n"
    rules = [Shouting(), rule, _Second()]
    root = make_project(tmp_path, {"app.py": text})
    editor = Editor(root, rules)
    editor.open("app.py", text)
    _few_steps(monkeypatch, 1_500)
    editor.settle()
    notes = editor.report("app.py").notes
    [run] = check_paths([str(root)], make_finder(rules), jobs=1).files
    assert notes == run.notes
    told = [note.sentence for note in notes if "(long)" in note.message]
    assert len(told) == 1
    assert f"app.py:5 (long): the rules {rule.name}, second have not run to the end" in told[0]
    assert "divide it into smaller functions" in told[0]
    assert [each.finding.rule for each in run.findings].count("walking") < 200


class _Second(Rule):
    name = "second"
    category = "tiny"
    severity = Severity.ERROR

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        for _ in facts.tree.walk():
            pass
        yield from ()


def test_reading_has_a_limit_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'def short():\n    return "shout"\n\n\ndef long():\n    return [' + "shout, " * 500 + "]\n"
    root = make_project(tmp_path, {"app.py": text})
    editor = Editor(root, [Shouting()])
    editor.open("app.py", text)
    _few_steps(monkeypatch, 300)
    editor.settle()
    [note] = editor.report("app.py").notes
    assert "app.py:5 (long): no rule has run" in note.message
    assert [rule for _, rule, _ in editor.findings("app.py")] == ["shouting"]
    [run] = check_paths([str(root)], make_finder([Shouting()]), jobs=1).files
    assert run.notes == (note,)


def test_long_data_is_read(tmp_path: Path) -> None:
    """Steps grow with the text, so that no list is too long: what costs little for each of its characters is analysed."""
    editor = Editor(make_project(tmp_path, {}), all_rules())
    text = "DATA = [\n" + "".join(f"    'value {i}',\n" for i in range(20_000)) + "]\n"
    editor.open("app.py", text)
    editor.settle()
    assert editor.report("app.py").notes == ()


# -- the project's answers


def test_an_answer_costs_whoever_asks_first_no_more_than_others() -> None:
    project = _project({"a.py": "def f():\n    return g()\n\n\ndef g():\n    return 1\n"})
    costs = []
    for _ in range(2):
        with allowed(1000) as budget:
            project.answer(REACH, "a.f")
        costs.append(budget.spent)
    assert costs[0] == costs[1]


def test_what_is_too_much_to_ask_is_no_answer_for_anybody() -> None:
    project = _project({"a.py": "def f():\n    return g()\n\n\ndef g():\n    return h()\n\n\ndef h():\n    pass\n"})
    project.question_steps = 1
    assert project.recorded((REACH, "a.f")) is UNANSWERED
    assert project.stands({(REACH, "a.f"): UNANSWERED}, project.revision)
    with pytest.raises(OutOfSteps):
        project.answer(REACH, "a.f")


def _units(files: dict[str, str]) -> list[tuple[str, Unit]]:
    return [(path, unit) for path, text in files.items() for unit in units_of(text)]


def _project(files: dict[str, str], question_steps: int | None = None) -> Project:
    project = Project(FactSettings())
    if question_steps is not None:
        project.question_steps = question_steps
    names = module_names(files)
    for path, text in files.items():
        contributions = tuple(read(unit).contribution for unit in units_of(text))
        project.set_module(ModuleFacts(names[path], path, False, contributions))
    return project


FILES = {
    f"{path.relative_to(DEMO).with_suffix('')}.py".replace("\\", "/"): path.read_text("utf-8")
    for path in sorted(DEMO.rglob("*.py"))
} | {path.name: path.read_text("utf-8") for path in APPLICATIONS[:3]}


def _checked(files: dict[str, str], unit: tuple[str, Unit], project: Project) -> UnitResult | str:
    path, cut = unit
    done = read(cut)
    if done.reading is None:
        assert done.problem is not None
        return done.problem.cause
    result = check(done, project, FileFacts(path, module_names(files)[path]), all_rules())
    assert not result.failures
    return result


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.randoms(use_true_random=False),
    unit_steps=st.sampled_from([60, 300, 1_000, 3_000, 500_000]),
    question_steps=st.sampled_from([3, 20, 200, 100_000]),
)
def test_result_does_not_depend_on_the_order_of_analysis(
    order: object, unit_steps: int, question_steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit's findings, limits and answers are the same whichever units were analysed before, and when it is looked at again."""
    _few_steps(monkeypatch, unit_steps)
    units = _units(FILES)
    sample = order.sample(units, 8)  # type: ignore[attr-defined]
    warm = _project(FILES, question_steps)
    for unit in itertools.chain(sample, reversed(sample)):
        again = _checked(FILES, unit, warm)
        cold = _checked(FILES, unit, _project_again(warm))
        assert again == cold


def _project_again(known: Project) -> Project:
    """The same project, of which nothing was asked yet."""
    project = Project(known.settings)
    project.question_steps = known.question_steps
    for module in known.modules.values():
        project.set_module(ModuleFacts(module.name, module.path, module.is_package, module.contributions))
    return project


# -- the clock


def _let_hours_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between any two looks at a clock."""
    hours = itertools.count(step=3600)
    for name, module in list(sys.modules.items()):
        for clock in CLOCKS if name.startswith("offpath.") else ():
            if callable(getattr(module, clock, None)):
                monkeypatch.setattr(module, clock, lambda: float(next(hours)))


@pytest.mark.parametrize("steps", [700, analysis.UNIT_STEPS])
def test_result_does_not_depend_on_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """However long everything takes, findings and notes are those of a machine with nothing else to do."""
    _few_steps(monkeypatch, steps)
    root = make_project(tmp_path, FILES)
    reports = []
    for slow in (False, True):
        if slow:
            _let_hours_pass(monkeypatch)
        editor = Editor(root, all_rules())
        for path in FILES:
            editor.open(path)
        editor.settle()
        found = [editor.report(path) for path in FILES]
        reports.append([([(each.finding, each.range) for each in one.findings], one.notes) for one in found])
    assert reports[0] == reports[1]
    assert any(notes for _, notes in reports[0]) == (steps == 700)


def test_what_decides_results_looks_at_no_clock() -> None:
    deciding = [path for layer in ("text", "syntax", "facts", "rules") for path in (PACKAGE / layer).rglob("*.py")]
    in_engine = ("analysis", "checked", "fixing/fixes", "reporting/report", "running/run", "running/indexing")
    deciding += [PACKAGE / "engine" / f"{name}.py" for name in in_engine]
    clocks = re.compile(r"^\s*(import time|from time import)|datetime\.now", re.MULTILINE)
    assert [path.name for path in deciding if clocks.search(path.read_text("utf-8").partition("class ")[0])] == []
