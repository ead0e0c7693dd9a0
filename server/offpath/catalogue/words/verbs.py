"""What a function's name promises, by its first word: the words that programmers use for writing, reading and checking."""

from __future__ import annotations

import re
from functools import lru_cache

from offpath.catalogue.remembering import MOST_NAMES

WRITING = frozenset(
    {
        "save", "store", "persist", "update", "delete", "remove", "insert", "create", "record", "add", "set", "register",
        "log", "write", "put", "post", "push", "publish", "send", "enqueue", "upsert", "append", "commit", "execute",
        "executemany", "executescript", "exec", "flush", "emit", "notify", "submit", "dispatch", "upload", "archive",
        "purge", "drop", "patch", "replace", "increment", "decrement", "incr", "decr", "incrby", "hset", "setex", "sadd",
        "lpush", "rpush", "xadd", "zadd", "charge", "refund", "transfer", "cancel", "enable", "disable", "activate",
        "deactivate", "assign", "unassign", "grant", "revoke", "ban", "block", "mark", "apply", "delay", "schedule",
        "bulk", "sync", "import", "copy", "move", "rename", "touch", "mkdir", "unlink", "dump", "deliver", "mail", "email",
        "start", "stop", "invalidate", "clear", "reset", "subscribe", "unsubscribe", "track", "cache", "expire",
        "writerow", "writerows", "writeheader", "writelines",
    }
)  # fmt: skip
"""Calls whose target cannot be seen count as writes when their name begins so."""

READING = frozenset(
    {
        "validate", "check", "is", "has", "can", "get", "fetch", "load", "find", "list", "count", "read", "query", "search",
        "lookup", "select", "parse", "format", "compute", "calculate", "normalize", "normalise", "sanitize", "sanitise",
        "clean", "build", "make", "serialize", "serialise", "to", "from", "as", "generate", "hash", "encode", "decode",
        "convert", "transform", "extract", "merge", "filter", "sort", "compare", "verify", "ensure", "require", "render",
        "jsonify", "dumps", "loads", "strip", "split", "join", "lower", "upper", "copy", "deepcopy", "now", "utcnow",
        "today", "isoformat", "uuid4", "len", "prepare", "resolve", "determine", "estimate", "describe", "summarize",
        "model", "dict", "items", "keys", "values", "map", "group", "round", "next", "range", "schema", "asdict", "urlparse",
        "quote", "token",
        "fetchone", "fetchall", "fetchmany", "fetchval", "fetchrow", "scalar", "scalars",
        "first", "one", "all", "exists", "hexdigest", "digest", "view", "random", "choice", "compile", "match", "test", "with", "without", "sleep", "escape",
    }
)  # fmt: skip
"""Calls whose target cannot be seen count as harmless when their name begins so."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(MOST_NAMES)
def words(name: str) -> tuple[str, ...]:
    """A name's words in lower case: `saveUserPrefs` and `_save_user_prefs` → `("save", "user", "prefs")`."""
    return tuple(word.lower() for word in _WORD.findall(name))


def first_word(name: str) -> str:
    """A name's first word in lower case, or an empty string."""
    found = words(name)
    return found[0] if found else ""


NOUNS_TOO = frozenset({"log", "record", "store", "register", "set", "update", "save", "post", "add", "insert"})
"""Verbs of writing that are names of things as well."""

ASKING_OF = frozenset(
    {
        "mentions", "contains", "matches", "exists", "has", "is", "are", "equals", "allows", "needs", "includes", "covers", "belongs", "fits", "holds", "requires",
        "supports", "points", "refers", "differs", "overlaps", "expires", "applies", "counts", "starts", "ends", "uses", "wants", "knows", "was", "were", "can",
    }
)  # fmt: skip
"""Words behind a thing's name that ask something of it."""
