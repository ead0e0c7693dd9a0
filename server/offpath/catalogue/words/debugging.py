"""Where frameworks are switched to debugging, besides the arguments that their files name, and what is not production, as data."""

from __future__ import annotations

RELOADERS = frozenset({"reload", "use_reloader", "auto_reload", "autoreload"})
"""Arguments that restart the server when a file changes, and show nothing to anybody."""

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

PRODUCTION_WORDS = frozenset({"prod", "production", "live"})
"""Words for where real users are."""

MAIL_IN_MEMORY = ".locmem.EmailBackend"
QUICK_HASHERS = ("MD5PasswordHasher", "UnsaltedMD5PasswordHasher", "UnsaltedSHA1PasswordHasher")
"""What only a test suite's settings ask Django for."""
