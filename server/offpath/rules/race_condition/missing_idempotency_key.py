"""missing-idempotency-key: a payment that is tried again may be made twice."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.race_condition.missing_idempotency_key import repeated_payments
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity

_SAID = {
    "retried": "this function is run again when it fails",
    "loop": "this loop tries again when the call fails",
    "webhook": "the caller of a webhook sends it again until it is answered",
}


class MissingIdempotencyKey(Rule):
    """A payment, refund or order is sent from code that runs again, with no key by which the other side knows a repetition.

    ## What it does
    Flags calls of payment libraries, gateways and payment addresses in functions that a decorator, a task queue or a loop retries, and in webhooks.

    ## Why it is a risk
    A time-out says nothing about what the other side did. The second try charges the card once more.

    ## Example
    ```python
    @retry(stop=stop_after_attempt(3))
    def pay(order):
        return stripe.Charge.create(amount=order.total, source=order.card)
    ```

    ## Use instead
    ```python
    @retry(stop=stop_after_attempt(3))
    def pay(order):
        return stripe.Charge.create(amount=order.total, source=order.card, idempotency_key=f"order-{order.id}")
    ```

    ## Known limits
    Calls of the project's own helpers are looked at where those call the other side. Keys are known by their names.
    """

    name = "missing-idempotency-key"
    category = "race-condition"
    severity = Severity.WARNING
    cwe = (837,)
    aliases = ("MISSING_IDEMPOTENCY",)
    invalid = (
        """\
import stripe
from tenacity import retry, stop_after_attempt

@retry(stop=stop_after_attempt(3))
def pay(order):
    return stripe.Charge.create(amount=order.total, source=order.card)  # want
""",
    )
    valid = (
        """\
import stripe
from tenacity import retry, stop_after_attempt

@retry(stop=stop_after_attempt(3))
def pay(order):
    return stripe.Charge.create(amount=order.total, source=order.card, idempotency_key=f"order-{order.id}")
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the call."""
        for function in facts.functions:
            for each in repeated_payments(function):
                yield self.finding(
                    facts.span(each.call),
                    f"`{facts.text(each.call.func)}` may be done twice: {_SAID[each.why]}\n"
                    "Send a key that stays the same for each try, so that the other side does it once.",
                    Confidence.HIGH if each.certain else Confidence.MEDIUM,
                )
