"""Library base classes whose overridable methods are known, and what those are called."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words

KNOWN_BASES = (
    "tornado.web.", "flask.views.", "flask_restful.", "flask_restx.", "flask_smorest.", "django.views.", "django.db.models.",
    "django.contrib.auth.models.", "rest_framework.", "starlette.", "fastapi.", "litestar.", "sanic.", "aiohttp.web.",
    "pydantic.", "sqlalchemy.", "sqlmodel.", "flask_sqlalchemy.", "peewee.", "tortoise.", "builtins.", "enum.", "threading.",
)  # fmt: skip
"""Prefixes of canonical names of classes of which `HOOKS` knows every method that a subclass may have to define."""

ANSWERS_TO_LIBRARIES = {
    "logging.Filter": ("filter",), "logging.Handler": ("filter",), "logging.Logger": ("filter",),
    "http.cookiejar.CookiePolicy": ("set_ok", "return_ok", "domain_return_ok", "path_return_ok"),
    "http.cookiejar.DefaultCookiePolicy": ("set_ok", "return_ok", "domain_return_ok", "path_return_ok"),
    "html.parser.HTMLParser": ("error",), "cmd.Cmd": ("default", "onecmd", "emptyline", "postcmd"), "socketserver.BaseServer": ("verify_request",),
    "watchdog.events.FileSystemEventHandler": ("dispatch",), "unittest.TestResult": ("wasSuccessful",),
}  # fmt: skip
"""Methods that libraries ask for an answer: whether a record is kept, a cookie taken, a loop ended."""

HOOKS = frozenset(
    {
        "save_model", "save_related", "save_formset", "delete_model", "delete_queryset", "create_user", "create_superuser",
        "perform_create", "perform_update", "perform_destroy", "add_arguments", "add_fields", "set_cookie", "log_request",
        "log_message", "log_exception", "set_default_headers", "create_object", "delete_object", "update_object", "save_m2m",
        "as_sql", "as_sqlite", "as_postgresql", "as_mysql", "as_oracle", "resolve_expression", "set_password", "add_error", "create_model", "set_status",
        "set_header", "partial_update", "update_from_dict",
    }
)  # fmt: skip


CALLED_BY_NAME = frozenset(
    {
        "allow_migrate", "allow_relation", "db_for_read", "db_for_write", "process_view", "process_exception", "process_template_response", "process_request",
        "process_response", "process_item", "process_spider_input", "process_spider_output", "has_perm", "has_module_perms", "get_user_permissions",
        "get_group_permissions", "get_all_permissions", "process_message", "before_enqueue", "after_process_message", "find_spec", "exec_module", "create_module",
    }
)  # fmt: skip
"""Methods that frameworks call by their names in classes that need no base: routers, middleware, backends, pipelines, importers."""


def is_hook(name: str) -> bool:
    """Whether a known library base may define a method of this name: single words, and the compound names in `HOOKS`."""
    return name in HOOKS or len(words(name)) < 2


_MOMENTS = frozenset({"on", "before", "after", "pre", "setup", "teardown"})
_BEHIND = frozenset(
    {"save", "init", "delete", "create", "update", "run", "process", "load", "commit", "migrate", "start", "setup"}
)


def names_a_moment(name: str) -> bool:
    """Whether a method is named for when it is called: `before_save`, `on_close`, `post_init`, but not `post_message`.

    Such a one may be there for others to define.
    """
    spoken = words(name)
    if not spoken:
        return False
    behind = spoken[0] == "post" and bool(_BEHIND.intersection(spoken[1:2]))
    return behind or spoken[0] in _MOMENTS or not {"hook", "callback"}.isdisjoint((spoken[0], spoken[-1]))
