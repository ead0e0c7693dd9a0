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

OF_BAD_VALUES = frozenset(
    {
        "ValueError",
        "JSONDecodeError",
        "InvalidOperation",
        "DecimalException",
        "ArithmeticError",
        "UnicodeError",
        "UnicodeDecodeError",
    }
)
"""Exceptions of conversions: whoever catches one waits for a value that cannot be converted."""

ELEMENT_MODULES = ("lxml.", "xml.etree.", "defusedxml.")
"""Modules whose elements answer `get` with an attribute, and know no subscript by name."""

MAKING_MAPPINGS = frozenset(
    {
        "loads",
        "json",
        "get_json",
        "safe_load",
        "dict",
        "asdict",
        "model_dump",
        "to_dict",
        "DictReader",
        "DictRow",
        "parse_qs",
        "parse_obj",
        "vars",
        "json_body",
    }
)
"""Functions and methods that answer mappings, or lists of them."""

NAMES_OF_MAPPINGS = frozenset(
    {"data", "payload", "body", "json", "params", "form", "args", "kwargs", "config", "settings", "options", "meta", "metadata", "event", "row", "info", "fields",
     "claims", "context", "dict", "mapping", "values", "query", "record"}
)  # fmt: skip
"""Last words of names that stand for mappings."""
