"""How programs and models write data that stands in for real data, as data."""

from __future__ import annotations

import re

TELLING_TEXT = re.compile(
    r"\b(?:john|jane)[ _.]?(?:doe|smith)\b|\blorem\b|\bipsum\b|@(?:example|test|sample)\.(?:com|org)|\bsample\b|\bdummy\b|\bplaceholder\b|\bmock(?:ed)?\b|\bfake\b"
    r"|\btest (?:user|product|item|customer|order)\b|\bacme\b|\b123 main\b|\b555-\d"
    r"|\b(?:item|product|user|order|customer|article|document|result|title|name) (?:\d+|one|two|[abc])\b"
    r"|\balice\b|\bbob\b|\bfoo\b|\bexample (?:title|company|product|document)\b",
    re.IGNORECASE,
)
"""Texts that nobody's real data holds."""

TELLING_NAMES = frozenset(
    {"sample", "mock", "mocked", "dummy", "fake", "demo", "example", "placeholder", "stub", "simulated", "fabricated"}
)
"""Words of names of such data."""

RANDOM = frozenset(
    {
        "random.random", "random.randint", "random.uniform", "random.choice", "random.choices", "random.gauss", "random.normalvariate",
        "random.randrange", "random.sample", "random.triangular", "random.betavariate", "numpy.random.rand", "numpy.random.randint",
        "numpy.random.uniform", "numpy.random.normal", "numpy.random.random",
    }
)  # fmt: skip

RIGHTLY_DRAWN = frozenset(
    {
        "delay", "backoff", "jitter", "wait", "interval", "sleep", "pause", "retry", "timeout", "seed", "nonce", "salt", "token", "code", "pin", "otp", "uuid",
        "colour", "color", "shuffle", "dice", "roll", "lottery", "variant", "bucket", "id", "slug", "password", "secret", "key",
    }
)  # fmt: skip
"""Words of names of what is rightly drawn by lot."""

STANDING_IN = frozenset({"fallback", "default", "backup", "sample", "mock", "dummy", "hardcoded", "stub", "fake"})
"""Words of constants that stand in for what could not be got."""

FETCHING = frozenset(
    {
        "fetch", "load", "query", "search", "retrieve", "lookup", "download", "scrape", "pull", "predict", "forecast", "analyze", "analyse",
        "measure", "recommend", "collect", "sync", "estimate", "detect", "score", "assess", "evaluate",
        "geocode", "classify", "transcribe", "translate", "recognize", "recognise", "summarize", "summarise", "diagnose",
    }
)  # fmt: skip
"""First words of names that promise data from somewhere, or something worked out."""

READING = frozenset(
    {"get", "list", "find", "read", "calculate", "compute", "count", "check", "monitor", "track", "current", "latest"}
)
"""First words of names that do so mostly; defaults and choices are got, too."""

CONSTANT_WORDS = frozenset(
    {
        "default", "defaults", "choice", "choices", "option", "options", "config", "configuration", "settings", "setting", "schema", "schemas",
        "header", "headers", "column", "columns", "template", "templates", "example", "examples", "sample", "samples", "demo", "mock", "fake",
        "dummy", "seed", "fixture", "fixtures", "constant", "constants", "metadata", "info", "version", "capabilities", "help", "menu", "labels",
        "countries", "months", "currencies", "levels", "roles", "permissions", "statuses", "types", "categories", "languages", "spec", "params",
        "parameters", "payload", "context", "env", "map", "mapping", "fields", "args", "arguments", "kwargs", "urls", "routes", "plugins", "tabs",
        "links", "actions", "steps", "rules", "features", "flags", "formats", "icons", "colors", "colours", "models", "urlpatterns", "dependencies",
        "attrs", "limits", "meta", "defs", "definition", "definitions", "description", "usage", "names", "keys", "queryset", "serializer", "initial",
        "placeholder", "placeholders", "random", "test", "prompt", "pricing", "plans", "commands", "media", "css", "js", "form", "widget", "extra",
        "message", "messages", "indexes", "extensions", "tools", "tool",
    }
)  # fmt: skip
"""Words of names of functions whose answer is rightly a constant."""

MEASURES = frozenset(
    {
        "total", "active", "revenue", "average", "avg", "rate", "rating", "score", "count", "sales", "users", "orders", "visits", "growth", "balance",
        "temperature", "humidity", "latency", "uptime", "profit", "usage", "views", "clicks", "conversion",
    }
)  # fmt: skip
"""Words of what is measured or counted."""

LAID_DOWN = frozenset({"max", "min", "maximum", "minimum", "limit", "default", "base", "tax", "vat", "per"})
"""Words of numbers that somebody lays down: limits, prices and rates."""

DEMONSTRATION_PARTS = frozenset(
    {
        "example",
        "examples",
        "demo",
        "demos",
        "seed",
        "seeds",
        "seeder",
        "fixtures",
        "mock",
        "mocks",
        "sample",
        "samples",
        "sandbox",
        "stubs",
        "migrations",
        "test",
        "testapp",
        "testing",
        "styleguide",
        "factories",
        "factory",
    }
)
"""Words of paths whose data is meant to be invented."""

MARKS = frozenset(
    {
        "stale",
        "fallback",
        "is_fallback",
        "degraded",
        "cached",
        "from_cache",
        "error",
        "errors",
        "is_default",
        "source",
        "warning",
        "estimated",
        "is_stale",
        "unavailable",
        "available",
    }
)
"""Keys by which an answer says that it is not the real one."""

REMOTE_FAILURES = frozenset(
    {
        "RequestException", "ConnectionError", "Timeout", "TimeoutError", "ConnectTimeout", "ReadTimeout", "HTTPError", "HTTPStatusError",
        "RequestError", "ClientError", "URLError", "OperationalError", "DatabaseError", "SQLAlchemyError", "InterfaceError", "APIError",
        "APIConnectionError", "RateLimitError", "OpenAIError", "RedisError", "PyMongoError", "ServiceUnavailable", "OSError", "IOError",
        "ClientResponseError", "ClientConnectorError", "TransportError", "BotoCoreError", "Error", "ProgrammingError", "StripeError",
    }
)  # fmt: skip
"""Exceptions that say that what was asked for could not be got."""

DOUBLES = frozenset({"mock", "fake", "stub", "dummy", "null", "noop", "double"})
"""First or last words of classes that stand in for others and do nothing."""

DOUBLE_MODULES = frozenset({"mocks", "fakes", "stubs", "doubles", "dummies", "mock", "fake"})
"""Modules of such classes."""
