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

TEXT_METHODS = frozenset(
    {
        "strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "casefold", "zfill", "removeprefix", "removesuffix", "splitlines", "swapcase", "ljust",
        "rjust", "expandtabs", "translate",
    }
)  # fmt: skip
"""Methods that only texts have, and that never change one."""

WITHOUT_ARGUMENTS = frozenset({"lower", "upper", "title", "capitalize", "casefold", "swapcase"})

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
