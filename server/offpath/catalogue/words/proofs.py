"""How checks of signatures, keys, tokens and captchas are called, and what their settings are called."""

from __future__ import annotations

PROOFS = frozenset(
    {"signature", "signatures", "signed", "sig", "hmac", "digest", "captcha", "recaptcha", "hcaptcha", "turnstile", "webhook", "authenticity", "token",
     "key", "apikey", "secret", "auth", "authorization", "credentials", "authentic", "bearer", "jwt", "hash", "svix", "event"}
)  # fmt: skip
"""Words of what is checked."""

SIGNATURES = frozenset(
    {"signature", "signatures", "signed", "sig", "hmac", "digest", "captcha", "recaptcha", "hcaptcha", "turnstile", "webhook", "authenticity", "svix", "secret"}
)  # fmt: skip
"""Those of what a caller never may leave out: no guest has a signature."""

SETTINGS = frozenset({"secret", "secrets", "key", "apikey", "token", "password", "signing", "webhook", "verifier", "pubkey", "hmac", "certificate"})  # fmt: skip
"""Words of settings without which nothing can be checked."""

VERIFYING = frozenset(
    {"verify", "check", "validate", "valid", "is", "ensure", "require", "authenticate", "authorize", "ok", "verified", "assert", "matches"}
)  # fmt: skip
"""Words of functions that check."""

OTHER_QUESTIONS = frozenset(
    {"expired", "revoked", "invalid", "missing", "needs", "need", "refresh", "required", "blocked", "banned", "limit", "rate", "exists", "optional", "supports",
     "has", "without", "stale", "empty", "enabled", "configured", "available", "unverified", "cache", "cached", "flag", "feature", "allowed_hosts", "should", "skip",
     "disabled", "bypass", "exempt", "format", "length"}
)  # fmt: skip
"""Words of questions whose `True` lets nobody in, or is no proof."""

DEVELOPING = frozenset(
    {"debug", "testing", "test", "dev", "development", "local", "insecure", "disable", "disabled", "skip", "bypass", "mode", "environment", "env", "enabled",
     "enforce", "required", "require"}
)  # fmt: skip
"""Words of settings by which somebody decides knowingly."""

LIBRARY_CHECKS = frozenset(
    {"construct_event", "constructEvent", "compare_digest", "constant_time_compare", "safe_str_cmp"}
)
"""Names of library functions that check a signature."""
