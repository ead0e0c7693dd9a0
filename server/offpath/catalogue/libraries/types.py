"""Types of the libraries that the catalogue knows, as data: what calls return, what attributes are, who inherits from whom.

Names are canonical dotted names (`canonical` maps the other spellings). A type's members are written
`type.member`. In results, `of` is what the receiver is about (a query set's model), `arg` the first argument.
"""

from __future__ import annotations

import builtins
from functools import lru_cache

from offpath.catalogue.remembering import MOST_NAMES

BUILTINS = frozenset(dir(builtins))

PROPERTIES = frozenset({"property", "cached_property", "hybrid_property", "declared_attr", "cached"})

MODEL_MEMBERS = frozenset({"objects", "query", "_default_manager", "_meta", "pk", "id"})

ITERABLES_OF = frozenset(
    {
        "builtins.list", "django.db.models.QuerySet", "django.db.models.Manager", "sqlalchemy.orm.Query",
        "sqlalchemy.engine.ScalarResult", "peewee.ModelSelect", "tortoise.queryset.QuerySet",
    }
)  # fmt: skip

_PREFIXES: dict[str, str] = {
    "flask.globals": "flask",
    "quart.globals": "quart",
    "flask_login.utils": "flask_login",
    "sqlalchemy.orm.session": "sqlalchemy.orm",
    "sqlalchemy.orm.query": "sqlalchemy.orm",
    "sqlalchemy.orm.scoping": "sqlalchemy.orm",
    "sqlalchemy.ext.asyncio.session": "sqlalchemy.ext.asyncio",
    "sqlalchemy.ext.asyncio.engine": "sqlalchemy.ext.asyncio",
    "sqlalchemy.engine.base": "sqlalchemy.engine",
    "sqlalchemy.engine.create": "sqlalchemy",
    "sqlalchemy.sql.expression": "sqlalchemy",
    "sqlalchemy.sql": "sqlalchemy",
    "sqlalchemy.future": "sqlalchemy",
    "sqlmodel.orm.session": "sqlmodel",
    "sqlmodel.ext.asyncio.session": "sqlmodel.ext.asyncio",
    "django.db.models.query": "django.db.models",
    "django.db.models.manager": "django.db.models",
    "django.db.models.base": "django.db.models",
    "django.http.request": "django.http",
    "django.http.response": "django.http",
    "fastapi.applications": "fastapi",
    "fastapi.routing": "fastapi",
    "fastapi.requests": "starlette.requests",
    "httpx._client": "httpx",
    "requests.api": "requests",
    "requests.sessions": "requests",
    "aiohttp.client": "aiohttp",
    "redis.client": "redis",
    "redis.asyncio.client": "redis.asyncio",
    "pymongo.mongo_client": "pymongo",
    "motor.motor_asyncio": "motor",
    "concurrent.futures.thread": "concurrent.futures",
    "tortoise.models": "tortoise",
}

_RENAMED: dict[str, str] = {
    "fastapi.Request": "starlette.requests.Request",
    "requests.session": "requests.Session",
    "redis.StrictRedis": "redis.Redis",
    "redis.asyncio.StrictRedis": "redis.asyncio.Redis",
    "sqlmodel.select": "sqlalchemy.select",
    "sqlmodel.create_engine": "sqlalchemy.create_engine",
    "sqlmodel.update": "sqlalchemy.update",
    "sqlmodel.delete": "sqlalchemy.delete",
    "MySQLdb.connect": "pymysql.connect",
    "mysql.connector.connection.MySQLConnection": "mysql.connector.MySQLConnection",
}

