"""What loads modules without an import that anybody can see: frameworks by the modules' names, servers and schedulers by what they find in them."""

from __future__ import annotations

DISCOVERED = frozenset(
    {
        "__init__", "__main__", "admin", "apps", "models", "signals", "receivers", "handlers", "tasks", "tests", "conftest", "urls", "wsgi", "asgi", "manage",
        "settings", "middleware", "celery", "celeryconfig", "celery_app", "setup", "noxfile", "fabfile", "dodo", "locustfile", "env", "sitecustomize",
        "usercustomize", "gunicorn", "gunicorn_conf", "gunicorn_config", "uvicorn_config", "hubconf", "conf", "main", "app", "application", "server", "run", "index",
        "lambda_function", "function_app", "worker", "streamlit_app", "passenger_wsgi", "routing", "consumers", "hooks", "plugin", "translation", "search_indexes",
        "wagtail_hooks", "cms_plugins", "cms_apps", "cms_toolbars", "context_processors", "checks", "schema", "webpush",
    }
)  # fmt: skip
"""Modules that a framework, a server or a tool finds by their names."""

DISCOVERING_FOLDERS = frozenset(
    {
        "management", "commands", "templatetags", "migrations", "versions", "alembic", "dags", "pages", "plugins", "lambdas", "functions", "settings", "config",
        "configs", "scripts", "script", "bin", "tools", "jobs", "cron", "hooks", "extensions", "addons", "api", "routes", "docs", "examples", "notebooks",
    }
)  # fmt: skip
"""Folders whose modules something finds by looking there."""

KEEPING_SCRIPTS = frozenset({"scripts", "script", "bin", "tools", "examples", "docs"})
"""Folders in which people look for what they run themselves."""

STARTING_NAMES = frozenset(
    {
        "main", "app", "application", "api", "handler", "lambda_handler", "cli", "run", "start", "server", "bot", "dp", "mcp", "dag", "celery", "celery_app",
        "create_app", "make_app", "build_app", "entrypoint", "setup", "register", "init_app", "urlpatterns", "plugin",
    }
)  # fmt: skip
"""What a module holds that is started from outside: `gunicorn shop.web:app`, `shop = "shop.cli:main"`."""

COPIED = frozenset({"backup", "bak", "copy", "old", "orig", "original", "previous", "deprecated", "unused"})
"""What the name of a copy ends with that somebody has put aside: `routes_backup` beside `routes`."""

PUT_ASIDE = COPIED | {"backups", "legacy", "archive", "archived", "obsolete", "attic"}
"""What a folder is called in which somebody keeps what was replaced."""

HOOKING_MODULES = frozenset(
    {
        "conf", "conftest", "gunicorn", "gunicorn_conf", "gunicorn_config", "env", "hooks", "plugin", "celery", "celeryconfig", "locustfile", "noxfile", "fabfile",
        "dodo", "tasks", "setup", "settings", "sitecustomize", "usercustomize", "wagtail_hooks", "routing", "streamlit_app", "lambda_function", "function_app",
    }
)  # fmt: skip
"""Modules whose functions a tool calls by their names."""

SERVING_NAMES = frozenset(
    {"app", "application", "api", "bot", "dp", "server", "mcp", "celery", "scheduler", "worker", "consumer", "dag"}
)
"""What a module holds at its top that goes on once it is started."""

START_DECORATORS = frozenset({"before_serving", "while_serving", "before_first_request", "on_startup", "before_server_start", "main_process_start"})  # fmt: skip
"""Decorators of what frameworks run once before they serve."""

START_EVENTS = frozenset({"startup", "before_server_start", "main_process_start"})
"""What frameworks call the event by which they begin."""

START_KEYWORDS = frozenset({"on_startup", "lifespan", "before_serving", "on_start"})
"""Arguments of applications that are run before they serve."""

MAKING_APPLICATIONS = frozenset({"create_app", "make_app", "build_app", "create_application", "make_application", "app_factory"})  # fmt: skip
"""Functions that make an application, which a server calls once."""
