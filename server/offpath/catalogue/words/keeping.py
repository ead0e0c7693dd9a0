"""Names by which results are kept for the next caller, whatever library keeps them."""

from __future__ import annotations

BY_NAME: dict[str, str] = {"memoize": "arguments", "cached": "path", "cache_on_arguments": "arguments"}
"""What decorators tell one call from another by, by their last name, where they are something's that is called a cache and cannot be seen."""

KEYS = frozenset(
    {"key", "key_func", "keyfunc", "key_builder", "make_cache_key", "make_name", "key_prefix", "cache_key_builder", "key_fn", "function_key_generator",
     "key_maker", "extra", "args_rewrite"}
)  # fmt: skip
"""Arguments that say under which key a result is kept."""

CONDITIONS = frozenset(
    {"unless", "forced_update", "condition", "skip_cache_func", "response_filter", "cache_condition"}
)
"""Arguments that say when nothing is kept."""
