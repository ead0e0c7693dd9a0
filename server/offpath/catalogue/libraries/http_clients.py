"""HTTP clients: what sends a request, and how its answer is looked at, as data."""

from __future__ import annotations

_VERBS = ("get", "post", "put", "patch", "delete", "request", "options", "head")
_CLIENTS = (
    "requests",
    "requests.Session",
    "httpx",
    "httpx.Client",
    "httpx.AsyncClient",
    "aiohttp.ClientSession",
    "requests_html.HTMLSession",
)

SENDING = frozenset(f"{client}.{verb}" for client in _CLIENTS for verb in _VERBS)

CHECKS = frozenset(
    {
        "raise_for_status", "status_code", "ok", "status", "is_success", "is_error", "is_client_error", "is_server_error", "reason", "reason_phrase",
        "status_reason",
    }
)  # fmt: skip
"""Members by which an answer's status is looked at."""

BODY = frozenset({"json", "text", "content", "read", "iter_content", "iter_lines", "iter_bytes", "aread", "raw"})
"""Members that give an answer's body."""
