"""How frameworks are told who may talk to them, as data."""

from __future__ import annotations

CORS_CALLS: dict[str, tuple[str, str]] = {
    "flask_cors.CORS": ("origins", "supports_credentials"),
    "flask_cors.cross_origin": ("origins", "supports_credentials"),
    "quart_cors.cors": ("allow_origin", "allow_credentials"),
    "quart_cors.route_cors": ("allow_origin", "allow_credentials"),
    "starlette.middleware.cors.CORSMiddleware": ("allow_origins", "allow_credentials"),
    "fastapi.middleware.cors.CORSMiddleware": ("allow_origins", "allow_credentials"),
    "litestar.config.cors.CORSConfig": ("allow_origins", "allow_credentials"),
    "sanic_cors.CORS": ("origins", "supports_credentials"),
    "aiohttp_cors.ResourceOptions": ("", "allow_credentials"),
}
"""Calls with the arguments that say which origins, and whether with the session's cookies."""

MIDDLEWARE = ("starlette.middleware.cors.CORSMiddleware", "fastapi.middleware.cors.CORSMiddleware")
ALL_INTERFACES = frozenset({"0.0.0.0", "::", "[::]"})
