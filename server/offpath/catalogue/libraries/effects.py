"""Which library calls change something outside the program's own values, as data.

`WRITES` names them by canonical type or module and member; `READS` those known to change nothing although their name
or module might suggest it. A whole library in `PURE` changes nothing that lasts.
"""

from __future__ import annotations

from offpath.catalogue.load import catalogue

PURE = frozenset(
    {
        "builtins", "json", "re", "math", "datetime", "decimal", "uuid", "hashlib", "hmac", "base64", "copy", "functools",
        "itertools", "collections", "typing", "dataclasses", "enum", "string", "textwrap", "random", "secrets", "time",
        "operator", "statistics", "fractions", "calendar", "zoneinfo", "pprint", "types", "inspect", "abc", "contextlib",
        "urllib.parse", "html", "unicodedata", "difflib", "bisect", "heapq", "ipaddress", "pydantic", "marshmallow",
        "attr", "attrs", "numpy", "pandas", "dateutil", "pytz", "markupsafe", "bleach", "orjson", "warnings", "traceback",
        "flask.jsonify", "flask.render_template", "flask.make_response", "flask.url_for", "flask.abort", "flask.redirect",
        "flask.Request", "starlette.responses", "fastapi.responses", "starlette.requests", "fastapi.HTTPException",
        "fastapi.encoders", "django.http", "django.shortcuts.render", "django.shortcuts.redirect", "django.utils",
        "django.urls", "rest_framework.response", "werkzeug", "jsonschema", "email_validator", "phonenumbers", "jwt",
        "bcrypt", "passlib", "argon2", "cryptography", "os.path", "sqlalchemy", "mimetypes", "pathlib.PurePath",
        "tornado.web.RequestHandler", "logging", "os.urandom", "os.fspath", "struct", "zlib", "array", "os.getenv", "os.environ", "pathlib.Path",
    }
)  # fmt: skip

_SESSION = frozenset(
    {
        "add", "add_all", "merge", "delete", "flush", "commit", "bulk_save_objects", "bulk_insert_mappings",
        "bulk_update_mappings", "execute", "exec",
    }
)  # fmt: skip
_QUERYSET = frozenset(
    {
        "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "acreate", "aupdate",
        "adelete", "aget_or_create", "aupdate_or_create", "abulk_create", "abulk_update", "add", "set", "remove", "clear",
    }
)  # fmt: skip
_FILE = frozenset({"write", "writelines", "truncate"})

WRITES: dict[str, frozenset[str]] = {
    "sqlalchemy.orm.Session": _SESSION,
    "sqlalchemy.engine.Connection": frozenset({"execute", "commit", "exec_driver_sql"}),
    "sqlalchemy.orm.Query": frozenset({"update", "delete"}),
    "django.db.models.QuerySet": _QUERYSET,
    "django.db.models.Model": frozenset({"save", "delete", "asave", "adelete", "full_clean_and_save"}),
    "builtins": frozenset({"setattr", "delattr"}),
    "bisect": frozenset({"insort", "insort_left", "insort_right"}),
    "heapq": frozenset({"heappush", "heappop", "heapify", "heapreplace", "heappushpop"}),
    "random": frozenset({"shuffle"}),
    "contextvars.ContextVar": frozenset({"set"}),
    "io.TextIOWrapper": _FILE,
    "pathlib.Path": frozenset(
        {"write_text", "write_bytes", "unlink", "rename", "replace", "mkdir", "rmdir", "touch", "symlink_to", "chmod"}
    ),
    "os": frozenset(
        {"remove", "unlink", "rename", "replace", "mkdir", "makedirs", "rmdir", "removedirs", "write", "chmod", "kill",
         "system", "putenv", "symlink", "link", "utime"}
    ),
    "shutil": frozenset({"copy", "copy2", "copyfile", "copytree", "move", "rmtree", "copyfileobj", "make_archive"}),
    "json": frozenset({"dump"}),
    "pickle": frozenset({"dump"}),
    "yaml": frozenset({"dump", "safe_dump"}),
    "subprocess": frozenset({"run", "call", "check_call", "check_output", "Popen"}),
    "smtplib.SMTP": frozenset({"send_message", "sendmail"}),
    "requests": frozenset({"post", "put", "patch", "delete", "request"}),
    "requests.Session": frozenset({"post", "put", "patch", "delete", "request", "send"}),
    "httpx": frozenset({"post", "put", "patch", "delete", "request", "stream"}),
    "httpx.Client": frozenset({"post", "put", "patch", "delete", "request", "send", "stream"}),
    "httpx.AsyncClient": frozenset({"post", "put", "patch", "delete", "request", "send", "stream"}),
    "aiohttp.ClientSession": frozenset({"post", "put", "patch", "delete", "request"}),
    "urllib.request": frozenset({"urlopen", "urlretrieve"}),
    "flask.Session": frozenset({"update", "pop", "clear", "setdefault"}),
    "flask_login": frozenset({"login_user", "logout_user"}),
    "django.contrib.auth": frozenset({"login", "logout", "update_session_auth_hash"}),
    "django.core.mail": frozenset({"send_mail", "send_mass_mail", "mail_admins", "mail_managers"}),
    "django.core.cache.cache": frozenset({"set", "add", "delete", "incr", "decr", "set_many", "clear", "touch"}),
    "redis.Redis": frozenset(
        {"set", "setex", "setnx", "hset", "hmset", "incr", "incrby", "decr", "decrby", "delete", "lpush", "rpush", "sadd",
         "zadd", "publish", "xadd", "expire", "hincrby", "incrbyfloat", "getset", "mset", "unlink", "srem", "zrem", "hdel"}
    ),
}  # fmt: skip

EXECUTING = frozenset({"execute", "exec", "scalars", "scalar", "stream"})
"""Methods that write only where the statement that they are handed does."""

READING_STATEMENTS = frozenset({"sqlalchemy.Select", "sqlalchemy.CompoundSelect"})

LOGGING = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print", "echo"})
"""Methods that report; they count as a write only for functions named for logging."""

MUTATORS = frozenset(
    {
        "append", "extend", "insert", "add", "update", "pop", "popitem", "remove", "discard", "clear", "setdefault",
        "appendleft", "extendleft", "popleft", "put", "put_nowait", "sort", "reverse", "__setitem__", "set", "push",
    }
)  # fmt: skip
"""Methods that change a collection in place."""


def is_pure(name: str) -> bool:
    """Whether a canonical library name belongs to a library that changes nothing that lasts."""
    if is_write(name):
        return False
    head = name
    while head:
        if head in PURE:
            return True
        head = head.rpartition(".")[0]
    return False


def is_write(name: str) -> bool:
    """Whether a canonical library name is a call that changes something that lasts."""
    owner, _, member = name.rpartition(".")
    return any(member in WRITES.get(kind, ()) for kind in catalogue().types.lineage(owner))
