"""unchecked-response: an error page is read as if it were the answer."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.error_handling.unchecked_response import UncheckedResponse, unchecked_responses
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import indentation, insert_before, line_end, statement_of
from offpath.repair.placing import behind
from offpath.rules.base import Confidence, Finding, Fix, Related, Rule, Severity
from offpath.syntax import tree as t


class UncheckedResponseRule(Rule):
    """The body of an HTTP response is used, and nothing looks at its status.

    ## What it does
    Flags `.json()`, `.text` and the like of answers from requests, httpx and aiohttp, where neither `raise_for_status()` nor the status is asked.

    ## Why it is a risk
    A 500 or a 404 has a body, too. It is parsed, stored or shown as if it were the answer.

    ## Example
    ```python
    response = requests.get(url, timeout=5)
    return response.json()["rate"]
    ```

    ## Use instead
    ```python
    response = requests.get(url, timeout=5)
    response.raise_for_status()
    return response.json()["rate"]
    ```

    ## Known limits
    Silent where the response is handed on, the body is asked what it is, a wrong body is caught, or the client was told to raise. Clients that are attributes
    count as told.

    ## Fix safety
    Unsafe: it raises where it went on.
    """

    name = "unchecked-response"
    category = "error-handling"
    severity = Severity.WARNING
    cwe = (252,)
    aliases = ("UNCHECKED_RESPONSE",)
    invalid = (
        """\
import requests

def rate(currency):
    response = requests.get(f"https://rates.example/{currency}", timeout=5)
    return response.json()["rate"]  # want
""",
    )
    valid = (
        """\
import requests

def rate(currency):
    response = requests.get(f"https://rates.example/{currency}", timeout=5)
    response.raise_for_status()
    return response.json()["rate"]
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the first use of the body."""
        for function in facts.functions:
            for each in unchecked_responses(function):
                yield self.finding(
                    facts.span(each.body),
                    "the body is used, and nothing asks whether the request succeeded\n"
                    "An error has a body, too. Call `raise_for_status()` first.",
                    Confidence.HIGH,
                    related=(Related(facts.span(each.call), "the request is sent here"),),
                    fixes=_fixes(facts, each),
                )


def _fixes(facts: UnitFacts, each: UncheckedResponse) -> tuple[Fix, ...]:
    if not each.name or each.bound_by is None:
        return ()
    line = f"{each.name}.raise_for_status()"
    block = each.bound_by.parent
    if isinstance(each.bound_by, t.WithItem) and isinstance(block, t.With):
        edit = insert_before(facts, block.body[0], line)
    else:
        statement = statement_of(each.bound_by)
        edit = behind(facts, statement, f"{indentation(facts, statement)}{line}{line_end(facts)}")
    return (Fix("Raise for an error", (edit,)),) if edit is not None else ()
