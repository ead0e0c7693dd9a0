"""Questions are kept and sent by their names."""

from __future__ import annotations

import importlib
import pickle
import pkgutil

import pytest

import offpath.facts
from offpath.facts.project.question import Question, UnknownQuestion, question_named


def test_every_question_is_found_by_its_name() -> None:
    found = {
        id(value): value
        for module in pkgutil.walk_packages(offpath.facts.__path__, "offpath.facts.")
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, Question)
    }
    assert len(found) > 50
    assert all(pickle.loads(pickle.dumps(each)) is each for each in found.values())


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("offpath.facts.project.nowhere", "x"),
        ("offpath.facts.project.names", "x"),
        ("offpath.factsx", "x"),
    ],
)
def test_nothing_else_is_found(module: str, name: str) -> None:
    with pytest.raises(UnknownQuestion):
        question_named(module, name)
