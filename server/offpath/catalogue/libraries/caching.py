"""What keeps the result of a function for the next caller, and by what it tells one call from another, as data."""

from __future__ import annotations

BY_ARGUMENTS = frozenset(
    {
        "functools.lru_cache", "functools.cache", "streamlit.cache_data", "streamlit.cache_resource", "streamlit.cache", "streamlit.experimental_memo",
        "streamlit.experimental_singleton", "cachetools.cached", "cachetools.cachedmethod", "cachetools.func.ttl_cache", "cachetools.func.lru_cache",
        "cachetools.func.lfu_cache", "async_lru.alru_cache", "aiocache.cached", "aiocache.multi_cached", "aiocache.cached_stampede",
        "flask_caching.Cache.memoize", "flask_cache.Cache.memoize", "joblib.Memory.cache", "diskcache.Cache.memoize", "cache_memoize.cache_memoize",
        "methodtools.lru_cache", "cacheops.cached", "toolz.memoize", "funcy.memoize", "funcy.cache", "cashews.cache", "cashews.cached",
        "memoization.cached", "aiocache.decorators.cached", "asyncache.cached", "fastapi_cache.decorator.cache", "redis_cache.cache", "memoize.memoize",
    }
)  # fmt: skip
"""Decorators that keep a result under the function's name and its arguments."""

BY_PATH = frozenset(
    {
        "flask_caching.Cache.cached",
        "flask_cache.Cache.cached",
        "aiohttp_cache.cache",
        "fastapi_redis_cache.cache",
        "werkzeug_cache.cached",
    }
)
"""Decorators that keep an answer under the path of the request."""

LEAVES_REQUEST_OUT = frozenset({"fastapi_cache.decorator.cache"})
"""Those that keep a result under its arguments, but for the request."""

BY_NAME: dict[str, str] = {"memoize": "arguments", "cached": "path", "cache_on_arguments": "arguments"}
"""The same by the last name, of something that is called a cache and cannot be seen."""

KEYS = frozenset(
    {"key", "key_func", "keyfunc", "key_builder", "make_cache_key", "make_name", "key_prefix", "cache_key_builder", "key_fn", "function_key_generator",
     "key_maker", "extra", "args_rewrite"}
)  # fmt: skip
"""Arguments that say under which key a result is kept."""

CONDITIONS = frozenset(
    {"unless", "forced_update", "condition", "skip_cache_func", "response_filter", "cache_condition"}
)
"""Arguments that say when nothing is kept."""
