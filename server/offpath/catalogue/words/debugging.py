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

DEVELOPMENT_ALONE = frozenset({"dev", "devel", "develop", "development", "localdev", "testing", "pytest", "runserver"})
"""Words for stages that stand for nothing else, wherever they stand in a name."""

ASKED_IN_DEVELOPMENT = DEVELOPMENT_WORDS | DEVELOPMENT_ALONE
"""Words of what a program asks, to know that it is not in production."""

TURNING = frozenset({"not", "no", "non", "disable", "disabled", "without", "skip", "hide"})
"""Words that turn what a name says: `not_production`."""

BESIDE_STAGES = frozenset(
    {
        "mode", "enabled", "enable", "env", "environment", "flag", "on", "only", "server", "build", "run", "running", "profile", "stage", "system", "machine",
        "instance", "deployment", "active", "is", "suite", "session",
    }
)  # fmt: skip
"""Words behind a stage in the name of what asks for it: `TEST_MODE`. Behind other words it is something's kind: `TEST_COVERAGE`."""

WHERE_STAGES_STAND = frozenset(
    {
        "env", "environment", "environ", "stage", "mode", "profile", "deployment", "tier", "settings", "config", "configuration", "phase", "flavor", "flavour",
        "runtime", "argv", "modules", "target",
    }
)  # fmt: skip
"""Words of what a stage is asked of; what else is "local" or a "test" may be a store, a host or a kind of thing."""

MAIL_IN_MEMORY = ".locmem.EmailBackend"
QUICK_HASHERS = ("MD5PasswordHasher", "UnsaltedMD5PasswordHasher", "UnsaltedSHA1PasswordHasher")
"""What only a test suite's settings ask Django for."""