_PARENTS: dict[str, tuple[str, ...]] = {
    "sqlmodel.Session": ("sqlalchemy.orm.Session",),
    "sqlmodel.ext.asyncio.AsyncSession": ("sqlalchemy.ext.asyncio.AsyncSession",),
    "sqlalchemy.ext.asyncio.AsyncSession": ("sqlalchemy.orm.Session",),
    "sqlalchemy.orm.scoped_session": ("sqlalchemy.orm.Session",),
    "sqlalchemy.ext.asyncio.async_scoped_session": ("sqlalchemy.orm.Session",),
    "sqlalchemy.ext.asyncio.async_sessionmaker": ("sqlalchemy.orm.sessionmaker",),
    "sqlalchemy.ext.asyncio.AsyncConnection": ("sqlalchemy.engine.Connection",),
    "sqlalchemy.ext.asyncio.AsyncEngine": ("sqlalchemy.engine.Engine",),
    "django.db.models.Manager": ("django.db.models.QuerySet",),
    "redis.asyncio.Redis": ("redis.Redis",),
    "psycopg.AsyncConnection": ("psycopg.Connection",),
    "psycopg.AsyncCursor": ("psycopg.Cursor",),
    "asyncpg.Pool": ("asyncpg.Connection",),
    "asyncpg.pool.Pool": ("asyncpg.Connection",),
    "fastapi.FastAPI": ("starlette.applications.Starlette",),
    "quart.Quart": ("flask.Flask",),
    "quart.Blueprint": ("flask.Blueprint",),
}

_DBAPI_CONNECTIONS: dict[str, tuple[str, str]] = {
    "sqlite3.connect": ("sqlite3.Connection", "sqlite3.Cursor"),
    "psycopg2.connect": ("psycopg2.connection", "psycopg2.cursor"),
    "psycopg.connect": ("psycopg.Connection", "psycopg.Cursor"),
    "psycopg.Connection.connect": ("psycopg.Connection", "psycopg.Cursor"),
    "psycopg.AsyncConnection.connect": ("psycopg.Connection", "psycopg.Cursor"),
    "pymysql.connect": ("pymysql.Connection", "pymysql.Cursor"),
    "mysql.connector.connect": ("mysql.connector.MySQLConnection", "mysql.connector.Cursor"),
    "mariadb.connect": ("mariadb.Connection", "mariadb.Cursor"),
    "pyodbc.connect": ("pyodbc.Connection", "pyodbc.Cursor"),
    "cx_Oracle.connect": ("cx_Oracle.Connection", "cx_Oracle.Cursor"),
    "oracledb.connect": ("oracledb.Connection", "oracledb.Cursor"),
    "aiosqlite.connect": ("aiosqlite.Connection", "aiosqlite.Cursor"),
    "asyncpg.connect": ("asyncpg.Connection", "asyncpg.Cursor"),
    "aiomysql.connect": ("aiomysql.Connection", "aiomysql.Cursor"),
    "duckdb.connect": ("duckdb.Connection", "duckdb.Cursor"),
}

DBAPI_CONNECTIONS = frozenset(pair[0] for pair in _DBAPI_CONNECTIONS.values())
DBAPI_CURSORS = frozenset(pair[1] for pair in _DBAPI_CONNECTIONS.values())

INSTANCES: dict[str, str] = {
    "flask.request": "flask.Request",
    "quart.request": "flask.Request",
    "flask.session": "flask.Session",
    "quart.session": "flask.Session",
    "flask.g": "flask.g",
    "quart.g": "flask.g",
    "flask.current_app": "flask.Flask",
    "quart.current_app": "flask.Flask",
    "bottle.request": "bottle.Request",
    "flask_login.current_user": "flask_login.User",
    "django.db.connection": "django.db.Connection",
    "flask_sqlalchemy.SQLAlchemy.session": "sqlalchemy.orm.Session",
    "flask_sqlalchemy.SQLAlchemy.engine": "sqlalchemy.engine.Engine",
    "django.db.models.Model.objects": "django.db.models.Manager[of]",
    "django.db.models.Model._default_manager": "django.db.models.Manager[of]",
    "flask_sqlalchemy.SQLAlchemy.Model.query": "sqlalchemy.orm.Query[of]",
}

ENTERS: dict[str, str] = {
    "sqlalchemy.engine.Engine": "sqlalchemy.engine.Connection",
    "asyncpg.PoolAcquire": "asyncpg.Connection",
}


def _dbapi_returns() -> dict[str, str]:
    found: dict[str, str] = {}
    for connect, (connection, cursor) in _DBAPI_CONNECTIONS.items():
        found[connect] = connection
        found[f"{connection}.cursor"] = cursor
        found[f"{connection}.execute"] = cursor
        found[f"{cursor}.execute"] = cursor
        found[f"{connection}.connect"] = connection
        found[f"{connection}.acquire"] = connection
    return found


