"""What texts and names say of who may talk to a program."""

from __future__ import annotations

import re

ALL_ORIGINS = re.compile(
    r"^\^?(?:\(?\??:?)?(?:https?\??|http\(s\)\?|http|\.\*)?(?::\\?/\\?/|://)?\(?(?:\.\*|\.\+|\[\^/\]\+|\*)\)?\$?\/?$",
    re.IGNORECASE,
)
"""Patterns that every origin matches."""

SESSIONS = (
    "flask_login", "flask.session", "quart.session", "flask_session", "flask_security", "quart_auth", "starlette.middleware.sessions", "aiohttp_session",
    "django.contrib.auth", "django.contrib.sessions", "fastapi_users", "tornado.web", "fastapi.Cookie",
)  # fmt: skip
"""What modules import that know by a cookie who somebody is."""

ALL_INTERFACES = frozenset({"0.0.0.0", "::", "[::]"})
