"""How what people prove themselves with is called, what bounds guessing it, and what is called alike and proves nothing."""

from __future__ import annotations

PASSWORDS = frozenset({"password", "passwd", "pwd", "passphrase", "pw", "checkpw"})

DRAWN = frozenset({"token", "tokens", "uuid", "guid", "nonce", "signature", "ticket", "link"})
"""Words that say that a program drew something by lot, long enough that nobody guesses it, whatever it is for: `password_reset_token`."""

SHORT_CODES = frozenset({"otp", "totp", "hotp", "pin", "passcode", "mfa", "tan"})
"""Words that name a code of few digits by themselves."""

OF_CODES = frozenset(
    {"verification", "verify", "reset", "recovery", "recover", "confirmation", "login", "signin", "sms", "email", "phone", "auth", "authentication",
     "security", "access", "backup", "activation", "factor", "fa", "challenge", "unlock", "registration", "signup", "password", "pending"}
)  # fmt: skip
"""Words beside which `code` is one that proves who somebody is."""

OF_CHECKS = frozenset({"verify", "verification", "reset", "recovery", "recover", "login", "signin", "otp", "unlock", "confirm"})  # fmt: skip
"""The same in the name of the function that asks for a `code`."""

OTHER_CODES = frozenset(
    {"coupon", "coupons", "promo", "promotion", "discount", "gift", "voucher", "vouchers", "country", "currency", "postal", "zip", "error", "status",
     "language", "lang", "locale", "product", "products", "invite", "invitation", "referral", "color", "colour", "source", "qr", "bar", "barcode", "area",
     "exit", "return", "http", "order", "orders", "booking", "ticket", "item", "event", "room", "game", "station", "airport", "bank", "tax", "sku", "branch",
     "class", "course", "department", "organization", "team", "group", "share", "link", "short", "url", "oauth", "authorization", "grant", "state", "project",
     "region", "city", "char", "key", "script", "snippet", "byte", "op", "review", "response", "response_code", "exception", "errno"}
)  # fmt: skip
"""Words beside which `code` is something else."""

AGAIN = frozenset({"confirm", "confirmation", "again", "repeat", "repeated", "retype", "retyped", "new", "1", "2", "old", "second", "reenter", "match"})  # fmt: skip
"""Words of a field that holds the same once more."""

ABOUT_FORM = frozenset(
    {"strength", "policy", "length", "complexity", "rules", "rule", "format", "requirements", "expired", "expiry", "common", "pwned", "breached", "strong",
     "weak", "required", "set", "usable", "unusable", "changed", "history", "similarity", "reuse", "reused"}
)  # fmt: skip
"""Words of checks that ask how a password is made, not whether it is the right one."""

COMPARING = frozenset({"check", "verify", "compare", "authenticate", "checkpw", "matches", "is", "validate", "confirm", "valid", "match"})  # fmt: skip
"""First words of functions that compare what somebody gives with what is stored."""

ATTEMPTS = frozenset(
    {"attempt", "attempts", "failures", "failure", "failed", "tries", "lockout", "locked", "throttle", "throttled", "cooldown", "lock", "retries", "hits",
     "ratelimit", "blocked", "limiter", "fails"}
)  # fmt: skip
"""Words of what counts failures, or says that there were too many."""

BOUNDING = frozenset(
    {"limit", "limits", "limiter", "limited", "ratelimit", "ratelimiter", "ratelimited", "throttle", "throttled", "throttles", "throttling", "throttler",
     "lockout", "axes", "captcha", "recaptcha", "hcaptcha", "turnstile", "attempts", "attempt", "bruteforce", "brute", "slowapi", "slow", "locked",
     "cooldown", "defender", "rate"}
)  # fmt: skip
"""Words of decorators, dependencies, middleware and helpers that bound how often somebody may try."""

NOT_BOUNDING = frozenset({"exempt", "unlimited", "disable", "skip", "reset", "clear", "without"})

PAIRING_ARGUMENTS = frozenset({"auth", "basic_auth", "http_auth", "proxy_auth", "credentials"})
"""Arguments that take a pair of name and password."""
