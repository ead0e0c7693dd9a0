"""Cookies that sign somebody in, and how frameworks are told to protect them, as data."""

from __future__ import annotations

SETTINGS = frozenset(
    {
        "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "REMEMBER_COOKIE_SECURE", "REMEMBER_COOKIE_HTTPONLY", "CSRF_COOKIE_SECURE",
        "JWT_COOKIE_SECURE",
    }
)  # fmt: skip
SAME_SITE_SETTINGS = frozenset({"SESSION_COOKIE_SAMESITE", "REMEMBER_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE"})

ARGUMENTS = {"secure": "True", "httponly": "True", "samesite": '"Lax"'}
"""What a cookie of a session needs, with the value that a fix gives."""

MIDDLEWARE = {"SessionMiddleware": "https_only"}
"""Middleware that sets the session's cookie, with the argument that keeps it to HTTPS."""

NAMES = frozenset(
    {
        "session", "sessionid", "token", "auth", "jwt", "access", "refresh", "sid", "login", "remember", "credential", "credentials", "authorization",
        "sess",
    }
)  # fmt: skip
"""Words of names of cookies that sign somebody in."""

OF_ENVIRONMENT = frozenset(
    {
        "env",
        "environ",
        "environment",
        "settings",
        "config",
        "configuration",
        "production",
        "prod",
        "secure",
        "https",
        "scheme",
        "tls",
        "ssl",
        "insecure",
        "deployed",
    }
)
"""Words of what conditions ask to learn where the program runs."""
