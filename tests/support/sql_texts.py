"""Writes `SqlText`s as tests like to read them: `⟦…⟧` marks a hole."""

from __future__ import annotations

import re

from offpath.facts.stores.sql import SqlText, Statement, parse_sql
from offpath.repair.sql import SpliceResult
from offpath.text.span import Span


def sql(text: str) -> SqlText:
    """The text with its marked holes; the marks belong to the holes."""
    return SqlText(text, tuple(Span(*match.span()) for match in re.finditer("⟦.*?⟧", text)))


def parsed(text: str, dialect: str | None = None) -> Statement:
    """The statement, which must be understood."""
    statement = parse_sql(sql(text), dialect)
    assert statement is not None, text
    return statement


def edited(statement: Statement, result: SpliceResult | None) -> str:
    """The text after the splice, which must have been possible."""
    assert result is not None, statement.sql.text
    return result.applied_to(statement.sql).text
