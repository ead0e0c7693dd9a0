"""Text to statements: tries what parses, in the dialect that is known or likely, and answers `None` otherwise."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from offpath.facts.stores.sql.ast import HoleUse, Kind, SqlText, Statement
from offpath.facts.stores.sql.holes import hole_uses
from offpath.facts.stores.sql.layout import lay_out
from offpath.facts.stores.sql.lexer import HOLE, Lexed, Token, lex, mask
from offpath.facts.stores.sql.limits import DEEPEST, TooMuch, nesting_of, tree_of, with_stack_of_its_own
from offpath.syntax.budget import LeftOut, leave_out
from offpath.text.span import Span

if TYPE_CHECKING:
    from sqlglot import exp

    from offpath.facts.stores.sql.statement_text import StatementText

_LONGEST_STATEMENT = 50_000
_LONGEST_SCRIPT = 1_000_000
_SHOWN = 40
"""So much of a text is shown."""

_DIVIDE = "divide it into several statements, or put parts of it into views"
_DIALECTS = {
    "sqlite": "sqlite",
    "postgres": "postgres",
    "postgresql": "postgres",
    "mysql": "mysql",
    "mariadb": "mysql",
}
_KINDS: dict[str, Kind] = {
    "SELECT": "select",
    "WITH": "select",
    "INSERT": "insert",
    "REPLACE": "replace",
    "UPDATE": "update",
    "DELETE": "delete",
    "PRAGMA": "pragma",
    "BEGIN": "transaction",
    "START": "transaction",
    "COMMIT": "transaction",
    "ROLLBACK": "transaction",
    "END": "transaction",
    "SAVEPOINT": "transaction",
    "RELEASE": "transaction",
}
_UNPARSED = frozenset({"pragma", "transaction", "other"})


@dataclass(frozen=True, slots=True)
class _Beyond:
    """Stands for a statement that is beyond a limit."""

    what: LeftOut


def parse_sql(sql: SqlText, dialect: str | None = None) -> Statement | None:
    """The first statement of the text, `more` set where others follow; `None` means "cannot tell". Never raises; what is
    beyond a limit is told as left out.
    """
    return next(_told((_first(sql, dialect),)), None)


def parse_script(sql: SqlText, dialect: str | None = None) -> tuple[Statement, ...]:
    """Every statement of the text that can be understood, in order, each with its own placeholders."""
    return tuple(_told(_all(sql, dialect)))


def _told(found: Iterable[Statement | _Beyond | None]) -> Iterator[Statement]:
    """The statements. What is remembered holds what was left out as well: each who asks is told."""
    for each in found:
        if isinstance(each, _Beyond):
            leave_out(each.what)
        elif each is not None:
            yield each


@lru_cache(maxsize=4096)
def _first(sql: SqlText, dialect: str | None) -> Statement | _Beyond | None:
    # A pure function of small frozen values: a keystroke asks again for every text of its unit.
    return next(_statements(sql, dialect, first_only=True), None)


@lru_cache(maxsize=512)
def _all(sql: SqlText, dialect: str | None) -> tuple[Statement | _Beyond, ...]:
    return tuple(_statements(sql, dialect, first_only=False))


def _statements(sql: SqlText, dialect: str | None, first_only: bool) -> Iterator[Statement | _Beyond]:
    known = _DIALECTS.get((dialect or "").lower())
    if len(sql.text) > _LONGEST_SCRIPT:
        yield _beyond(sql.text, f"is longer than {_LONGEST_SCRIPT:,} characters")
        return
    lexed = lex(sql, known)
    if lexed is None or lexed.glued:
        return
    pieces = _split(lexed.tokens)
    for tokens in pieces[:1] if first_only else pieces:
        statement = _parse(sql, lexed, tokens, known)
        if isinstance(statement, _Beyond):
            yield statement
        elif statement is not None:
            yield replace(statement, more=len(pieces) > 1) if len(pieces) > 1 else statement


def _beyond(text: str, how: str) -> _Beyond:
    begun = " ".join(text[:_SHOWN].split())
    return _Beyond(LeftOut(f"no rule has looked at the SQL text that begins `{begun}…`: it {how}", _DIVIDE))


def _split(tokens: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """The statements' tokens; a trigger's or procedure's body belongs to its CREATE."""
    pieces: list[tuple[Token, ...]] = []
    current: list[Token] = []
    for token in tokens:
        if token.kind == ";" and not _in_body(current):
            if current:
                pieces.append(tuple(current))
            current = []
        else:
            current.append(token)
    if current:
        pieces.append(tuple(current))
    return pieces


