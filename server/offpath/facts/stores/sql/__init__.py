"""One SQL text: what it says. Knows nothing of Python.

The parser behind it is imported by the first text that is parsed, never by importing this package.
"""

from offpath.facts.stores.sql.ast import (
    Assignment,
    ColumnRef,
    Condition,
    Created,
    CreatedColumn,
    Expression,
    ForeignKey,
    Hole,
    HoleUse,
    Literal,
    OnConflict,
    Operand,
    Placeholder,
    PlaceholderStyle,
    Scope,
    SelectedColumn,
    SqlText,
    Statement,
    Subquery,
    TableRef,
)
from offpath.facts.stores.sql.detect import looks_like_sql
from offpath.facts.stores.sql.parse import parse_script, parse_sql

__all__ = [
    "Assignment",
    "ColumnRef",
    "Condition",
    "Created",
    "CreatedColumn",
    "Expression",
    "ForeignKey",
    "Hole",
    "HoleUse",
    "Literal",
    "OnConflict",
    "Operand",
    "Placeholder",
    "PlaceholderStyle",
    "Scope",
    "SelectedColumn",
    "SqlText",
    "Statement",
    "Subquery",
    "TableRef",
    "looks_like_sql",
    "parse_script",
    "parse_sql",
]
