"""What speaks of failures that cost little where they are hidden, as data."""

from __future__ import annotations

MEASURING = frozenset(
    {
        "telemetry",
        "analytics",
        "monitoring",
        "metrics",
        "prometheus",
        "statsd",
        "instrumentation",
        "tracing",
        "otel",
        "opentelemetry",
        "sentry",
        "posthog",
    }
)
"""Words of modules, classes and functions that count what others do."""

PROBING = frozenset({"detect", "probe", "supports", "autodetect"})
"""First words of functions that try whether something is there."""

STATES = frozenset(
    {
        "available",
        "installed",
        "supported",
        "reachable",
        "running",
        "alive",
        "health",
        "connection",
        "connectivity",
        "availability",
        "dependencies",
    }
)
"""Last words of names of functions that ask for a state."""

OF_THIS_MACHINE = (
    "subprocess.",
    "shutil.",
    "importlib.",
    "builtins.__import__",
    "os.",
    "ctypes.",
    "platform.",
    "socket.",
)
"""What the names of functions begin with that ask this machine."""

WRITING_LOGS = frozenset(
    {"logging.Handler", "logging.StreamHandler", "logging.FileHandler", "logging.Formatter", "logging.Filter", "logging.Logger", "logging.LoggerAdapter",
     "logging.handlers.QueueHandler", "logging.handlers.RotatingFileHandler", "logging.handlers.HTTPHandler", "logging.handlers.SocketHandler",
     "logging.handlers.BufferingHandler", "logging.handlers.MemoryHandler", "logging.handlers.QueueListener"}
)  # fmt: skip
"""Classes whose work is writing the log."""
