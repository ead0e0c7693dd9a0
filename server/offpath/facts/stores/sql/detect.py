"""Whether a string is SQL at all, cheaply: asked of every literal that reaches an execute."""

from __future__ import annotations

import re

_LEAD = r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/|[(;])*"
_OPENING = re.compile(
    _LEAD
    + r"""(?:
        SELECT\b | WITH\s.*?\sAS\s*(?:\w+\s+)*\( | INSERT\s+(?:OR\s+\w+\s+|IGNORE\s+|LOW_PRIORITY\s+)?INTO\b | REPLACE\s+INTO\b
      | UPDATE\s+\S.*?\bSET\b | DELETE\s+(?:FROM\b|\S+\s+FROM\b) | MERGE\s+INTO\b | TRUNCATE\b | VALUES\s*\(
      | (?:CREATE|ALTER|DROP)\s+(?:\w+\s+){0,3}?(?:TABLE|INDEX|VIEW|TRIGGER|SCHEMA|DATABASE|SEQUENCE|TYPE|FUNCTION|EXTENSION)\b
      | PRAGMA\s+\w | EXPLAIN\s+\w | VACUUM\b | ANALYZE\b
      | (?:BEGIN|COMMIT|ROLLBACK|END|START\s+TRANSACTION|SAVEPOINT\s+\w+|RELEASE\s+\w+)\b
      | SET\s+\S | SHOW\s+\w | CALL\s+\w | LOCK\s+TABLES?\b | GRANT\s+\w | REVOKE\s+\w | COPY\s+\S
    )""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def looks_like_sql(text: str) -> bool:
    """Whether the text opens as an SQL statement does, after space, comments and parentheses.

    >>> looks_like_sql("-- the owner's\\n  SELECT * FROM tickets"), looks_like_sql("update your profile")
    (True, False)
    """
    return _OPENING.match(text) is not None
