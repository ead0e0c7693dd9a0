"""Calls that move money or goods, which must not happen twice, as data."""

from __future__ import annotations

CHAINS = (
    ("Charge", "create"), ("PaymentIntent", "create"), ("Refund", "create"), ("Transfer", "create"), ("Payout", "create"),
    ("Invoice", "pay"), ("payment_intents", "create"), ("charges", "create"), ("refunds", "create"), ("transfers", "create"),
    ("payouts", "create"), ("payments", "create"), ("Transaction", "sale"), ("transaction", "sale"), ("transaction", "refund"),
    ("Payment", "create"), ("orders", "create"), ("orders", "capture"), ("payments", "refund"), ("payments", "capture"),
    ("checkout", "create"),
)  # fmt: skip
"""The last parts of how payment libraries are called."""

RECEIVERS = frozenset(
    {
        "gateway", "stripe", "payment", "payments", "billing", "psp", "paypal", "braintree", "adyen", "bank", "processor", "mollie", "square",
        "checkout", "wallet", "provider",
    }
)  # fmt: skip
METHODS = frozenset(
    {
        "charge", "refund", "capture", "payout", "transfer", "pay", "debit", "credit", "withdraw", "charge_card", "create_charge", "create_payment",
        "create_refund", "refund_payment", "charge_customer", "process_payment", "place_order", "submit_order", "create_payout", "send_money",
        "create_transfer", "capture_payment", "purchase",
    }
)  # fmt: skip

PATHS = ("charge", "payment", "refund", "transfer", "payout", "order", "invoice", "capture")
"""Parts of addresses to which a POST moves money or goods."""

KEYS = (
    "idempot",
    "dedup",
    "request_id",
    "client_token",
    "client_reference",
    "reference_id",
    "external_id",
    "transaction_reference",
)
"""Parts of the names of arguments, headers and columns that make a repeated call harmless."""

TRACING = ("x_request_id", "correlation", "trace")
"""Parts of names that only tell calls apart in logs."""

DESCRIBING = frozenset({"metadata", "custom_fields", "description", "notes", "extra"})
"""Arguments that the other side keeps and does not read."""

DRAWN = frozenset(
    {
        "uuid1", "uuid4", "uuid7", "token_hex", "token_urlsafe", "token_bytes", "urandom", "time", "time_ns", "monotonic", "now", "utcnow", "randint",
        "random", "getrandbits", "randrange", "choices", "ULID", "ulid", "nanoid", "generate", "get_random_string", "hex4",
    }
)  # fmt: skip
"""Calls that answer something else each time."""

RETRYING = frozenset(
    {
        "retry", "retrying", "on_exception", "on_predicate", "retries", "with_retry", "retryable", "retry_with_backoff", "backoff",
    }
)  # fmt: skip
"""Last parts of decorators that run a function again, where nothing tells whose decorators they are."""

RETRY_ARGUMENTS = frozenset({"autoretry_for", "max_retries", "retry_backoff", "retry"})
"""Arguments of decorators that run a function again, where nothing tells whose decorators they are."""
