"""Which library calls leave the program, and which only work something out, as data: what may fail there for no mistake of one's own."""

from __future__ import annotations

from offpath.catalogue.load import catalogue

ASKING = frozenset(
    {
        "builtins.open", "io.open", "codecs.open", "os.open", "os.listdir", "os.scandir", "os.walk", "os.stat", "os.path.getsize", "os.path.getmtime",
        "pathlib.Path.open", "pathlib.Path.read_text", "pathlib.Path.read_bytes", "pathlib.Path.iterdir", "pathlib.Path.glob", "pathlib.Path.rglob",
        "pathlib.Path.stat", "shutil.disk_usage", "glob.glob", "linecache.getline", "sqlalchemy.create_engine",
    }
)  # fmt: skip
"""Functions that read what lies outside of the program."""

CLIENTS = (
    "socket.", "subprocess.", "smtplib.", "imaplib.", "ftplib.", "poplib.", "http.client.", "urllib.request.", "boto3.", "botocore.", "aiobotocore.",
    "psycopg2.", "psycopg.", "asyncpg.", "sqlite3.", "aiosqlite.", "pymysql.", "pyodbc.", "pymongo.", "motor.", "redis.", "requests.", "httpx.", "aiohttp.",
    "paramiko.", "ldap3.", "kombu.", "pika.", "aio_pika.", "kafka.", "confluent_kafka.", "openai.", "anthropic.", "litellm.", "stripe.", "elasticsearch.",
    "opensearchpy.", "google.cloud.", "azure.", "dns.", "kubernetes.", "docker.", "git.", "telegram.", "slack_sdk.", "twilio.", "supabase.", "firebase_admin.",
    "sqlalchemy.ext.asyncio.", "sqlalchemy.orm.Session.", "sqlalchemy.engine.Connection.", "sqlalchemy.engine.Engine.", "sqlalchemy.orm.Query.", "peewee.", "tortoise.",
    "neo4j.",
    "django.core.mail.", "django.core.cache.", "django.db.connection", "feedparser.", "praw.", "qdrant_client.", "pinecone.", "chromadb.", "minio.",
)  # fmt: skip
"""Libraries whose calls ask a service, a store or another process."""

WORKING_OUT = (
    "importlib.metadata", "packaging", "xml", "lxml", "yaml", "tomllib", "tomli", "toml", "PIL", "qrcode", "barcode", "google.protobuf", "cryptography",
    "nacl", "Crypto", "icalendar", "vobject", "babel", "pycountry", "gettext", "locale", "ast", "tokenize", "csv", "io.BytesIO", "io.StringIO", "binascii",
    "email", "chardet", "charset_normalizer", "langdetect", "bs4", "markdown", "scipy", "sklearn", "itsdangerous", "jose", "magic", "shlex", "keyword",
    "typing_extensions", "threading.local", "contextvars", "sys", "platform", "isodate", "croniter", "user_agents", "ua_parser", "jmespath", "jsonpath_ng",
    "urllib.parse", "http.cookies", "fractions", "colorsys", "imghdr", "sniffio", "pygments", "docutils", "slugify", "unidecode", "semver", "msgpack", "cbor2",
    "weakref", "gc", "asyncio.get_event_loop", "asyncio.get_running_loop", "django.utils", "django.template", "jinja2", "wtforms", "django.forms",
)  # fmt: skip
"""Libraries that answer from what they are handed, besides those that `effects.computes` names."""

IN_MEMORY = ("builtins.", "bisect.", "heapq.", "random.", "contextvars.", "flask.Session.")
"""Writes that end with the program."""


def writes_outside(name: str) -> bool:
    """Whether a canonical name is a call that changes something outside of the program.

    >>> writes_outside("os.remove"), writes_outside("builtins.setattr"), writes_outside("subprocess.run")
    (True, False, False)
    """
    return catalogue().effects.writes(name) and not name.startswith((*IN_MEMORY, "subprocess."))


def asks_outside(name: str) -> bool:
    """Whether a canonical name is a call that asks something outside of the program."""
    if (
        name in ASKING
        or name in catalogue().effects.sending
        or name.startswith(CLIENTS)
        or catalogue().wait(name) is not None
    ):
        return True
    return name.startswith(("pandas.read_", "polars.read_", "numpy.load"))


def only_works_out(name: str) -> bool:
    """Whether a canonical name is a call that answers from what it is handed."""
    return (
        catalogue().effects.computes(name)
        or name.startswith(IN_MEMORY)
        or any(name == w or name.startswith(f"{w}.") for w in WORKING_OUT)
    )
