"""How secrets look and what they are called, as data."""

from __future__ import annotations

import re

FORMATS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a Stripe key", re.compile(r"\b[sr]k_(?:live|test)_[0-9A-Za-z]{16,}")),
    ("a Stripe webhook secret", re.compile(r"\bwhsec_[0-9A-Za-z]{24,}")),
    ("an OpenAI key", re.compile(r"\bsk-(?!ant-)(?:proj-|svcacct-)?[0-9A-Za-z_-]{20,}")),
    ("an Anthropic key", re.compile(r"\bsk-ant-[0-9A-Za-z_-]{20,}")),
    ("a GitHub token", re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{40,})")),
    ("a GitLab token", re.compile(r"\bglpat-[0-9A-Za-z_-]{20,}")),
    ("a Slack token", re.compile(r"\bxox[abposr]-[0-9A-Za-z-]{10,}")),
    ("a Slack webhook", re.compile(r"hooks\.slack\.com/services/T[0-9A-Z]+/B[0-9A-Z]+/[0-9A-Za-z]{16,}")),
    ("a Discord webhook", re.compile(r"discord(?:app)?\.com/api/webhooks/\d{10,}/[0-9A-Za-z_-]{30,}")),
    ("a Google API key", re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b")),
    ("a SendGrid key", re.compile(r"\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}")),
    ("a Hugging Face token", re.compile(r"\bhf_[0-9A-Za-z]{30,}")),
    ("a PyPI token", re.compile(r"\bpypi-[0-9A-Za-z_-]{32,}")),
    ("an npm token", re.compile(r"\bnpm_[0-9A-Za-z]{36}\b")),
    ("a Telegram bot's token", re.compile(r"\b\d{8,10}:AA[0-9A-Za-z_-]{33}\b")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\S]{60,}")),
)
"""What keys of well-known services look like, as these document it."""

URL_PASSWORD = re.compile(
    r"\b[a-z][a-z0-9+.-]{0,30}://[^\s:/@]+:(?P<password>[^\s:/@{}$%<>]{3,})@(?P<host>[^\s/:?#]+)", re.IGNORECASE
)

SECRET_WORDS = frozenset({"secret", "password", "passwd", "pwd", "passphrase", "token", "apikey", "credentials"})
SECRET_PAIRS = frozenset(
    {
        ("api", "key"), ("secret", "key"), ("access", "key"), ("private", "key"), ("signing", "key"), ("encryption", "key"), ("jwt", "key"), ("auth", "key"),
        ("service", "key"), ("session", "key"), ("fernet", "key"), ("hmac", "key"), ("master", "key"), ("account", "key"),
    }
)  # fmt: skip
HARMLESS_LAST = frozenset(
    {
        "url", "uri", "path", "field", "name", "names", "header", "prefix", "suffix", "type", "param", "parameter", "file", "filename", "id",
        "length", "regex", "pattern", "label", "message", "msg", "error", "hint", "help", "expiry", "ttl", "algorithm", "scheme", "expire",
        "expires", "minutes", "seconds", "days", "validators", "hash", "hasher", "hashers", "endpoint", "template", "text", "title", "description",
        "format", "lifetime", "location", "max", "min", "policy", "reset", "column", "cookie", "env", "var", "version", "count", "limit",
        "attribute", "backend", "class", "mode", "regexp", "choices", "kind", "role", "status", "prompt", "placeholder", "strength", "rules",
        "required", "changed", "confirm", "salt", "provider", "audience", "issuer", "parts", "end", "start", "separator", "delimiter", "bos", "eos",
    }
)  # fmt: skip
"""Last words of names that speak of secrets and hold none: `TOKEN_URL`, `password_field`."""

PLACEHOLDER = re.compile(
    r"change[-_ ]?me|change[-_ ]?this|your[-_ ]|<[^<>\n]*>|\{[^{}\n]*\}|^\$\{?\w+\}?$|%\(|\bx{3,}|\.{3}|example|placeholder|todo|replace|insert|dummy|fake|redacted|"
    r"\*{3,}|sample|goes[-_ ]here|not[-_ ]?set|undefined|unset|n/a|lorem|_here\b|test|mock|foo|bar\b|secret[-_]?name",
    re.IGNORECASE,
)
"""What stands for a secret in examples."""
