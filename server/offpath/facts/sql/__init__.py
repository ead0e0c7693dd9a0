"""One SQL text: what it says, and edits that change it in place. Knows nothing of Python.

The parser behind it is imported by the first text that is parsed, never by importing this package.
"""

from offpath.facts.sql.build import BuiltStatement, Guard, Key, Parameter, conditional_update, keys_of
from offpath.facts.sql.detect import looks_like_sql
from offpath.facts.sql.model import (
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
from offpath.facts.sql.parse import parse_script, parse_sql
from offpath.facts.sql.splice import SpliceResult, add_condition

__all__ = [
    "Assignment",
    "BuiltStatement",
    "ColumnRef",
    "Condition",
    "Created",
    "CreatedColumn",
    "Expression",
    "ForeignKey",
    "Guard",
    "Hole",
    "HoleUse",
    "Key",
    "Literal",
    "OnConflict",
    "Operand",
    "Parameter",
    "Placeholder",
    "PlaceholderStyle",
    "Scope",
    "SelectedColumn",
    "SpliceResult",
    "SqlText",
    "Statement",
    "Subquery",
    "TableRef",
    "add_condition",
    "conditional_update",
    "keys_of",
    "looks_like_sql",
    "parse_script",
    "parse_sql",
]
