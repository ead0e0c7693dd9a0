"""How much is remembered of what names tell: while somebody types, new ones come for ever."""

from __future__ import annotations

MOST_NAMES = 4_096
"""So many names, those met last, are worked out once."""
