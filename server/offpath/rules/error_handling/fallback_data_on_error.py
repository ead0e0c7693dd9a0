"""fallback-data-on-error: what could not be fetched is made up."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.error_handling.false_success import false_success
from offpath.detect.hollow_code.invented_fallbacks import invented_fallback
from offpath.facts.code.kinds_of_files import DEMONSTRATION, DOCUMENTATION, TESTS
from offpath.facts.failures.except_branches import except_span
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Related, Rule, Severity
from offpath.syntax import tree as t


class FallbackDataOnError(Rule):
    """The handler of a failed fetch returns invented data as if it were real.

    ## What it does
    Flags except branches that return or assign literal records, sample values, random numbers or a plausible constant in the place of what the `try` was to get.

    ## Why it is a risk
    When the service is down, prices, rates and balances are wrong, and nobody notices: the answer looks like every other one.

    ## Example
    ```python
    try:
        return client.rate(currency)
    except RequestException:
        return 1.08
    ```

    ## Use instead
    ```python
    try:
        return client.rate(currency)
    except RequestException as error:
        raise RateUnavailable(currency) from error
    ```

    ## Known limits
    Silent where the answer says that it is stale or a fallback, for empty values, for settings with defaults, and for narrow exceptions of missing files and keys.
    """

    name = "fallback-data-on-error"
    category = "error-handling"
    severity = Severity.ERROR
    silent_in = frozenset({TESTS, DEMONSTRATION, DOCUMENTATION})
    aliases = ("FALLBACK_DATA",)
    cwe = (755,)
    invalid = (
        """\
def fetch_rate(client, currency):
    try:
        return client.rate(currency)
    except Exception:  # want
        return 1.08
""",
    )
    valid = (
        """\
def fetch_rate(client, currency):
    try:
        return client.rate(currency)
    except Exception as error:
        raise RateUnavailable(currency) from error
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `except` line."""
        for handler in facts.nodes(t.ExceptHandler):
            fallback = invented_fallback(facts, handler)
            if fallback is None or false_success(facts, handler) is not None:
                continue
            function = facts.function_of(handler)
            yield self.finding(
                except_span(handler),
                f"when it fails, `{function.name if function else ''}` answers with made-up data\n"
                "Callers cannot tell it from the real. Raise, or say in the answer that it is not current.",
                Confidence.HIGH,
                related=(Related(facts.span(fallback), "the data is made up here"),),
            )
