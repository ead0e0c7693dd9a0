"""Libraries that decode JSON web tokens, as data."""

from __future__ import annotations

DECODERS: dict[str, tuple[str, ...]] = {
    "jwt.decode": ("options", "algorithms"),
    "jwt.decode_complete": ("options", "algorithms"),
    "jwt.api_jwt.decode": ("options", "algorithms"),
    "jwt.api_jwt.decode_complete": ("options", "algorithms"),
    "jwt.PyJWT.decode": ("options", "algorithms"),
    "jwt.PyJWT.decode_complete": ("options", "algorithms"),
    "jose.jwt.decode": ("options", "algorithms"),
    "jose.jws.verify": ("algorithms",),
}
"""Functions that are handed a token, a key and algorithms, in this order, with the keywords that decide how they verify."""

UNVERIFIED = frozenset({"jose.jwt.get_unverified_claims", "jose.jws.get_unverified_claims"})
"""Functions that read a token's claims and verify nothing."""

KEY_NAMES = ("SECRET_KEY", "JWT_SECRET", "JWT_SECRET_KEY", "JWT_KEY", "SECRET", "PUBLIC_KEY", "JWT_PUBLIC_KEY")
"""What modules call the key of their tokens."""

TIMES = frozenset({"exp", "iat", "nbf"})
"""Claims that tell nothing of who somebody is."""

ALGORITHM_NAMES = ("ALGORITHM", "JWT_ALGORITHM", "ALGO")
DEFAULT_ALGORITHM = "HS256"
