"""Connections and sessions, and which of them write for good when they are left, as data."""

from __future__ import annotations

from offpath.catalogue.types import CONNECTION, Types

COMMIT_WHEN_LEFT = frozenset({"sqlite3.Connection", "psycopg2.connection", "psycopg.Connection", "pyodbc.Connection"})
"""Connections that commit where a `with` over them ends well."""

WRITING_AT_ONCE = ("asyncpg.",)
"""Libraries whose connections commit every statement by itself."""

SESSIONS = frozenset({"sqlalchemy.orm.Session", "sqlalchemy.engine.Connection", "sqlmodel.Session"})
SESSION = "sqlalchemy.orm.Session"
SESSION_MAKERS = frozenset({"sqlalchemy.orm.sessionmaker", "sqlalchemy.ext.asyncio.async_sessionmaker"})
"""What makes a session that is the caller's own; those of `scoped_session` are the thread's."""
HELD_UNTIL_CLOSED = frozenset(
    {"sqlalchemy.engine.Connection", "aiohttp.ClientSession", "httpx.Client", "httpx.AsyncClient", "sqlmodel.Session"}
)
"""What keeps a connection until it is closed."""
ENDED_WITH_REQUEST = frozenset(
    {"flask_sqlalchemy.SQLAlchemy", "flask_sqlalchemy_lite.SQLAlchemy", "flask_appbuilder.SQLA"}
)
"""What has a session that is rolled back and given back when a request is answered."""


def must_commit(types: Types, kind: str) -> bool:
    """Whether what is written through a connection or session of this type is lost unless somebody commits."""
    return types.is_any(kind, SESSIONS | {CONNECTION}) and not kind.startswith(WRITING_AT_ONCE)


COMMITTING = frozenset(
    {"commit", "begin", "begin_nested", "transaction", "atomic", "executescript", "set_session", "set_isolation_level"}
)
"""Methods of which one makes sure that somebody commits, or that nobody has to."""

BEGINNING = frozenset({"begin", "begin_transaction", "session_begin", "start_transaction", "begin_nested"})
"""Methods by which a function opens a transaction that it has to end by itself."""

AUTOCOMMIT = frozenset({"autocommit", "isolation_level"})
"""Arguments and attributes by which a connection commits by itself."""

REGIONS = frozenset(
    {
        "atomic", "in_transaction", "transaction", "begin", "begin_nested", "commit_on_success", "start_transaction", "transactional", "unit_of_work",
        "with_transaction", "begin_transaction", "tx", "batch_",
    }
)  # fmt: skip
"""What opens a transaction as a `with` or a decorator."""

REGION_WORDS = frozenset({"atomic", "atomically", "transactional"})
"""Words of names of what opens one, in projects that have their own."""

TRANSACTION_WHEN_ENTERED = frozenset(
    {
        "sqlite3.Connection", "psycopg2.connection", "psycopg.Connection", "pyodbc.Connection",
    }
)  # fmt: skip
"""Connections of which a `with` is a transaction."""

ATOMIC = frozenset({"django.db.transaction.atomic"})
"""What opens Django's transactions."""

ABORTING_CALLS = frozenset(
    {"psycopg2.connect", "psycopg.connect", "psycopg.Connection.connect", "psycopg.AsyncConnection.connect"}
)
ABORTING = frozenset({"psycopg2.connection", "psycopg.Connection", "psycopg.AsyncConnection"})
"""Connections whose `with` is a transaction that no statement can go on in once one has failed."""

POSTGRES_DRIVERS = frozenset({"psycopg2", "psycopg", "psycopg_pool"})

EACH_BY_ITSELF = frozenset({"django", "peewee", "tortoise", "mongo", "mapper", "hosted"})
"""Stores that commit every write at once where no transaction is open."""

SIDE_TABLES = frozenset(
    {
        "log", "logs", "audit", "event", "events", "history", "activity", "notification", "notifications", "metric", "session", "sessions", "cache",
        "token", "tokens",
    }
)  # fmt: skip
"""Words of tables that only accompany what is done."""

LASTING = frozenset(
    {"send", "publish", "notify", "upload", "download", "fetch", "request", "charge", "capture", "sleep", "wait", "emit", "dispatch", "enqueue", "delay",
     "async", "invoke", "post", "put", "patch", "urlopen", "mail", "email", "refund", "pay", "transcode", "commit", "scrape", "crawl", "deliver"}
)  # fmt: skip
"""Words of calls that wait for somebody else, or that no rollback takes back."""

TELLING = frozenset({"send", "publish", "notify", "emit", "mail", "email", "deliver"})
"""Those of the words above that only tell somebody something."""

READING = frozenset({"download", "fetch", "sleep", "wait", "scrape", "crawl", "urlopen", "commit"})
"""Those of the words above that change nothing."""

PAYING = frozenset({"transfer", "payout", "disburse", "ship", "issue", "grant", "award", "settle", "reward", "payment"})
"""Words of calls that hand out what is not to be handed out twice."""
