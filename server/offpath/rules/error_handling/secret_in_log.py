"""secret-in-log: what must stay secret is written down."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.error_handling.secret_in_log import LoggedSecret, logged_secrets
from offpath.facts.unit import UnitFacts
from offpath.repair.secret_in_log import left_out
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity


class SecretInLog(Rule):
    """A password, token or card number is logged or printed.

    ## What it does
    Flags log calls and prints that are handed values named as secrets, card or bank data, whole requests of sign-ins and payments,
    and all that is known of a person: whole events of webhooks that speak of people, dictionaries named so. Debug levels count for secrets alone.

    ## Why it is a risk
    Logs are copied, kept for years, and read by many who must not know.

    ## Example
    ```python
    logger.info("login %s %s", name, password)
    ```

    ## Use instead
    ```python
    logger.info("login %s", name)
    ```

    ## Known limits
    A value counts by its name, also in texts and lists that are put together of it. Silent where it is masked, cut, hashed, measured or compared, for tokens
    of parsers and
    language models, for paths of keys, records that do not show it, types that print stars, and where a script or
    a command prints what it has just made, which is what it is there for, and where a script beside an application prints to whoever runs it.
    Numbers, places of a limiter, texts that hold pieces alone and defaults that stand in the source are no secrets. What a command prints, and a token in
    the branch that refuses it, is of low confidence.

    ## Fix safety
    Unsafe: the log says less. None where a call writes several secrets down.
    """

    name = "secret-in-log"
    category = "error-handling"
    severity = Severity.WARNING
    cwe = (532,)
    aliases = ("SECRET_IN_LOG", "SENSITIVE_DATA_LOGGING")
    invalid = (
        """\
import logging

logger = logging.getLogger(__name__)

def login(name, password):
    logger.info("login %s %s", name, password)  # want
""",
    )
    valid = (
        """\
import logging

logger = logging.getLogger(__name__)

def login(name, password):
    logger.info("login %s, password given: %s", name, bool(password))
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the log call."""
        for each in logged_secrets(facts):
            holds = "is known of a person" if each.of_person else "the request holds"
            what = f"`{each.name}` is" if each.certain else f"`{each.name}`, with all that {holds}, is"
            yield self.finding(
                facts.span(each.call),
                f"{what} written to the log\nWhoever reads logs can use it. Leave it out, or mask it.",
                _belief(each),
                reason=(each.excuse or each.evidence).value,
                fixes=_fixes(facts, each),
            )


def _belief(each: LoggedSecret) -> Confidence:
    if each.excuse is not None:
        return Confidence.LOW
    return Confidence.HIGH if each.certain else Confidence.MEDIUM


def _fixes(facts: UnitFacts, each: LoggedSecret) -> tuple[Fix, ...]:
    edits = left_out(facts, each.call, each.node) if each.is_alone else None
    return (Fix(f"Leave `{each.name}` out", edits),) if edits else ()
