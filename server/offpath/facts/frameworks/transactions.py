"""Connections and sessions, and which of them write for good when they are left, as data."""

from __future__ import annotations

from offpath.facts.frameworks.types import DBAPI_CONNECTIONS

COMMIT_WHEN_LEFT = frozenset({"sqlite3.Connection", "psycopg2.connection", "psycopg.Connection", "pyodbc.Connection"})
"""Connections that commit where a `with` over them ends well."""

WRITING_AT_ONCE = ("asyncpg.",)
"""Libraries whose connections commit every statement by itself."""

SESSIONS = frozenset({"sqlalchemy.orm.Session", "sqlalchemy.engine.Connection", "sqlmodel.Session"})
CONNECTIONS = frozenset(each for each in DBAPI_CONNECTIONS if not each.startswith(WRITING_AT_ONCE))

COMMITTING = frozenset(
    {"commit", "begin", "begin_nested", "transaction", "atomic", "executescript", "set_session", "set_isolation_level"}
)
"""Methods of which one makes sure that somebody commits, or that nobody has to."""

AUTOCOMMIT = frozenset({"autocommit", "isolation_level"})
"""Arguments and attributes by which a connection commits by itself."""