_QUERYSET_CHAIN = (
    "all", "filter", "exclude", "order_by", "select_related", "prefetch_related", "annotate", "distinct", "only", "defer",
    "select_for_update", "reverse", "using", "none", "union", "get_queryset", "alias", "extra",
)  # fmt: skip
_QUERYSET_ONE = ("get", "first", "last", "latest", "earliest", "create", "aget", "afirst", "alast", "acreate")
_QUERY_CHAIN = (
    "filter", "filter_by", "order_by", "options", "join", "outerjoin", "limit", "offset", "with_for_update", "where",
    "distinct", "populate_existing", "group_by", "having", "execution_options", "enable_eagerloads", "select_from",
)  # fmt: skip
_QUERY_ONE = ("first", "one", "one_or_none", "get", "first_or_404", "get_or_404", "one_or_404", "scalar")


def _chains() -> dict[str, str]:
    found: dict[str, str] = {}
    for base in ("django.db.models.QuerySet", "tortoise.queryset.QuerySet", "peewee.ModelSelect"):
        found |= {f"{base}.{name}": f"{base}[of]" for name in (*_QUERYSET_CHAIN, "where", "join", "limit", "offset")}
        found |= {f"{base}.{name}": "of" for name in (*_QUERYSET_ONE, "get_or_none", "get_by_id")}
    found |= {f"sqlalchemy.orm.Query.{name}": "sqlalchemy.orm.Query[of]" for name in _QUERY_CHAIN}
    found |= {f"sqlalchemy.orm.Query.{name}": "of" for name in _QUERY_ONE}
    found["sqlalchemy.orm.Query.all"] = "builtins.list[of]"
    found |= {f"sqlalchemy.Select.{name}": "sqlalchemy.Select[of]" for name in _QUERY_CHAIN}
    for verb in ("update", "delete", "insert"):
        found[f"sqlalchemy.{verb}"] = f"sqlalchemy.{verb.capitalize()}[arg]"
        for name in ("where", "values", "returning", "execution_options", "filter_by", "on_conflict_do_nothing"):
            found[f"sqlalchemy.{verb.capitalize()}.{name}"] = f"sqlalchemy.{verb.capitalize()}[of]"
    for result in ("sqlalchemy.engine.Result", "sqlalchemy.engine.ScalarResult"):
        found |= {
            f"{result}.{name}": "of"
            for name in ("scalar_one", "scalar_one_or_none", "scalar", "first", "one", "one_or_none")
        }
        found |= {f"{result}.{name}": "builtins.list[of]" for name in ("all", "fetchall")}
        found |= {f"{result}.{name}": f"{result}[of]" for name in ("unique", "mappings")}
    found["sqlalchemy.engine.Result.scalars"] = "sqlalchemy.engine.ScalarResult[of]"
    for static in ("get", "get_or_none", "get_by_id", "create", "first"):
        found[f"peewee.Model.{static}"] = "of"
        found[f"tortoise.Model.{static}"] = "of"
    for static in ("select", "filter", "all", "exclude"):
        found[f"peewee.Model.{static}"] = "peewee.ModelSelect[of]"
        found[f"tortoise.Model.{static}"] = "tortoise.queryset.QuerySet[of]"
    return found


