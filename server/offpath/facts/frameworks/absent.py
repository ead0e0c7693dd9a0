"""Reads that answer None for what is not there, and what does not stand None, as data."""

from __future__ import annotations

ENVIRONMENT_READS = frozenset({"os.getenv", "os.environ.get"})

CONVERSIONS = frozenset(
    {
        "int", "float", "Decimal", "UUID", "len", "fromisoformat", "strptime", "fromtimestamp", "loads", "b64decode", "b32decode", "unhexlify",
        "fromhex", "sum", "sorted", "Fraction", "ip_address", "safe_load", "urlsplit", "PurePath", "Path", "list", "tuple", "set", "enumerate",
        "iter", "ord", "round", "abs", "date", "parse_date",
    }
)  # fmt: skip
"""Functions that raise for None."""

MAPPINGS = (
    "builtins.dict", "collections.", "werkzeug.", "flask.Session", "starlette.datastructures.", "multidict.", "django.http.QueryDict", "os._Environ", "typing.Dict",
    "typing.Mapping", "collections.abc.Mapping",
)  # fmt: skip
"""What the canonical names of types begin with whose `get` asks for a key."""

STORES = frozenset(
    {
        "cache",
        "redis",
        "client",
        "session",
        "http",
        "r",
        "requests",
        "httpx",
        "queue",
        "db",
        "memcache",
        "store",
        "storage",
        "repo",
        "repository",
    }
)
"""Last words of names whose `get` may ask for something else than a key, or that know no subscript."""
