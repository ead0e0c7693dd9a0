"""hard-coded-success: an action reports success whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.hard_coded_success import hard_success
from offpath.detect.hollow_code.idle_handlers import idle_claim
from offpath.detect.hollow_code.unknown_actions import unknown_action
from offpath.facts.code.kinds_of_files import DEMONSTRATION, DOCUMENTATION, TESTS
from offpath.facts.functions.outcomes import claims_success
from offpath.facts.functions.promises import promised_write
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.rules.base import Confidence, Finding, Related, Rule, Severity


class HardCodedSuccess(Rule):
    """A function named for an action has a literal success as its only outcome.

    ## What it does
    Flags functions that send, charge, publish and the like, whose every return is a literal success, and which either do nothing or drop the answer that
    could say that the action failed. Also handlers that compare what they are to do with the words that they know, and answer success for all others; and
    handlers of requests and chats that tell that something was done ("Ticket closed", `{"published": True}`), where they and all they call only look.

    ## Why it is a risk
    The mail is not sent, the card not charged, and the caller is told that it was. No test of the happy path can tell.

    ## Example
    ```python
    def send_receipt(order):
        requests.post(MAIL_URL, json=order.as_dict(), timeout=5)
        return {"success": True}
    ```

    ## Use instead
    ```python
    def send_receipt(order):
        response = requests.post(MAIL_URL, json=order.as_dict(), timeout=5)
        response.raise_for_status()
        return {"success": True}
    ```

    ## Known limits
    Exceptions that propagate are an outcome: silent where all that is called raises. Functions named for a write that do nothing are missing-write.
    Silent for handlers that end what only the client holds, answer probes and hooks of others, check something, or say why nothing is done.
    """

    name = "hard-coded-success"
    category = "hollow-code"
    severity = Severity.ERROR
    silent_in = frozenset({TESTS, DEMONSTRATION, DOCUMENTATION})
    aliases = ("HARDCODED_SUCCESS", "ALWAYS_SUCCESS")
    cwe = (252,)
    invalid = (
        """\
import requests

def send_receipt(order):  # want
    requests.post("https://mail.example/send", json=order, timeout=5)
    return {"success": True}
""",
        """\
def process_payment(card, amount):  # want
    print(f"charging {amount}")
    return {"status": "success", "amount": amount}
""",
    )
    valid = (
        """\
import requests

def send_receipt(order):
    response = requests.post("https://mail.example/send", json=order, timeout=5)
    response.raise_for_status()
    return {"success": True}
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `def` line."""
        for function in facts.functions:
            found = hard_success(function)
            if found is None:
                yield from self._unknown(facts, function)
                yield from self._told(facts, function)
                continue
            related = [Related(facts.span(found.claim), "success is reported here")]
            if found.dropped is not None:
                why = (
                    f"`{facts.text(found.dropped.func)}` can answer that it failed, and nobody looks. Check its answer."
                )
                related.insert(0, Related(facts.span(found.dropped), "this answer is dropped"))
            else:
                why = "It does nothing that could succeed. Do what the name says, or report that it is not done."
            yield self.finding(
                function.name_span,
                f"`{function.name}` reports success whatever happens\n{why}",
                Confidence.HIGH,
                related=tuple(related),
            )

    def _told(self, facts: UnitFacts, function: FunctionFacts) -> Iterator[Finding]:
        claim = idle_claim(function) if promised_write(function) is None or not claims_success(function) else None
        if claim is not None:
            yield self.finding(
                function.name_span,
                f"`{function.name}` says that it was done, and does nothing\n"
                "It and all it calls only look, and whoever asked is told that it was done. Do what was asked for, or report that it is not done.",
                Confidence.MEDIUM,
                related=(Related(facts.span(claim), "this is what it says"),),
                reason="only told",
            )

    def _unknown(self, facts: UnitFacts, function: FunctionFacts) -> Iterator[Finding]:
        found = unknown_action(function)
        if found is not None:
            yield self.finding(
                facts.span(found.choice.test),
                f"`{function.name}` reports success for every `{facts.text(found.asked)}` that it does not know\n"
                "Nothing is done then, and the caller is told that it was. Refuse what no branch knows.",
                Confidence.MEDIUM,
                related=(Related(facts.span(found.claim), "success is reported here"),),
                evidence=("unknown action",),
            )