RETURNS: dict[str, str] = {
    **_dbapi_returns(),
    **_chains(),
    "asyncpg.create_pool": "asyncpg.Connection",
    "ssl.create_default_context": "ssl.SSLContext",
    "builtins.dict": "builtins.dict",
    "builtins.list": "builtins.list",
    "builtins.set": "builtins.set",
    "collections.defaultdict": "collections.defaultdict",
    "collections.deque": "collections.deque",
    "collections.Counter": "collections.Counter",
    "collections.OrderedDict": "collections.OrderedDict",
    "ssl._create_unverified_context": "ssl.SSLContext",
    "psycopg_pool.ConnectionPool.connection": "psycopg.Connection",
    "psycopg2.pool.SimpleConnectionPool.getconn": "psycopg2.connection",
    "psycopg2.pool.ThreadedConnectionPool.getconn": "psycopg2.connection",
    "django.db.Connection.cursor": "django.db.Cursor",
    "sqlalchemy.create_engine": "sqlalchemy.engine.Engine",
    "sqlalchemy.ext.asyncio.create_async_engine": "sqlalchemy.engine.Engine",
    "sqlalchemy.engine.Engine.connect": "sqlalchemy.engine.Connection",
    "sqlalchemy.engine.Engine.begin": "sqlalchemy.engine.Connection",
    "sqlalchemy.engine.Engine.raw_connection": "sqlite3.Connection",
    "sqlalchemy.engine.Connection.execute": "sqlalchemy.engine.Result[arg]",
    "sqlalchemy.orm.sessionmaker": "sqlalchemy.orm.sessionmaker",
    "sqlalchemy.orm.scoped_session": "sqlalchemy.orm.scoped_session",
    "sqlalchemy.ext.asyncio.async_sessionmaker": "sqlalchemy.ext.asyncio.async_sessionmaker",
    "sqlalchemy.ext.asyncio.async_scoped_session": "sqlalchemy.ext.asyncio.async_scoped_session",
    "sqlalchemy.orm.sessionmaker.__call__": "sqlalchemy.orm.Session",
    "sqlalchemy.orm.sessionmaker.begin": "sqlalchemy.orm.Session",
    "sqlalchemy.orm.scoped_session.__call__": "sqlalchemy.orm.Session",
    "sqlalchemy.orm.Session.execute": "sqlalchemy.engine.Result[arg]",
    "sqlalchemy.orm.Session.exec": "sqlalchemy.engine.ScalarResult[arg]",
    "sqlalchemy.orm.Session.scalars": "sqlalchemy.engine.ScalarResult[arg]",
    "sqlalchemy.orm.Session.scalar": "arg",
    "sqlalchemy.orm.Session.query": "sqlalchemy.orm.Query[arg]",
    "sqlalchemy.orm.Session.get": "arg",
    "sqlalchemy.orm.Session.get_one": "arg",
    "sqlalchemy.orm.Session.merge": "arg",
    "sqlalchemy.select": "sqlalchemy.Select[arg]",
    "flask_sqlalchemy.SQLAlchemy.select": "sqlalchemy.Select[arg]",
    "flask_sqlalchemy.SQLAlchemy.get_or_404": "arg",
    "flask_sqlalchemy.SQLAlchemy.first_or_404": "arg",
    "flask_sqlalchemy.SQLAlchemy.one_or_404": "arg",
    "django.shortcuts.get_object_or_404": "arg",
    "django.shortcuts.aget_object_or_404": "arg",
    "django.shortcuts.get_list_or_404": "builtins.list[arg]",
    "redis.from_url": "redis.Redis",
    "redis.Redis.from_url": "redis.Redis",
    "redis.asyncio.from_url": "redis.asyncio.Redis",
    "redis.asyncio.Redis.from_url": "redis.asyncio.Redis",
    "redis.Redis.pipeline": "redis.Pipeline",
    "socket.socket": "socket.socket",
    "boto3.client": "boto3.Client",
    "boto3.resource": "boto3.Resource",
    "concurrent.futures.ThreadPoolExecutor.submit": "concurrent.futures.Future",
    "concurrent.futures.ProcessPoolExecutor.submit": "concurrent.futures.Future",
    "builtins.open": "io.TextIOWrapper",
    "pathlib.Path.open": "io.TextIOWrapper",
}


@lru_cache(MOST_NAMES)
def canonical(name: str) -> str:
    """The canonical spelling of a library's dotted name: `flask.globals.request` → `flask.request`."""
    renamed = _RENAMED.get(name)
    if renamed is not None:
        return renamed
    head = name
    while "." in head:
        head = head.rpartition(".")[0]
        replacement = _PREFIXES.get(head)
        if replacement is not None:
            spelled = replacement + name[len(head) :]
            return _RENAMED.get(spelled, spelled)
    return name


@lru_cache(MOST_NAMES)
def lineage(name: str) -> tuple[str, ...]:
    """A library type and the types that it inherits from, nearest first."""
    found = [name]
    for current in found:
        found.extend(p for p in _PARENTS.get(current, ()) if p not in found)
    return tuple(found)
