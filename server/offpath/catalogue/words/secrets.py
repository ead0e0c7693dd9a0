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
    ("a Discord bot's token", re.compile(r"\b[MNO][0-9A-Za-z_-]{23,27}\.[0-9A-Za-z_-]{6}\.[0-9A-Za-z_-]{27,}")),
    ("a Supabase key", re.compile(r"\bsb(?:p|_secret)_[0-9A-Za-z_-]{20,}")),
    ("a Shopify token", re.compile(r"\bshp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}\b")),
    ("a DigitalOcean token", re.compile(r"\bdo[opr]_v1_[0-9a-f]{64}\b")),
    ("a Databricks token", re.compile(r"\bdapi[0-9a-f]{32}\b")),
    ("a Groq key", re.compile(r"\bgsk_[0-9A-Za-z]{40,}")),
    ("an xAI key", re.compile(r"\bxai-[0-9A-Za-z]{40,}")),
    ("a Perplexity key", re.compile(r"\bpplx-[0-9A-Za-z]{32,}")),
    ("a Replicate token", re.compile(r"\br8_[0-9A-Za-z]{30,}")),
    ("a Linear key", re.compile(r"\blin_api_[0-9A-Za-z]{32,}")),
    ("a Notion token", re.compile(r"\bntn_[0-9A-Za-z]{40,}")),
    ("a Square token", re.compile(r"\bsq0(?:atp|csp)-[0-9A-Za-z_-]{22,}")),
    ("a Mailgun key", re.compile(r"\bkey-[0-9a-f]{32}\b")),
    ("a Vault token", re.compile(r"\bhvs\.[0-9A-Za-z_-]{24,}")),
    ("a storage account's key", re.compile(r"\bAccountKey=[0-9A-Za-z+/]{40,}={0,2}")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\S]{60,}")),
)
"""What keys of well-known services look like, as these document it."""

SIGNED_TOKEN = re.compile(r"\beyJ[0-9A-Za-z_-]{10,}\.(?P<claims>eyJ[0-9A-Za-z_-]{10,})\.[0-9A-Za-z_-]{20,}")
"""A JSON web token, whose claims anybody can read."""

PUBLIC_CLAIMS = re.compile(r'"role"\s*:\s*"anon"|"sub"\s*:\s*"1234567890"')
"""Claims of tokens that are made to be public, and of the one that everybody shows."""

CONNECTION_PASSWORD = re.compile(
    r"(?:^|;)\s*(?:password|pwd)\s*=\s*(?P<password>[^;{}$%<>\s]{4,})\s*(?:;|$)", re.IGNORECASE
)
"""A password in a text of settings: `Server=db;Uid=app;Pwd=…;`."""

QUERY_SECRET = re.compile(r"[?&;](?P<name>[A-Za-z][\w.-]*)=(?P<value>[^&\s#{}$%<>]{8,})")
"""A parameter in the query of an address."""

QUERY_KEYS = frozenset(
    {"key", "appid", "app_id", "appkey", "app_key", "auth", "sig", "signature", "code", "subscription-key", "sid"}
)
"""What such parameters are called besides, where what stands there is drawn by lot."""

URL_PASSWORD = re.compile(
    r"\b[a-z][a-z0-9+.-]{0,30}://(?P<user>[^\s:/@]*):(?P<password>[^\s:/@{}$%<>]{3,})@(?P<host>[^\s/:?#]+)",
    re.IGNORECASE,
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

RUN_TOGETHER = re.compile(
    r"^(?P<first>db|api|auth|access|refresh|client|app|admin|root|user|my|smtp|mail|email|ftp|sftp|ssh|redis|mongo|mysql|pg|postgres|rabbit|jwt|bot|session|secret|private"
    r"|service|master|bearer|oauth|login|account|hash|encryption|signing|aws|s3|web|ldap|proxy|flask|django)?(?P<last>password|passwd|secret|token|key|apikey|secretkey|passphrase)$"
)
"""Words of names that are written without a separator: `DBPASSWORD`, `authtoken`."""

OUTCOMES = frozenset(
    {
        "invalid", "missing", "expired", "wrong", "bad", "unknown", "incorrect", "revoked", "mismatch", "mismatched", "malformed", "forgotten", "lost",
        "weak", "empty", "failed", "blocked", "unauthorized", "forbidden", "denied", "rejected", "unsupported", "duplicate", "error", "err", "errors",
        "reason", "event", "audit", "code", "errno", "status", "msg", "message",
    }
)  # fmt: skip
"""Words in names of constants that stand for what has happened: `INVALID_TOKEN`, `REASON_MISSING_SECRET`."""

LOCAL_SERVERS = frozenset(
    {
        "ollama",
        "lmstudio",
        "vllm",
        "llamacpp",
        "localai",
        "llamafile",
        "koboldcpp",
        "sglang",
        "tgi",
        "mlx",
        "jan",
        "oobabooga",
        "xinference",
    }
)
"""Servers of models that run on one's own machine and ask for no key."""

NO_KEY = re.compile(
    r"^(?:not?[-_ ]?(?:needed|required|used|key|api[-_ ]?key)(?:[-_ ](?:required|needed))?|sk[-_]no[-_]key.*"
    r"|none|null|empty|n/a|na|unused|anonymous|ollama|lm[-_]?studio|vllm|local)$",
    re.IGNORECASE,
)
"""What stands for a key where none is asked for."""

LOCAL_ADDRESS = re.compile(
    r"^https?://(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\]|host\.docker\.internal)\b", re.IGNORECASE
)

HANDING_PASSWORDS = frozenset(
    {
        "hash",
        "set",
        "make",
        "generate",
        "encrypt",
        "encode",
        "create",
        "change",
        "reset",
        "get",
        "verify",
        "check",
        "hashed",
        "crypt",
    }
)
"""First words of functions that are handed a password: `hash_password`, `set_password`."""

HASHING_OWNERS = frozenset(
    {"pwd", "password", "passwords", "passwd", "crypt", "bcrypt", "argon", "argon2", "hasher", "scrypt", "pbkdf2"}
)
"""Words of names of objects and modules that hash passwords."""

PLACEHOLDER = re.compile(
    r"change[-_ ]?me|change[-_ ]?this|your[-_ ]|<[^<>\n]*>|\{[^{}\n]*\}|^\$\{?\w+\}?$|%\(|\bx{3,}|\.{3}|example|placeholder|todo|replace|insert|dummy|fake|redacted|"
    r"\*{3,}|sample|goes[-_ ]here|not[-_ ]?set|undefined|unset|n/a|lorem|_here\b|test|mock|foo|bar\b|secret[-_]?name"
    r"|\bbuild(?:[-_ ]?time|[-_ ]?only)?\b|\bcollect[-_ ]?static\b|\bnot[-_ ]?(?:needed|required|used)\b|\bunused\b|\bno[-_ ]?(?:api[-_ ]?)?key\b",
    re.IGNORECASE,
)
"""What stands for a secret in examples."""
