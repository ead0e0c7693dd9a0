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
