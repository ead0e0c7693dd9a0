"""How frameworks are told who may talk to them, as data."""

from __future__ import annotations

import re

CORS_CALLS: dict[str, tuple[str, str]] = {
    "flask_cors.CORS": ("origins", "supports_credentials"),
    "flask_cors.cross_origin": ("origins", "supports_credentials"),
    "quart_cors.cors": ("allow_origin", "allow_credentials"),
    "quart_cors.route_cors": ("allow_origin", "allow_credentials"),
    "starlette.middleware.cors.CORSMiddleware": ("allow_origins", "allow_credentials"),
    "fastapi.middleware.cors.CORSMiddleware": ("allow_origins", "allow_credentials"),
    "litestar.config.cors.CORSConfig": ("allow_origins", "allow_credentials"),
    "flask_cors.CORS.init_app": ("origins", "supports_credentials"),
    "sanic_cors.cross_origin": ("origins", "supports_credentials"),
    "sanic_cors.CORS": ("origins", "supports_credentials"),
    "aiohttp_cors.ResourceOptions": ("", "allow_credentials"),
}
"""Calls with the arguments that say which origins, and whether with the session's cookies."""

BY_PATTERN = frozenset(
    {
        "flask_cors.CORS",
        "flask_cors.cross_origin",
        "sanic_cors.CORS",
        "sanic_cors.cross_origin",
        "flask_cors.CORS.init_app",
    }
)
"""Calls whose origins may be patterns and are all there are where none is named."""

ALL_ORIGINS = re.compile(
    r"^\^?(?:\(?\??:?)?(?:https?\??|http\(s\)\?|http|\.\*)?(?::\\?/\\?/|://)?\(?(?:\.\*|\.\+|\[\^/\]\+|\*)\)?\$?\/?$",
    re.IGNORECASE,
)
"""Patterns that every origin matches."""

SOCKET_SERVERS = frozenset(
    {
        "flask_socketio.SocketIO",
        "flask_socketio.SocketIO.init_app",
        "socketio.Server",
        "socketio.AsyncServer",
        "engineio.Server",
        "engineio.AsyncServer",
    }
)
"""Servers of sockets that are told who may connect."""

SESSIONS = (
    "flask_login", "flask.session", "quart.session", "flask_session", "flask_security", "quart_auth", "starlette.middleware.sessions", "aiohttp_session",
    "django.contrib.auth", "django.contrib.sessions", "fastapi_users", "tornado.web", "fastapi.Cookie",
)  # fmt: skip
"""What modules import that know by a cookie who somebody is."""

MIDDLEWARE = ("starlette.middleware.cors.CORSMiddleware", "fastapi.middleware.cors.CORSMiddleware")
ALL_INTERFACES = frozenset({"0.0.0.0", "::", "[::]"})
