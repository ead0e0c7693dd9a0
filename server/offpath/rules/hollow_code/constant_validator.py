"""constant-validator: a check that always says yes."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.constant_validator import constant_check
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class ConstantValidator(Rule):
    """A function that is asked whether something holds answers the same on every way.

    ## What it does
    Flags functions named for a check (`is_`, `has_`, `can_`, `validate_`, `verify_`, `authenticate`) that take something to check and return one
    truthy constant whatever it is.

    ## Why it is a risk
    Callers rely on the answer. Everything passes: every password, every signature, every amount.

    ## Example
    ```python
    def verify_password(password, hashed):
        return True
    ```

    ## Use instead
    ```python
    def verify_password(password, hashed):
        return bcrypt.checkpw(password.encode(), hashed)
    ```

    ## Known limits
    Silent where the function raises or calls what may raise, for capability flags without anything to check, and for methods that an interface asks for.

    ## Fix safety
    There is no fix: what is to be checked is for you to say.
    """

    name = "constant-validator"
    category = "hollow-code"
    severity = Severity.ERROR
    aliases = ("CONSTANT_VALIDATOR",)
    invalid = (
        """\
def verify_password(password, hashed):  # want
    return True
""",
    )
    valid = (
        """\
import hmac

def verify_password(password, hashed):
    return hmac.compare_digest(password, hashed)
""",
        """\
def validate_amount(amount):
    if amount <= 0:
        raise ValueError("amount must be positive")
    return True
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the function's name."""
        for function in facts.functions:
            found = constant_check(function)
            if found is not None:
                yield self.finding(
                    function.name_span,
                    f"`{function.name}` answers `{found.answer}` whatever it is given\n"
                    "Its callers rely on the answer, and everything passes. Check what its name promises, or take it away.",
                    Confidence.HIGH if found.certain else Confidence.MEDIUM,
                )
