"""Calls that are made for what they raise: to see whether a value can be read, converted or sent."""

from __future__ import annotations

import re

from offpath.catalogue.words.validation import CHECKING_WORDS
from offpath.catalogue.words.verbs import words
from offpath.facts.failures.reasons import comments_at
from offpath.facts.functions.promises import docstring
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t


def is_made_to_raise(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a function's name or docstring, a test around or a comment says that a call is to fail for what is wrong."""
    function = facts.function_of(call)
    if function is not None:
        if not _CHECKING.isdisjoint(words(function.name)) or _OF_FAILING.search(docstring(function)):
            return True
        tests = (each.test for each in call.ancestors() if isinstance(each, t.If) and each.start > function.node.start)
        if any(not _CHECKING.isdisjoint(_spoken(test)) for test in tests):
            return True
    statement = next((each for each in call.ancestors() if isinstance(each, t.Stmt)), None)
    return statement is not None and _OF_FAILING.search(comments_at(facts, statement)) is not None


def _spoken(test: t.Expr) -> set[str]:
    names = (
        each.id if isinstance(each, t.Name) else each.attr
        for each in test.walk()
        if isinstance(each, (t.Name, t.Attribute))
    )
    return {word for name in names for word in words(name)}


_CHECKING = (CHECKING_WORDS - {"is", "has", "can"}) | {"ensure", "assert", "strict", "validation", "require"}

_OF_FAILING = re.compile(
    r"\b(?:raise[sd]?|raising|exceptions?|errors?|fail(?:s|ed|ure)?|valid(?:ate[sd]?|ation|ity)?|invalid|check(?:s|ed)?|ensure[sd]?|make sure|verif\w+|must be)\b",
    re.IGNORECASE,
)
