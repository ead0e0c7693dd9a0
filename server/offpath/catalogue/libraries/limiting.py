"""What libraries bound attempts by, as data; decorators, dependencies and middleware are told by their names' words."""

from __future__ import annotations

LIMITERS = frozenset({"Limiter", "RateLimiter", "Defender"})
"""What makes an object that limits requests."""

DEFAULT_LIMITS = frozenset({"default_limits", "application_limits", "global_limits"})
"""Arguments of those by which they limit every route."""

LIMITING_CALLS = frozenset({"limit", "shared_limit"})
"""What makes a decorator that is put around a group or a view by hand: `limiter.limit("5/minute")(bp)`."""

LIMITING_SETTINGS = frozenset(
    {"axes", "defender", "RATELIMIT_DEFAULT", "RATELIMIT_APPLICATION", "django_ratelimit_middleware"}
)
"""Applications and keys in settings by which log-ins or all requests are limited."""
