"""Words of states that a thing gets once: what is used up, handed out or paid cannot be so twice."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words

ONE_USE = frozenset(
    {
        "used", "redeemed", "claimed", "consumed", "spent", "paid", "refunded", "released", "settled", "captured", "withdrawn", "booked", "reserved",
        "taken", "sold", "assigned", "accepted", "burned", "collected", "credited", "charged", "transferred", "issued", "granted", "rewarded",
        "awarded", "dispensed", "shipped", "disbursed", "applied", "exchanged", "minted", "drawn", "voted",
    }
)  # fmt: skip


def says_of_one_use(*names: str) -> bool:
    """Whether one of these names of columns and states speaks of what is used up.

    >>> says_of_one_use("redeemed_at"), says_of_one_use("is_used"), says_of_one_use("status", "CLOSED")
    (True, True, False)
    """
    return any(not ONE_USE.isdisjoint(words(name)) for name in names)


PUT_AWAY = frozenset(
    {
        "deleted", "removed", "archived", "hidden", "trashed", "discarded", "deactivated", "disabled", "seen", "read", "viewed", "dismissed", "muted",
        "acknowledged", "opened", "pinned", "starred",
    }
)  # fmt: skip
"""States into which a thing may be put twice: it is where everybody who asked wanted it."""


def says_put_away(*names: str) -> bool:
    """Whether one of these names of columns speaks of what may be done twice.

    >>> says_put_away("is_deleted"), says_put_away("seen_at"), says_put_away("approved")
    (True, True, False)
    """
    return any(not PUT_AWAY.isdisjoint(words(name)) for name in names)
