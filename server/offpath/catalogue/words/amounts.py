"""Words of what there is only so much of, and of what is worth money."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words

SCARCE = frozenset(
    {
        "balance", "amount", "cents", "credit", "credits", "coins", "points", "tokens", "money", "wallet", "wallets", "stock", "quantity", "inventory",
        "seat", "seats", "slot", "slots", "ticket", "tickets", "quota", "left", "remaining", "available", "capacity", "voucher", "vouchers", "coupon",
        "coupons", "payment", "payments", "payout", "payouts", "escrow", "escrows", "invoice", "invoices", "order", "orders", "refund", "refunds",
        "transfer", "transfers", "booking", "bookings", "reservation", "reservations", "licence", "license", "licenses", "budget", "uses", "account", "accounts",
    }
)  # fmt: skip


def is_scarce(*names: str) -> bool:
    """Whether one of these names of columns and tables speaks of such things."""
    return any(not SCARCE.isdisjoint(words(name)) for name in names)
