"""What a change in one module does to answers that rest on it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from offpath.facts.code.reading import read_unit
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.names import RESOLVE
from offpath.facts.project.project import Asking, Project
from offpath.facts.project.reach import REACH
from offpath.facts.summaries.units import contribution_of


def _module(name: str, text: str) -> ModuleFacts:
    return ModuleFacts(name, f"{name}.py", False, (contribution_of(read_unit("statements", (), text)),))


def _module_of(units: Sequence[str]) -> ModuleFacts:
    contributions = [contribution_of(read_unit("function", (), unit)) for unit in units]
    return ModuleFacts("app", "app.py", False, tuple(contributions))


def _what_bodies_do(project: Project) -> object:
    calls = {name: project.calls_named(name) for name in ("first", "second")}
    return project.modules["app"].functions, {
        name: sorted(found, key=lambda each: each[1].path) for name, found in calls.items()
    }


UNITS = st.tuples(
    st.sampled_from(["f", "g"]),
    st.sampled_from(["return x", "return  x", "first(x)", "second(x, x)", "first(x); first(second(x))"]),
).map(lambda each: f"def {each[0]}(x):\n    {each[1]}\n")
BODIES = st.lists(st.lists(UNITS, min_size=3, max_size=3), min_size=2, max_size=8)


@settings(max_examples=60, deadline=None)
@given(BODIES)
def test_what_is_kept_of_bodies_is_what_a_first_look_finds(states: list[list[str]]) -> None:
    """Equal contributions that are other objects, and definitions that a later one of the same name hides, included."""
    project = Project()
    for units in states:
        project.set_module(_module_of(units))
        first = Project()
        first.set_module(_module_of(units))
        assert _what_bodies_do(project) == _what_bodies_do(first)


HELPER = "import sqlite3\ndef save(x):\n    {body}\n"


def _project(body: str = "return x") -> Project:
    project = Project()
    project.set_module(_module("helper", HELPER.format(body=body)))
    project.set_module(_module("app", "from helper import save\n"))
    return project


def test_an_equal_module_changes_nothing() -> None:
    project = _project()
    before = project.revision
    assert not project.set_module(_module("helper", HELPER.format(body="return x")))
    assert project.revision == before


def test_an_edit_in_a_body_keeps_the_outline() -> None:
    project = _project()
    before = project.revision
    assert project.set_module(_module("helper", HELPER.format(body="x.attribute = 1")))
    assert project.revision.outline == before.outline
    assert project.revision.whole == before.whole + 1


def test_answers_stand_exactly_while_they_hold() -> None:
    project = _project()
    asking = Asking(project, "app")
    assert asking.ask(RESOLVE, "app", ("global", "save")).name == "helper.save"
    assert asking.ask(REACH, "helper.save").writes == ()
    seen = project.revision
    project.set_module(_module("other", "y = 1\n"))
    assert project.stands(asking.answers, seen)
    project.set_module(_module("helper", HELPER.format(body="open('f', 'w').write(x)")))
    assert not project.stands(asking.answers, seen)


def test_a_removed_module_is_forgotten() -> None:
    project = _project()
    asking = Asking(project, "app")
    asking.ask(RESOLVE, "app", ("global", "save"))
    seen = project.revision
    assert project.remove_module("helper")
    assert not project.remove_module("helper")
    assert not project.stands(asking.answers, seen)


def test_contributions_hold_no_trees_and_are_frozen() -> None:
    contribution = contribution_of(read_unit("statements", (), HELPER.format(body="return x")))
    assert dataclasses.is_dataclass(contribution)
    assert hash(contribution) == hash(contribution_of(read_unit("statements", (), HELPER.format(body="return x"))))
