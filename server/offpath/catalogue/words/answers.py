"""What sends an answer to a client, as data."""

from __future__ import annotations

ANSWERING_EXCEPTIONS = frozenset(
    {
        "HTTPException", "HTTPError", "APIException", "ServerError", "SanicException", "InternalServerError", "BadRequest", "InvalidUsage", "HTTPBadRequest",
        "HTTPInternalServerError", "HTTPBadGateway", "InternalServerException", "ClientException", "ServiceUnavailable", "BadGateway", "HTTPServiceUnavailable",
    }
)  # fmt: skip
"""Exceptions that frameworks turn into answers."""

HTTP_MODULES = (
    "werkzeug.exceptions.", "django.http.", "rest_framework.exceptions.", "sanic.exceptions.", "starlette.exceptions.", "fastapi.", "litestar.exceptions.",
    "aiohttp.web", "tornado.web.", "falcon.", "bottle.", "quart.", "flask_smorest.", "flask_restful.", "flask_restx.", "ninja.", "apiflask.",
    "pyramid.httpexceptions.", "cherrypy.", "connexion.exceptions.", "blacksheep.", "robyn.", "flask.",
)  # fmt: skip
"""Modules whose exceptions frameworks answer requests with."""

ANSWERED_MODULES = (
    *HTTP_MODULES, "graphql.", "strawberry.", "ariadne.", "grpc.", "click.", "typer.", "cyclopts.", "invoke.exceptions.", "discord.ext.commands.", "marshmallow.",
    "wtforms.", "django.forms.", "cerberus.", "colander.", "voluptuous.", "rest_framework.serializers.", "pydantic_core.", "ckan.logic.", "celery.exceptions.",
    "prefect.exceptions.", "airflow.exceptions.",
)  # fmt: skip
"""Modules whose exceptions frameworks answer with, or print as one line: nobody sees their traceback."""

ANSWERED_CLASSES = frozenset(
    {
        "django.core.exceptions.ValidationError", "django.core.exceptions.PermissionDenied", "django.core.exceptions.SuspiciousOperation",
        "django.core.exceptions.BadRequest", "django.core.exceptions.ImproperlyConfigured", "django.core.management.CommandError",
        "django.core.management.base.CommandError", "django.core.exceptions.RequestAborted", "argparse.ArgumentTypeError", "argparse.ArgumentError",
        "builtins.SystemExit", "builtins.KeyboardInterrupt", "builtins.StopIteration", "builtins.StopAsyncIteration", "builtins.GeneratorExit",
        "asyncio.CancelledError",
    }
)  # fmt: skip
"""Such exceptions of modules that have others as well, and those that only end something."""

ANSWERED_NAMES = frozenset(
    {
        "Http404", "PermissionDenied", "NotFound", "SystemExit", "KeyboardInterrupt", "StopIteration", "StopAsyncIteration", "Redirect", "Abort", "Exit",
        "CommandError", "ValidationError", "StopValidation", "ClickException", "UsageError", "BadParameter", "ArgumentTypeError", "APIException", "BadRequest",
        "Forbidden", "Unauthorized", "Conflict", "ParseError", "PydanticCustomError", "GraphQLError", "AnsibleError",
    }
)  # fmt: skip
"""What they are called where nothing shows where they come from."""

ANSWERING_CALLS = frozenset({"abort", "write", "finish", "send_error", "send_json", "send_text", "HttpError"})
"""Calls that answer by themselves, as statements."""

ERROR_HOOKS = frozenset(
    {"errorhandler", "app_errorhandler", "exception_handler", "exception", "error", "error_handler"}
)
"""Decorators of functions that answer for exceptions."""

REGISTERING_HOOKS = frozenset({"add_exception_handler", "register_error_handler", "add_error_handler"})
"""Calls that register such functions; the exception comes first."""

FOR_CLIENTS = frozenset(
    {
        "ValidationError", "HTTPException", "HTTPError", "Http404", "PermissionDenied", "ParseError", "BadRequest", "NotFound", "APIException", "RequestValidationError",
        "WTFormsError", "MarshmallowError", "BadRequestKeyError", "HTTPBadRequest", "WebApplicationError", "SuspiciousOperation",
    }
)  # fmt: skip
"""Exceptions whose text is written for clients."""

FOR_CLIENTS_MODULES = (
    "authlib.", "oauthlib.", "oauth2_provider.", "marshmallow.", "jsonschema.", "cerberus.", "voluptuous.", "wtforms.", "django.forms.", "webauthn.",
    "social_core.exceptions.",
)  # fmt: skip
"""Modules whose exceptions say what a protocol or a form has to say."""

OF_VALUES = frozenset(
    {
        "ValueError",
        "TypeError",
        "KeyError",
        "JSONDecodeError",
        "UnicodeDecodeError",
        "InvalidOperation",
        "IndexError",
        "OverflowError",
    }
)
"""Exceptions that mostly say what was wrong with what the client sent."""

LOCAL = frozenset({"local", "localhost", "loopback", "internal"})
"""Words of decorators that let in clients of the same machine alone."""

TRYING = frozenset({"check", "validate", "verify", "preview", "diagnose", "probe", "try", "ping", "dry"})
TRIED = frozenset(
    {
        "connection", "connectivity", "config", "configuration", "credentials", "component", "query", "expression", "template", "settings", "smtp", "email", "webhook",
        "integration", "datasource", "endpoint", "ldap", "database", "run", "sql",
    }
)  # fmt: skip
"""Words of functions that try something for whoever has set it up, and of what they try."""

PLAIN_EXCEPTIONS = frozenset({"Exception", "ValueError", "RuntimeError"})
"""Exceptions of no kind of their own, in which a project's texts for people come."""

SETTINGS = frozenset(
    {
        "settings", "config", "conf", "debug", "dev", "development", "environ", "getenv", "environment", "env", "verbose", "testing", "production",
    }
)  # fmt: skip
"""Words of tests that ask how a program is set up."""

RESPONSES = frozenset(
    {
        "jsonify", "JSONResponse", "JsonResponse", "Response", "json_response", "make_response", "HttpResponse", "ORJSONResponse",
    }
)  # fmt: skip
"""What makes responses."""

PARSING = (
    "dateutil.parser.", "jinja2.exceptions.", "jinja2.", "yaml.", "json.", "simplejson.", "csv.", "xml.", "lxml.", "tomllib.", "toml.", "pandas.errors.",
    "lark.", "pyparsing.", "sqlglot.", "croniter.", "pytz.", "zoneinfo.",
)  # fmt: skip
"""Modules whose exceptions say what is wrong with a text that they were handed."""

SAYING_OF_TEXTS = frozenset({"parser", "parse", "parsing", "syntax", "decode", "unparsable", "malformed"})
"""Words of such exceptions."""

QUESTIONS = frozenset(
    {
        "valid",
        "exists",
        "available",
        "found",
        "allowed",
        "authenticated",
        "eligible",
        "taken",
        "matches",
        "enabled",
        "connected",
        "healthy",
    }
)
"""What an answer says of what was asked, by its first word: no is one of the answers."""

ASKING = frozenset({"is", "has", "can", "was"})
"""The first word of a question of more."""
