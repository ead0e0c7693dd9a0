"""Values of facts and reports become bytes and come back, whatever Python writes them."""

from __future__ import annotations

import pickle
from enum import Enum

import pytest

from offpath.engine.memory import trusted
from offpath.engine.reporting import located, notes
from offpath.engine.running import results
from offpath.facts.summaries import contribution
from offpath.rules import base
from offpath.text import positions, span

HOLDERS = (located, notes, results, contribution, base, positions, span)
"""The modules of what is packed."""


def named_in(holders: tuple[object, ...]) -> set[type[Enum]]:
    found = (value for each in holders for value in vars(each).values())
    return {value for value in found if isinstance(value, type) and issubclass(value, Enum) and value is not Enum}


def test_every_enumeration_of_what_is_packed_is_known() -> None:
    assert named_in(HOLDERS) <= set(trusted.ENUMERATIONS)


@pytest.mark.parametrize("kind", trusted.ENUMERATIONS, ids=lambda kind: kind.__name__)
def test_members_come_back_and_are_looked_up_by_value(kind: type[Enum], monkeypatch: pytest.MonkeyPatch) -> None:
    members = tuple(kind)
    monkeypatch.setattr(Enum, "__reduce_ex__", lambda self, _: (getattr, (type(self), self.name)))
    assert b"getattr" in pickle.dumps(members)
    assert trusted.unpacked(trusted.packed(members)) == members
