"""Stores that are made ready before anybody uses them: by functions that run once, and the records that they leave."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words
from offpath.facts.running.at_start import FILLED_AT_START, RUNS_AT_START
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.fields import normalised
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.constants import fold

_PREPARING = frozenset(
    {
        "seed",
        "init",
        "initialize",
        "initialise",
        "bootstrap",
        "migrate",
        "setup",
        "install",
        "populate",
        "fixture",
        "upgrade",
        "forwards",
    }
)
"""Words of functions that one process runs once."""


def prepares(function: FunctionFacts) -> bool:
    """Whether a function makes the store ready before anybody uses it."""
    if not _PREPARING.isdisjoint(words(function.name)):
        return True
    return function.unit.asking.ask(RUNS_AT_START, function.qualified_name)


def is_filled_before(function: FunctionFacts, look: DataAccess) -> bool:
    """Whether a look asks for a record that is named in the program, in a table that the program's start fills."""
    asked = [each.value for each in look.filters if each.conjunctive]
    if not asked or not all(value is not None and fold(function.unit, value) is not None for value in asked):
        return False
    return normalised(look.target) in function.unit.asking.ask(FILLED_AT_START)
