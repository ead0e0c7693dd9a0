"""What exceptions mean, and what handlers do with them, as data."""

from __future__ import annotations

BROAD = frozenset({"Exception", "BaseException", "StandardError", "BaseExceptionGroup", "ExceptionGroup"})

SUPPRESSING = frozenset({"suppress", "raises", "assertRaises", "warns"})
"""What a `with` enters that keeps exceptions from going on."""

ALREADY_GONE = frozenset(
    {
        "FileNotFoundError", "KeyError", "ProcessLookupError", "DoesNotExist", "ObjectDoesNotExist", "NotFound", "NoSuchKey",
        "ResourceNotFoundError", "NoResultFound", "CancelledError", "UserNotFoundException", "NoSuchBucket", "ValueError",
        "LookupError", "IndexError",
    }
)  # fmt: skip
"""Raised where what was to be removed or stopped is not there: the promised state holds."""

ALREADY_THERE = frozenset(
    {
        "FileExistsError", "IntegrityError", "UniqueViolation", "UniqueViolationError", "DuplicateKeyError", "AlreadyExists",
        "BucketAlreadyOwnedByYou", "BucketAlreadyExists", "ResourceExistsError", "ResourceInUseException", "DuplicateError",
        "ConflictError", "EntityAlreadyExistsException",
    }
)  # fmt: skip
"""Raised where what was to be made exists: the promised state holds."""

IRREGULAR = {
    "sent": "send", "written": "write", "paid": "pay", "done": "do", "put": "put", "set": "set", "made": "make", "taken": "take", "kept": "keep", "built": "build",
    "sold": "sell", "bought": "buy", "told": "tell", "begun": "begin", "run": "run", "found": "find", "got": "get", "read": "read", "hidden": "hide", "cut": "cut",
}  # fmt: skip
"""Verbs by the forms that say that something was done, where they do not end in -ed."""

SAYING_ABSENT = (
    frozenset({"not", "found"}), frozenset({"not", "exist"}), frozenset({"no", "such"}), frozenset({"missing"}), frozenset({"gone"}), frozenset({"absent"}),
)  # fmt: skip
"""Words by which exceptions say that something is not there."""

REMOVING = frozenset(
    {
        "delete", "remove", "unlink", "rmtree", "rmdir", "kill", "stop", "cancel", "terminate", "pop", "discard", "clear",
        "unsubscribe", "revoke", "drop", "leave", "forget", "release", "del", "close", "logout", "await", "suspend", "abort",
        "unregister", "deregister", "uninstall", "purge", "evict", "destroy", "erase", "detach", "disconnect", "shutdown",
    }
)  # fmt: skip

CLEANING = frozenset(
    {
        "close", "aclose", "shutdown", "cleanup", "teardown", "disconnect", "dispose", "quit", "terminate", "kill", "cancel",
        "unlink", "rmtree", "remove", "release", "rollback", "stop", "flush", "del", "exit", "finalize", "dismiss", "detach",
        "malloc", "cdll",
    }
)  # fmt: skip
"""First words of calls that put things away; their failing changes nothing for the caller."""

REPORTING = frozenset(
    {
        "debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print", "echo", "capture_exception",
        "capture_message", "print_exc", "format_exc", "rollback", "inc", "increment", "incr", "labels", "add_note", "flash",
        "set_status", "record_exception", "exc_info", "str", "repr", "type", "sleep", "getLogger", "strftime", "now",
    }
)  # fmt: skip
"""Calls in an except branch that tell about the failure, or undo it, but put nothing in its place."""

INSTEAD = frozenset({"queue", "requeue", "defer", "retry", "postpone", "fallback", "resend", "spool", "compensate"})
"""First words of calls that put something in the place of what failed, besides writes."""

GUESSING = frozenset(
    {"loads", "dumps", "decode", "strip", "lstrip", "rstrip", "lower", "get", "split", "startswith", "isinstance", "str", "bytes", "find", "len"}
)  # fmt: skip
"""Calls that read a value and change nothing."""

DECODING = frozenset(
    {
        "loads",
        "json",
        "int",
        "float",
        "Decimal",
        "decode",
        "unquote",
        "strptime",
        "fromisoformat",
        "ZoneInfo",
        "b64decode",
        "ip_address",
        "literal_eval",
    }
)
"""Calls that read a value in some form, and fail where it has another."""

TELLING = frozenset(
    {
        "debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print", "echo", "capture", "format", "print_exc", "report", "notify",
        "alert", "flash",
        "record", "add", "set", "fail", "abort", "emit", "track", "send", "write", "append",
    }
)  # fmt: skip
"""First words of calls that leave a trace of a failure."""

FAILURES = frozenset({"error", "errors", "exception", "exceptions", "failure", "failures", "crash"})
"""Last words of names of what takes care of a failure."""

OUTSIDE = frozenset({"objects", "manager", "query", "api", "gateway", "service", "connection", "conn"})
"""Last words of names whose `get` asks a store or a service, besides those of `STORES`."""

KEEPING = frozenset({"append", "add", "insert", "appendleft", "put"})
"""Calls that put something into a container, be it a failure or a value in its place."""

EXCEPTION_READS = frozenset(
    {
        "exc_info",
        "format_exc",
        "print_exc",
        "format_exception",
        "print_exception",
        "print_last",
        "print_stack",
        "Failure",
    }
)
"""Calls that read the exception that is being handled."""

CONVERTING = frozenset(
    {
        "int", "float", "str", "Decimal", "bool", "len", "strptime", "strftime", "isoformat", "fromisoformat", "UUID", "strip", "lower",
        "split", "get", "decode", "encode", "ip_address", "getattr", "isinstance", "fromhex", "unhexlify", "hex", "startswith", "replace",
        "loads", "round", "date", "datetime", "parse", "literal_eval", "b64decode", "unquote",
    }
)  # fmt: skip
"""Calls that convert or compare a value."""
