"""Names of members that mean the same whatever library they belong to."""

from __future__ import annotations

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

ENDING = frozenset({"abort"})
"""Functions that, where nothing shows what they are, never come back."""

CHECKING_RESPONSES = frozenset(
    {
        "raise_for_status", "status_code", "ok", "status", "is_success", "is_error", "is_client_error", "is_server_error", "reason", "reason_phrase",
        "status_reason",
    }
)  # fmt: skip
"""Members by which the status of another service's answer is looked at."""

BODIES = frozenset({"json", "text", "content", "read", "iter_content", "iter_lines", "iter_bytes", "aread", "raw"})
"""Members that give such an answer's body."""
