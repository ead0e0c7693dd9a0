"""What says how many of something there are: only what is written in the code itself, or as many as data has, as data."""

from __future__ import annotations

LISTING = frozenset(
    {
        "listdir", "scandir", "iterdir", "glob", "rglob", "iglob", "walk", "namelist", "infolist", "readlines", "splitlines", "finditer", "findall",
        "find_all", "select", "xpath", "cssselect", "css", "fetchall", "scalars", "to_list", "aggregate", "iterrows", "itertuples", "paginate",
        "list_objects_v2", "list_objects", "scan_iter", "smembers", "lrange", "hgetall", "hvals", "hkeys", "zrange", "zrangebyscore", "xrange", "getlist", "get_list",
        "getall", "json", "DictReader", "read_csv", "iter_rows", "find", "stream", "list_blobs", "get_all_records",
    }
)  # fmt: skip
"""Calls that answer with as much as is there: files, rows, matches, what a service has."""

QUERYING = frozenset(
    {"objects", "query", "collection", "cursor", "session", "db", "database", "conn", "connection", "pool"}
)
"""Last words of what is asked for rows, by `all`, `filter` and the like."""

OF_QUERIES = frozenset(
    {"all", "filter", "filter_by", "exclude", "fetch", "fetch_all", "execute", "order_by", "values_list", "where"}
)
"""Calls that answer with rows where what is asked is known to have some."""

WITHOUT_S = frozenset({"people", "data", "batch", "todo", "media", "children", "history"})
"""Last words of names of many things of the world that do not end in `s`."""

OF_PROGRAMS = frozenset(
    {
        "actions", "adapters", "addons", "agents", "algorithms", "apps", "args", "arguments", "awaitables", "backends", "builders", "callables", "callbacks",
        "calls", "cases", "channels", "checkers", "checks", "classes", "collectors", "commands", "components", "consumers", "controllers", "coroutines", "coros",
        "daemons", "dependencies", "drivers", "engines", "environments", "envs", "executors", "experiments", "exporters", "extensions", "factories", "fields",
        "filters", "flags", "formats", "functions", "funcs", "futures", "generators", "guards", "handlers", "hooks", "importers", "inputs", "interfaces", "kinds",
        "kwargs", "languages", "layers", "levels", "listeners", "loaders", "loops", "managers", "methods", "metrics", "middlewares", "modes", "models", "modules",
        "monitors", "operations", "ops", "options", "outputs", "parameters", "params", "parsers", "parts", "partitions", "phases", "plugins", "policies", "pools",
        "ports", "probes", "processes", "processors", "producers", "protocols", "providers", "queues", "rails", "readers", "regions", "replicas", "resources",
        "routes", "rules", "runners", "runs", "scenarios", "schedulers", "servers", "services", "settings", "shards", "signals", "sinks", "sources", "stages",
        "states", "steps", "strategies", "streams", "suites", "tasks", "templates", "tests", "threads", "tools", "transports", "triggers", "types", "validators",
        "variants", "versions", "views", "watchers", "workers", "writers", "zones", "specs", "configs", "credentials", "targets", "groups", "nodes", "branches",
    }
)  # fmt: skip
"""Last words of names of what a program has a handful of: its own parts. What else there is many of is of the world, and nobody writes down how many."""
