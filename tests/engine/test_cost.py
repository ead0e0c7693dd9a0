"""What code costs grows as its length does: nothing that people or machines write makes one line dearer for the next."""

from __future__ import annotations

from itertools import pairwise

import pytest

from offpath.engine.analysis import check, read
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import FactSettings, Project
from offpath.facts.unit import FileFacts
from offpath.rules.registry import all_rules
from support.checking import units_of
from support.growing import BRANCHES, LENGTHS, NESTED, Make

RULES = all_rules()


def _steps(text: str) -> int:
    """The steps that reading a text and running all rules over it takes."""
    spent = 0
    project = Project(FactSettings())
    units = units_of(text)
    done = []
    for unit in units:
        done.append(read(unit))
        spent += done[-1].steps
    assert not [each.problem for each in done if each.problem]
    project.set_module(ModuleFacts("app", "app.py", False, tuple(each.contribution for each in done)))
    for each in done:
        assert each.reading is not None
        result = check(each, project, FileFacts("app.py", "app"), RULES)
        assert not result.unrun
        assert not result.failures
        spent += result.steps
    return spent


def _growth(make: Make, sizes: tuple[int, int, int]) -> list[float]:
    costs = [_steps(make(size)) for size in sizes]
    return [after / before for before, after in pairwise(costs)]


@pytest.mark.parametrize("name", LENGTHS)
def test_cost_is_linear(name: str) -> None:
    assert max(_growth(LENGTHS[name], (12, 24, 48))) < 2.5


@pytest.mark.parametrize("name", BRANCHES)
def test_cost_of_branches_does_not_double_with_each(name: str) -> None:
    """Bindings that reach a read through many branches are many: the square of the length is the worst, and no power."""
    assert max(_growth(BRANCHES[name], (6, 12, 24))) < 4.5


@pytest.mark.parametrize("name", NESTED)
def test_cost_of_nesting_does_not_double_with_each_level(name: str) -> None:
    assert max(_growth(NESTED[name], (3, 6, 12))) < 4.5
