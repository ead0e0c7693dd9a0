"""Where frameworks are switched to debugging, as data."""

from __future__ import annotations

DEBUG_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "flask.Flask.run": ("debug", "use_debugger"),
    "flask_socketio.SocketIO.run": ("debug",),
    "quart.Quart.run": ("debug",),
    "fastapi.FastAPI": ("debug",),
    "starlette.applications.Starlette": ("debug",),
    "litestar.Litestar": ("debug",),
    "sanic.Sanic.run": ("debug",),
    "sanic.Sanic.prepare": ("debug",),
    "aiohttp.web.Application": ("debug",),
    "tornado.web.Application": ("debug",),
    "bottle.run": ("debug",),
    "bottle.Bottle.run": ("debug",),
    "bottle.debug": (),
    "uvicorn.run": ("reload",),
    "uvicorn.Config": ("reload",),
    "werkzeug.serving.run_simple": ("use_debugger", "use_reloader"),
    "hypercorn.run": ("use_reloader",),
    "connexion.App.run": ("debug",),
    "connexion.FlaskApp.run": ("debug",),
    "connexion.AioHttpApp.run": ("debug",),
    "dash.Dash.run": ("debug",),
    "dash.Dash.run_server": ("debug",),
    "dash.Dash.enable_dev_tools": ("debug",),
    "jupyter_dash.JupyterDash.run_server": ("debug",),
    "responder.API": ("debug",),
    "microdot.Microdot.run": ("debug",),
    "apiflask.APIFlask.run": ("debug", "use_debugger"),
    "flask_openapi3.OpenAPI.run": ("debug", "use_debugger"),
}
"""Calls by canonical name, with the arguments that switch debugging on."""

RELOADERS = frozenset({"reload", "use_reloader", "auto_reload", "autoreload"})
"""Arguments that restart the server when a file changes, and show nothing to anybody."""

DEBUG_POSITIONS: dict[str, int] = {
    "flask.Flask.run": 2,
    "quart.Quart.run": 2,
    "sanic.Sanic.run": 3,
    "apiflask.APIFlask.run": 2,
    "bottle.run": 8,
    "microdot.Microdot.run": 2,
}
"""Where such a call takes the switch by position."""

DEBUG_APPLICATIONS = ("flask.Flask", "quart.Quart", "starlette.applications.Starlette", "fastapi.FastAPI")
"""Applications whose `debug` attribute does."""

CONFIGURED_APPLICATIONS = ("flask.Flask", "quart.Quart")
"""Applications whose `config` mapping does, by the key DEBUG."""

APPLICATION_NAMES = frozenset({"app", "application", "server", "api", "flask_app", "create_app"})
"""What applications are called where their origin cannot be seen."""

DJANGO_SETTINGS = frozenset(
    {
        "INSTALLED_APPS", "ROOT_URLCONF", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASES", "MIDDLEWARE", "WSGI_APPLICATION",
        "ASGI_APPLICATION", "TEMPLATES", "STATIC_URL", "SECURE_SSL_REDIRECT", "AUTH_PASSWORD_VALIDATORS", "CSRF_TRUSTED_ORIGINS",
        "SESSION_COOKIE_SECURE", "DEFAULT_AUTO_FIELD", "BASE_DIR", "LANGUAGE_CODE", "USE_TZ", "TIME_ZONE",
    }
)  # fmt: skip

DEVELOPMENT_WORDS = frozenset(
    {
        "dev", "devel", "develop", "development", "local", "localdev", "test", "tests", "testing", "ci", "sandbox", "debug",
        "example", "examples", "sample", "samples", "conftest", "docker_dev",
    }
)  # fmt: skip
"""Words in a file's or class's name that tell that production does not load it."""

MAIL_IN_MEMORY = ".locmem.EmailBackend"
QUICK_HASHERS = ("MD5PasswordHasher", "UnsaltedMD5PasswordHasher", "UnsaltedSHA1PasswordHasher")
"""What only a test suite's settings ask Django for."""
