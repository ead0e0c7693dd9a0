"""Where the client's data enters, by framework, as data."""

from __future__ import annotations

REQUEST_NAMES = frozenset({"request", "req", "_request", "connection"})
"""What parameters and attributes that hold the request are called, where their type cannot be told."""

REQUEST_TYPES = frozenset(
    {
        "flask.Request", "quart.Request", "bottle.Request", "starlette.requests.Request", "starlette.requests.HTTPConnection",
        "fastapi.Request", "django.http.HttpRequest", "django.core.handlers.wsgi.WSGIRequest", "rest_framework.request.Request",
        "aiohttp.web.Request", "sanic.request.Request", "sanic.Request", "litestar.Request", "litestar.connection.Request",
        "litestar.connection.ASGIConnection", "tornado.httputil.HTTPServerRequest", "starlette.websockets.WebSocket", "fastapi.WebSocket",
    }
)  # fmt: skip

SESSIONS = frozenset(
    {"flask.Session", "quart.Session", "starlette.Session", "django.contrib.sessions.backends.base.SessionBase"}
)
"""Types of what the server keeps or signs for a client."""

SOURCES: dict[str, str] = {
    "args": "query", "GET": "query", "query_params": "query", "query": "query", "query_args": "query", "values": "query",
    "rel_url": "query", "query_string": "query", "params": "query",
    "json": "body", "form": "body", "forms": "body", "POST": "body", "data": "body", "body": "body", "get_json": "body", "post": "body",
    "get_data": "body", "text": "body", "read": "body", "stream": "body", "validated_data": "body", "json_body": "body", "body_arguments": "body",
    "files": "file", "FILES": "file",
    "headers": "header", "META": "header", "environ": "header", "get_header": "header",
    "cookies": "cookie", "COOKIES": "cookie", "get_cookie": "cookie",
    "match_info": "path", "path_params": "path", "view_args": "path", "url_args": "path", "path_args": "path", "matchdict": "path",
    "arguments": "query", "query_arguments": "query",
}  # fmt: skip
"""The parts of a request, with what kind of data they hold."""

READERS: dict[str, str] = {
    "get_argument": "query", "get_arguments": "query", "get_query_argument": "query", "get_query_arguments": "query",
    "get_body_argument": "body", "get_body_arguments": "body", "get_cookie": "cookie", "get_header": "header", "getlist": "query",
}  # fmt: skip
"""Methods that read one value by its name; Tornado has them on the handler itself."""

MESSAGE_READERS = frozenset(
    {"receive", "receive_json", "receive_text", "receive_bytes", "iter_json", "iter_text", "iter_bytes", "recv"}
)
"""Methods of a connection that wait for what the client sends on it."""

SOCKET_NAMES = frozenset({"websocket", "ws", "socket", "sock"})
"""What parameters that hold an open connection are called."""

VIEW_ARGUMENTS = frozenset({"kwargs", "path_kwargs", "path_args"})
"""Attributes of a view that hold what the URL says."""

OF_GATEWAYS = frozenset(
    {"pathParameters", "queryStringParameters", "requestContext", "httpMethod", "multiValueQueryStringParameters"}
)
"""Keys of events that are requests handed on by a gateway."""

MARKERS: dict[str, str] = {
    "Header": "header", "Cookie": "cookie", "Query": "query", "Body": "body", "Form": "body", "File": "file", "Path": "path",
}  # fmt: skip
"""FastAPI's markers of parameters."""

INJECTED_TYPES = (
    "Request",
    "Response",
    "WebSocket",
    "BackgroundTasks",
    "Session",
    "AsyncSession",
    "Connection",
    "Pool",
    "SecurityScopes",
    "State",
    "HTTPConnection",
)
"""Last names of types whose parameters a framework fills with something of its own."""

CONVERTERS = frozenset(
    {
        "int", "str", "float", "bool", "UUID", "ObjectId", "Decimal", "bytes", "list", "dict", "tuple", "set", "loads", "escape", "oid", "PydanticObjectId",
        "strip", "lower", "upper", "get", "pop", "getlist", "split", "replace", "encode", "decode", "json", "get_json", "model_dump", "copy",
        "removeprefix", "removesuffix", "post", "text", "read", "items", "values", "keys", "cast", "format", "partition", "to_python", "first", "join",
    }
)  # fmt: skip
"""Calls whose result is still the client's value."""

ANSWERING = frozenset(
    {
        "render", "render_template", "jsonify", "JsonResponse", "JSONResponse", "Response", "TemplateResponse", "HttpResponse", "make_response",
        "json_response", "html", "json", "write", "dict", "list", "model_validate", "dump", "dumps", "to_dict", "serialize", "from_orm", "audit",
        "template", "render_to_string", "send_file", "FileResponse", "str", "repr", "format",
    }
)  # fmt: skip
"""Calls that put an answer together."""
