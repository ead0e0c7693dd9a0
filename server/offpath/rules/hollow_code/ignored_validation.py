"""ignored-validation: a check is made, and its answer changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.ignored_validation import IgnoredCheck, ignored_checks
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import add_argument
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity


class IgnoredValidation(Rule):
    """The result of a check or a sanitiser is dropped, or bound and never used.

    ## What it does
    Flags calls that check, permit or clean a value and only answer, where nobody takes the answer: `serializer.is_valid()` alone on its line,
    `valid = validate_order(order)` with `valid` never read, `sanitize(comment)` whose result is dropped.

    ## Why it is a risk
    The code reads as if the value were checked; the raw one goes on, and the forbidden is done.

    ## Example
    ```python
    validate_email(email)
    save_user(email)
    ```

    ## Use instead
    ```python
    if not validate_email(email):
        raise ValueError("email")
    save_user(email)
    ```

    ## Known limits
    Silent for functions that refuse by raising or change what they are given, and for functions that cannot be seen unless their name answers in every library.

    ## Fix safety
    Unsafe: what was let through is refused. Offered for serializers, which can raise by themselves.
    """

    name = "ignored-validation"
    category = "hollow-code"
    severity = Severity.ERROR
    cwe = (252, 20)
    invalid = (
        """\
def is_valid_amount(amount):
    return amount > 0

def pay(account, amount):
    is_valid_amount(amount)  # want
    account.charge(amount)
""",
    )
    valid = (
        """\
def check_amount(amount):
    if amount <= 0:
        raise ValueError("amount")
    return True

def pay(account, amount):
    check_amount(amount)
    account.charge(amount)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the call."""
        for function in facts.functions:
            for each in ignored_checks(function):
                lost = f"`{each.bound}` is never read" if each.bound else "its answer is dropped"
                goes_on = "the uncleaned value goes on" if each.cleans else "whatever it says, the function goes on"
                yield self.finding(
                    facts.span(each.call),
                    f"`{each.name}` is asked, and {lost}\nIt only answers; {goes_on}. Use the answer.",
                    Confidence.HIGH if each.certain else Confidence.MEDIUM,
                    fixes=_fixes(facts, each),
                )


def _fixes(facts: UnitFacts, each: IgnoredCheck) -> tuple[Fix, ...]:
    if each.name != "is_valid" or each.call.args or each.call.keywords or each.bound:
        return ()
    receiver = facts.text(each.call.func)
    if "serializer" not in receiver.lower():
        return ()
    edits = add_argument(facts, each.call, "raise_exception=True")
    return (Fix("Let it raise", edits),) if edits is not None else ()
