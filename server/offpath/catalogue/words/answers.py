"""What sends an answer to a client, as data."""

from __future__ import annotations

ANSWERING_EXCEPTIONS = frozenset(
    {
        "HTTPException", "HTTPError", "APIException", "ServerError", "SanicException", "InternalServerError", "BadRequest", "InvalidUsage", "HTTPBadRequest",
        "HTTPInternalServerError", "HTTPBadGateway", "InternalServerException", "ClientException", "ServiceUnavailable", "BadGateway", "HTTPServiceUnavailable",
    }
)  # fmt: skip
"""Exceptions that frameworks turn into answers."""

ANSWERING_CALLS = frozenset({"abort", "write", "finish", "send_error", "send_json", "send_text", "HttpError"})
"""Calls that answer by themselves, as statements."""

ERROR_HOOKS = frozenset(
    {"errorhandler", "app_errorhandler", "exception_handler", "exception", "error", "error_handler"}
)
"""Decorators of functions that answer for exceptions."""

FOR_CLIENTS = frozenset(
    {
        "ValidationError", "HTTPException", "HTTPError", "Http404", "PermissionDenied", "ParseError", "BadRequest", "NotFound", "APIException", "RequestValidationError",
        "WTFormsError", "MarshmallowError", "BadRequestKeyError", "HTTPBadRequest", "WebApplicationError", "SuspiciousOperation",
    }
)  # fmt: skip
"""Exceptions whose text is written for clients."""

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
