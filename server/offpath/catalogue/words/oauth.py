"""How code speaks of signing in with somebody else's account, as data."""

from __future__ import annotations

FLOW = frozenset(
    {"oauth", "oauth2", "oidc", "openid", "callback", "redirect", "connected", "connect", "authorize", "authorized", "authorization", "sso", "google", "github",
     "gitlab", "slack", "facebook", "microsoft", "azure", "discord", "spotify", "twitter", "linkedin", "dropbox", "notion", "stripe", "zoom", "hubspot",
     "salesforce", "strava", "twitch", "apple", "auth", "auth0", "okta", "keycloak", "login", "signin", "identity", "provider", "grant", "token", "tokens"}
)  # fmt: skip
"""Words of handlers, addresses and helpers that take part."""

RETURNING = frozenset({"callback", "callbacks", "redirect", "connected", "authorized", "complete", "return", "returned", "finish"})  # fmt: skip
"""Words of handlers to which the provider sends the browser back."""

EXCHANGING = frozenset(
    {"exchange", "fetch", "get", "obtain", "acquire", "request", "retrieve", "for",
     "from", "redeem", "trade", "authenticate", "step2", "swap"}
)  # fmt: skip
"""Words beside `token` or `code` in what gives a token for a code."""

BOUND = frozenset({"nonce", "verifier", "pkce"})
"""Words of what binds the answer to this browser besides the state."""

DECODING = frozenset(
    {"loads", "b64decode", "urlsafe_b64decode", "unquote", "unquote_plus", "parse_qs", "parse_qsl", "decode", "literal_eval", "str", "int", "split", "partition",
     "rsplit", "strip", "get", "encode", "UUID", "fromhex", "unhexlify", "dict", "rpartition", "removeprefix", "lower"}
)  # fmt: skip
"""Calls that only read what a state says."""

TELLING = frozenset(
    {"redirect", "RedirectResponse", "HttpResponseRedirect", "HTTPFound", "url_for", "jsonify", "urlencode",
     "quote", "f", "len", "bool", "isinstance"}
)  # fmt: skip
"""Calls that hand a state on to the browser, or ask nothing of its value."""

CHECKED = frozenset({"state", "states", "csrf", "nonce", "pkce"})
CHECKING = frozenset(
    {
        "verify",
        "check",
        "validate",
        "ensure",
        "assert",
        "require",
        "compare",
        "confirm",
        "match",
        "matches",
        "consume",
        "valid",
        "verified",
    }
)
"""What a helper is called that finds out whether a callback belongs to the browser that began."""
