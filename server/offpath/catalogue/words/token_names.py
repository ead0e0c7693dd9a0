"""Names around signed tokens: what modules call their key, and what claims say."""

from __future__ import annotations

KEY_NAMES = ("SECRET_KEY", "JWT_SECRET", "JWT_SECRET_KEY", "JWT_KEY", "SECRET", "PUBLIC_KEY", "JWT_PUBLIC_KEY")
"""What modules call the key of their tokens."""

TIMES = frozenset({"exp", "iat", "nbf"})
"""Claims that tell nothing of who somebody is."""

ALGORITHM_NAMES = ("ALGORITHM", "JWT_ALGORITHM", "ALGO")
DEFAULT_ALGORITHM = "HS256"
