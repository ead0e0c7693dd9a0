"""What an SQL text may cost: how deep it nests is counted in its tokens, how often the parser goes over them in its moves, and
where it needs more of Python's stack than the caller has left, it gets one of its own. So nothing depends on who asks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.parser import Parser

    from offpath.facts.stores.sql.lexer import Token

T = TypeVar("T")

DEEPEST = 30
"""So many brackets, `CASE`s and prefixes may stand one inside the other: the parser takes up to 30 calls for each."""

_LEAST_MOVES = 5_000
_MOVES_PER_TOKEN = 20
"""Other texts need one or two."""

_OPENING = {"(": ")", "[": "]", "{": "}"}
_PREFIXES = frozenset({"-", "+", "~"})


class TooMuch(Exception):
    """The parser goes over a text again and again, at a cost that grows as a power of its length, or needs too much stack."""


def nesting_of(tokens: Sequence[Token]) -> int:
    """How many brackets, `CASE`s and prefixes stand one inside the other at the deepest place."""
    deepest = depth = prefixes = 0
    around: list[tuple[str, int]] = []
    for token in tokens:
        kind, word = token.kind, token.upper
        if word == "NOT" or kind in _PREFIXES:
            prefixes += 1
        elif kind in _OPENING or word == "CASE":
            around.append((_OPENING.get(kind, "END"), prefixes))
            depth += prefixes + 1
            prefixes = 0
        elif around and around[-1][0] == (word or kind):
            depth -= around.pop()[1] + 1
            prefixes = 0
        else:
            prefixes = 0
        deepest = max(deepest, depth + prefixes)
    return deepest


def tree_of(text: str, dialect: str) -> exp.Expr:
    """The tree of a single statement. Raises `TooMuch`, and whatever the parser raises for what it does not understand."""
    from sqlglot import Dialect
    from sqlglot.errors import ParseError

    known = Dialect.get_or_raise(dialect)
    tokens = known.tokenize(text)
    parser = _counting(known.parser_class)(dialect=known)
    parser.moves = _LEAST_MOVES + _MOVES_PER_TOKEN * len(tokens)
    trees = parser.parse(tokens, text)
    if len(trees) != 1 or trees[0] is None:
        raise ParseError("no statement, or several")
    tree: exp.Expr = trees[0]
    return tree


@lru_cache(8)
def _counting(parser: type[Parser]) -> Any:
    """The parser of a dialect, with an end to how often it moves."""

    class Counting(parser):  # type: ignore[misc, valid-type]
        moves = 0

        def _advance(self, times: int = 1) -> None:
            self.moves -= 1
            if self.moves < 0:
                raise TooMuch
            super()._advance(times)

    return Counting


def with_stack_of_its_own(work: Callable[[], T]) -> T:
    """What the work gives, be the caller's stack as full as it may. Raises `TooMuch` where no stack is enough."""
    try:
        return work()
    except RecursionError:
        pass
    given: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            given.append(work())
        except RecursionError:
            raised.append(TooMuch())
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
    return given[0]
