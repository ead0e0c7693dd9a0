"""What names of calls that cannot be seen say of where they lead, as data."""

from __future__ import annotations

from offpath.catalogue.words.absent import STORES
from offpath.catalogue.words.exceptions import OUTSIDE
from offpath.catalogue.words.verbs import READING, words

SENDING_OUT = frozenset(
    {
        "save", "persist", "commit", "publish", "send", "upload", "charge", "refund", "transfer", "deliver", "dispatch", "notify", "enqueue", "executemany",
        "executescript", "upsert", "archive", "purge", "unlink", "mkdir", "hset", "setex", "sadd", "lpush", "rpush", "xadd", "zadd", "incrby", "delay", "delete",
        "revoke", "subscribe", "unsubscribe", "asave", "adelete", "acreate", "acommit", "store", "writerow",
    }
)  # fmt: skip
"""First words of calls that change something outside, and that no container's methods are called by."""

ASKING_OUT = frozenset(
    {
        "fetch", "query", "request", "download", "scrape", "crawl", "connect", "execute", "ping", "urlopen", "recv", "receive", "poll", "scan", "sync", "pull",
        "retrieve", "invoke", "predict", "fetchone", "fetchall", "fetchmany", "fetchval", "fetchrow", "scalars", "describe", "ainvoke", "aget", "afirst", "authenticate",
        "complete", "generate", "refresh", "search", "probe", "exec", "read",
    }
)  # fmt: skip
"""First words of calls that ask something outside."""

RECEIVERS = (
    OUTSIDE
    | STORES
    | frozenset({"repo", "repository", "storage", "bucket", "server", "remote", "smtp", "gateway", "store"})
)
"""Last words of names of what lies outside."""

HARMLESS = READING - {"load", "list", "read", "fetch", "query", "search", "ensure", "prepare", "sleep", "view", "first", "one", "all", "exists"} | frozenset(
    {
        "append", "add", "extend", "insert", "setdefault", "pop", "discard", "sorted", "startswith", "endswith", "removeprefix", "removesuffix", "replace",
        "index", "int", "float", "str", "bool", "list", "tuple", "set", "dict", "type", "isinstance", "json", "title", "upper", "date", "time", "timestamp", "total",
        "strftime", "strptime", "lstrip", "rstrip", "partition", "rpartition", "splitlines", "zfill", "min", "max", "sum", "abs", "pow", "divmod", "zip", "enumerate",
        "super", "decrypt", "encrypt", "sign", "unsign", "iter", "union", "difference", "intersection", "fromkeys", "hex", "ord", "chr", "any", "repr", "new",
        "log", "debug", "info", "warning", "error", "exception", "gettext", "ngettext", "translate", "try", "guess", "infer", "detect", "safe", "coerce", "cast",
    }
)  # fmt: skip
"""First words of calls that answer from what they are handed."""

OPENING_FILES = frozenset({"open", "read_text", "read_bytes"})
READING_FILES = frozenset({"read", "readline", "readlines", "exists", "stat", "getsize", "getmtime", "isfile", "load"})
"""Calls that open a file to read it, and what is done with it besides."""

TELLING_LISTENERS = frozenset({"notify", "broadcast", "emit", "send", "publish", "push", "toast"})
LISTENERS = frozenset(
    {
        "ws",
        "websocket",
        "websockets",
        "socket",
        "sockets",
        "socketio",
        "sio",
        "notifier",
        "notifications",
        "irc",
        "hub",
        "toast",
        "channel",
    }
)
"""First words of calls that tell whoever listens, and words of what they are called on."""


def opens_connection(name: str) -> bool:
    """Whether a name says that something is opened which somebody has to close: `connect_robust`, `create_pool`, `open_connection`."""
    first, *rest = [*words(name), ""]
    return first == "connect" or (first in _MAKING and not _OPENED.isdisjoint(rest))


_MAKING = frozenset({"create", "open", "make", "start", "new", "launch"})
_OPENED = frozenset({"pool", "connection", "conn", "channel", "client", "browser"})