def _in_body(tokens: list[Token]) -> bool:
    if not tokens or tokens[0].upper != "CREATE":
        return False
    opening = {token.upper for token in tokens[:5]}
    has_body = not opening.isdisjoint({"TRIGGER", "PROCEDURE", "FUNCTION"})
    return has_body and any(token.upper == "BEGIN" for token in tokens) and tokens[-1].upper != "END"


def _kind(tokens: tuple[Token, ...]) -> Kind | None:
    first = next((token for token in tokens if token.kind != "("), None)
    if first is None or first.kind != "word" or HOLE in first.text:
        return None
    word = first.upper
    if word in ("CREATE", "ALTER"):
        following = [token.upper for token in tokens[1:4]]
        if "TABLE" in following:
            return "create_table" if word == "CREATE" else "alter_table"
        return "create_index" if word == "CREATE" and "INDEX" in following else "other"
    return _KINDS.get(word, "other")


def _parse(sql: SqlText, lexed: Lexed, tokens: tuple[Token, ...], known: str | None) -> Statement | _Beyond | None:
    span = Span(tokens[0].start, tokens[-1].end)
    kind = _kind(tokens)
    if kind is None or (kind == "other" and len(span) > _LONGEST_STATEMENT):
        return None
    text = sql.text[span.start : span.end]
    if len(span) > _LONGEST_STATEMENT:
        return _beyond(text, f"is longer than {_LONGEST_STATEMENT:,} characters")
    holes = hole_uses(sql, lexed, span)
    inside = [each for each in lexed.placeholders if span.contains(each.span)]
    placeholders = tuple(replace(each, ordinal=ordinal) for ordinal, each in enumerate(inside))
    if kind in _UNPARSED:
        return Statement(sql, kind, span, known, placeholders=placeholders, holes=holes)
    layout = lay_out(tokens)
    if layout is None:
        return None
    if nesting_of(tokens) > DEEPEST:
        return _beyond(text, f"nests deeper than {DEEPEST} levels")
    from offpath.facts.stores.sql.statement_text import StatementText

    source = StatementText(span.start, layout, placeholders, holes)
    parseable = _parseable(lexed, tokens, holes, kind)[span.start : span.end]
    try:
        return with_stack_of_its_own(lambda: _understood(parseable, sql, span, kind, source, known))
    except TooMuch:
        return _beyond(text, "takes more work than an SQL text is allowed")


def _understood(
    text: str, sql: SqlText, span: Span, kind: Kind, source: StatementText, known: str | None
) -> Statement | None:
    """The statement in the first dialect in which it can be understood. Raises `TooMuch` and `RecursionError`."""
    from offpath.facts.stores.sql.statement import read_statement

    for dialect in _order(text, known):
        tree = _tree(text, dialect)
        if tree is None:
            continue
        try:
            statement = read_statement(tree, sql, span, kind, source, dialect)
        except RecursionError:
            raise
        except Exception:
            statement = None
        if statement is not None:
            return statement
    return None


def _parseable(lexed: Lexed, tokens: tuple[Token, ...], holes: tuple[HoleUse, ...], kind: Kind) -> str:
    # In a declaration a hole is a type or a default, for which any name will do.
    is_declaration = kind in ("create_table", "create_index", "alter_table")
    blanked = [] if is_declaration else [hole.span for hole in holes if hole.role == "fragment"]
    if kind == "update" and len(tokens) > 2 and tokens[1].upper == "OR":
        blanked.append(Span(tokens[1].start, tokens[2].end))
    text = mask(lexed, blanked)
    if kind == "replace":
        start = tokens[0].start
        text = f"{text[:start]}INSERT {text[tokens[0].end :]}"
    return text


def _order(text: str, known: str | None) -> list[str]:
    """The dialects to try: the known one first, else the one that the text's own marks speak for."""
    upper = text.upper()
    likely = "sqlite"
    if "::" in text or " ILIKE " in upper or "@>" in text or "~*" in text:
        likely = "postgres"
    elif "ON DUPLICATE KEY" in upper or (" INTERVAL " in upper and "`" in text):
        likely = "mysql"
    return list(dict.fromkeys([known or likely, likely, "sqlite", "postgres", "mysql"]))


def _tree(text: str, dialect: str) -> exp.Expr | None:
    """The tree; None for what the parser does not understand. Raises `TooMuch` and `RecursionError`."""
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        with _quiet():
            tree = tree_of(text, dialect)
    except (SqlglotError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        return None
    return None if isinstance(tree, exp.Command) else tree


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the parser's warnings about text that it does not know off the standard error stream."""
    logger = logging.getLogger("sqlglot")
    logger.addFilter(_drop)
    try:
        yield
    finally:
        logger.removeFilter(_drop)


def _drop(record: logging.LogRecord) -> bool:
    return False
