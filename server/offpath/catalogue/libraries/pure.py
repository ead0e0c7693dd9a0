"""Calls that do nothing but answer, as data."""

from __future__ import annotations

FUNCTIONS = frozenset(
    {
        "builtins.sorted", "builtins.reversed", "builtins.map", "builtins.filter", "builtins.zip", "builtins.enumerate", "builtins.round", "builtins.abs",
        "re.sub", "re.escape", "re.split", "os.path.join", "os.path.basename", "os.path.dirname", "os.path.abspath", "json.dumps", "html.escape", "copy.copy",
        "copy.deepcopy", "urllib.parse.quote", "urllib.parse.urljoin", "urllib.parse.urlencode", "dataclasses.replace", "dataclasses.asdict", "textwrap.dedent",
        "base64.b64encode", "base64.b64decode", "shlex.quote", "itertools.chain", "functools.partial", "html.unescape", "bisect.bisect",
    }
)  # fmt: skip

RAISING = frozenset(
    {
        "json.dumps",
        "base64.b64decode",
        "re.compile",
        "builtins.int",
        "builtins.float",
        "uuid.UUID",
        "decimal.Decimal",
        "copy.deepcopy",
        "json.loads",
    }
)
"""Functions that raise for what they do not like, so that they may be called to see whether they do."""

TEXT_METHODS = frozenset(
    {
        "strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "casefold", "zfill", "removeprefix", "removesuffix", "splitlines", "swapcase", "ljust",
        "rjust", "expandtabs", "translate",
    }
)  # fmt: skip
"""Methods that only texts have, and that never change one."""

MOST_ARGUMENTS: dict[str, int] = {
    "lower": 0, "upper": 0, "title": 0, "capitalize": 0, "casefold": 0, "swapcase": 0, "strip": 1, "lstrip": 1, "rstrip": 1, "zfill": 1, "removeprefix": 1,
    "removesuffix": 1, "splitlines": 1, "ljust": 2, "rjust": 2, "expandtabs": 1, "translate": 1,
}  # fmt: skip
"""How many arguments they take: with more it is something else's method."""

ANSWERS = frozenset(
    {
        "flask.redirect", "flask.jsonify", "flask.render_template", "flask.make_response", "flask.send_file", "flask.Response", "quart.redirect", "quart.jsonify",
        "django.shortcuts.redirect", "django.shortcuts.render", "rest_framework.response.Response", "aiohttp.web.json_response", "aiohttp.web.Response",
        "sanic.response.json", "sanic.response.text", "sanic.response.redirect", "sanic.response.html", "werkzeug.utils.redirect", "litestar.Response",
        "litestar.response.Redirect", "falcon.Response",
    }
)  # fmt: skip
"""What makes an answer, which is one only where it is returned."""

ANSWERING = ("starlette.responses.", "fastapi.responses.", "django.http.", "flask.wrappers.")
"""Modules whose classes named for responses are answers."""

EXCEPTION_ENDINGS = (
    "Error",
    "Exception",
    "Http404",
    "PermissionDenied",
    "DoesNotExist",
    "Forbidden",
    "Unauthorized",
    "NotFound",
    "Abort",
    "Interrupt",
)
"""How classes of libraries are named whose objects do something only where they are raised."""

TEXT_OR_OTHER_METHODS = frozenset(
    {
        "replace",
        "split",
        "join",
        "format",
        "encode",
        "center",
        "partition",
        "count",
        "index",
        "find",
        "startswith",
        "endswith",
    }
)
"""Methods of texts whose names others have, too: only a known text counts."""

TIMES = frozenset({"year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold"})
"""Arguments by which `replace` is that of a date or time."""

SET_METHODS = frozenset({"union", "intersection", "difference", "symmetric_difference"})

LAZY_METHODS = frozenset(
    {
        "filter", "exclude", "order_by", "filter_by", "where", "limit", "offset", "join", "outerjoin", "options", "group_by", "having", "select_related",
        "prefetch_related", "distinct", "annotate", "values", "values_list", "only", "defer", "reverse", "with_for_update", "select_from", "using",
    }
)  # fmt: skip
"""Methods of queries that answer another query."""

FRAME_METHODS = frozenset(
    {
        "dropna", "fillna", "reset_index", "set_index", "sort_values", "sort_index", "drop_duplicates", "astype", "rename", "drop", "merge", "assign", "replace",
        "reindex", "query", "melt", "pivot_table", "groupby", "with_columns", "round", "clip",
    }
)  # fmt: skip
TELLING_FRAME_METHODS = frozenset(
    {"dropna", "fillna", "reset_index", "set_index", "sort_values", "drop_duplicates", "astype"}
)
"""Those that hardly anything but a data frame has."""

WRAPPING = frozenset(
    {
        "permission_required",
        "user_passes_test",
        "require_http_methods",
        "cache_page",
        "cache_control",
        "vary_on_headers",
        "jwt_required",
        "roles_required",
        "roles_accepted",
        "requires_auth",
        "token_required",
        "role_required",
        "lru_cache",
        "shared_limit",
        "memoize",
        "method_decorator",
        "circuit",
        "backoff",
    }
)
"""Decorators that are handed something first and answer another function: what they are applied to is as it was."""

WRAPPING_OF = {
    "limiter": ("limit", "shared_limit"),
    "cache": ("cached", "memoize"),
    "backoff": ("on_exception", "on_predicate"),
}
"""The same by the object that they belong to."""
