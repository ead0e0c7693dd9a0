"""What a lone `True` says: that what was promised is done, or the answer to some question."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from offpath.catalogue.words import flags as catalogue
from offpath.catalogue.words.exceptions import IRREGULAR
from offpath.catalogue.words.verbs import READING, WRITING, first_word, words
from offpath.facts.failures.except_branches import called_words, is_done_of, try_of
from offpath.facts.functions.outcomes import FAILURE, outcome_of
from offpath.facts.functions.promises import docstring
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.calls import HANDED_ON
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.constants import fold, is_constant
from offpath.syntax import tree as t


class Meaning(Enum):
    """What `True` says in a function's answer."""

    WORKED = "it worked"
    OTHER = "something else"
    UNSAID = "nothing says what"


def meaning_of(facts: UnitFacts, handler: t.ExceptHandler, reported: t.Expr | None) -> Meaning:
    """What an answer says that a branch gives; an answer in words says what it says."""
    function = facts.function_of(handler)
    flag = _flag_in(facts, reported)
    if function is None or flag is None:
        return Meaning.WORKED
    tried = called_words(try_of(handler).body)
    verbs = (first_word(function.name), *tried)
    hints = (*_named(flag, verbs), *_documented(function, reported, verbs), *_called(facts, function, verbs))
    if hints:
        return hints[0]
    if isinstance(reported, t.Tuple) and any(outcome_of(facts, each) == FAILURE for each in reported.elts[1:]):
        return Meaning.OTHER
    return _promised(function, tried)


def is_told_apart(facts: UnitFacts, reported: t.Expr | None, success: t.Expr | None) -> bool:
    """Whether a pair of flags differs from the one that says success in a flag behind the first."""
    if not isinstance(reported, t.Tuple) or not isinstance(success, t.Tuple):
        return False
    pairs = zip(reported.elts[1:], success.elts[1:], strict=False)
    return any(
        (is_constant(facts, mine, True) and is_constant(facts, other, False))
        or (is_constant(facts, mine, False) and is_constant(facts, other, True))
        for mine, other in pairs
    )


def _flag_in(facts: UnitFacts, reported: t.Expr | None) -> t.Expr | None:
    """The expression that is nothing but `True` in an answer; None: the answer has words."""
    first = reported.elts[0] if isinstance(reported, t.Tuple) and reported.elts else reported
    folded = fold(facts, first) if first is not None else None
    if folded is not None and folded.value is True:
        return first
    return first if isinstance(first, t.Name) and _is_true(facts, first) else None


def _is_true(facts: UnitFacts, name: t.Name) -> bool:
    values = [each.value for each in facts.definitions(name) if each.value is not None]
    return bool(values) and all(is_constant(facts, value, True) for value in values)


def _of_words(spoken: tuple[str, ...], verbs: tuple[str, ...]) -> Iterator[Meaning]:
    """What a flag's words say, if they say anything."""
    if any(is_done_of(word, verb) for word in spoken for verb in verbs) or spoken[-1:] in (("success",), ("ok",)):
        yield Meaning.WORKED
    elif not catalogue.BAD_NEWS.isdisjoint(spoken) or not catalogue.ASKING.isdisjoint(spoken):
        yield Meaning.OTHER
    elif not catalogue.WORKED.isdisjoint(spoken):
        yield Meaning.WORKED


def _named(flag: t.Expr, verbs: tuple[str, ...]) -> Iterator[Meaning]:
    if isinstance(flag, t.Name):
        yield from _of_words(words(flag.id), verbs)


def _documented(function: FunctionFacts, reported: t.Expr | None, verbs: tuple[str, ...]) -> Iterator[Meaning]:
    said = docstring(function)
    pair = catalogue.PAIR_SAID.search(said) if isinstance(reported, t.Tuple) else None
    if pair is not None and pair["first"].lower() not in catalogue.TYPES:
        spoken = words(pair["first"])
        yield next(_of_words(spoken, verbs), Meaning.OTHER)
    match = catalogue.TRUE_SAID.search(said)
    if match is not None:
        spoken = words((match["said"] or match["asked"]).lower())
        done = {word for word in spoken if word.endswith("ed") or word in _DONE}
        if done or not catalogue.WORKED.isdisjoint(spoken):
            asked = not catalogue.BAD_NEWS.isdisjoint(spoken) or not catalogue.STILL_TO_COME.isdisjoint(spoken)
            yield Meaning.OTHER if asked else Meaning.WORKED
        elif match["said"]:
            yield Meaning.OTHER


_DONE = frozenset(IRREGULAR) - {"found", "read", "hidden", "run", "got"} | {"went", "succeeds"}


def _called(facts: UnitFacts, function: FunctionFacts, verbs: tuple[str, ...]) -> Iterator[Meaning]:
    """What those who call a function call its answer."""
    for _, _, site in facts.asking.ask(CALLERS, function.qualified_name):
        yield from _of_words(words(site.first or site.bound), verbs)


def _promised(function: FunctionFacts, tried: list[str]) -> Meaning:
    """What a function's name promises, where it is written for those who call it and not for a loop that asks whether to go on."""
    first = first_word(function.name)
    if first in WRITING - {"touch"}:
        return Meaning.WORKED
    of = f"{function.path[-2]}.{function.name}" if len(function.path) > 1 else function.name
    is_asked_by_others = first in catalogue.VAGUE and bool(function.unit.asking.ask(HANDED_ON, of))
    if first in catalogue.ASKING or is_asked_by_others:
        return Meaning.OTHER
    if first in READING:
        return Meaning.UNSAID
    acts = first in tried or any(word in WRITING for word in tried)
    return Meaning.WORKED if acts and first not in catalogue.VAGUE else Meaning.UNSAID
