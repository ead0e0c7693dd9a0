"""fabricated-data: invented values where real ones are promised."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.invented_data import invented_answers
from offpath.facts.code.kinds_of_files import DEMONSTRATION, DOCUMENTATION, TESTS
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class FabricatedData(Rule):
    """A function named for data answers with invented data.

    ## What it does
    Flags functions that fetch, load, search, calculate or predict by their name and return literal records, sample texts or random numbers, and fallbacks to them.

    ## Why it is a risk
    Everything downstream works, tests included, and nothing is true: customers see other people's orders that nobody placed.

    ## Example
    ```python
    def fetch_orders(customer_id):
        return [{"id": 1, "total": 99.9}, {"id": 2, "total": 12.5}]
    ```

    ## Use instead
    ```python
    def fetch_orders(customer_id):
        return Order.objects.filter(customer_id=customer_id)
    ```

    ## Known limits
    Silent for names of defaults, choices, settings and samples, and in files for demonstrations and seeds. In an except branch it is fallback-data-on-error.
    """

    name = "fabricated-data"
    category = "hollow-code"
    severity = Severity.ERROR
    silent_in = frozenset({TESTS, DEMONSTRATION, DOCUMENTATION})
    aliases = ("FABRICATED_DATA", "MOCK_DATA")
    invalid = (
        """\
def fetch_orders(customer_id):  # want
    return [{"id": 1, "total": 99.9}, {"id": 2, "total": 12.5}]
""",
        """\
import random

def get_temperature(sensor):  # want
    return random.uniform(18.0, 24.0)
""",
    )
    valid = (
        """\
def get_default_settings():
    return {"theme": "light", "page_size": 20}
""",
        """\
def fetch_orders(client, customer_id):
    return client.get(f"/orders/{customer_id}").json()
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `def`, or on the fallback."""
        for function in facts.functions:
            for each in invented_answers(function):
                what = "numbers drawn at random" if each.is_random else "invented data"
                span = function.name_span if each.node is None else facts.span(each.node)
                also = "" if each.node is None else ", too,"
                yield self.finding(
                    span,
                    f"`{function.name}` answers{also} with {what}\n"
                    "Nothing tells its callers that this is not real. Get the data, or fail.",
                    Confidence.HIGH if each.certain else Confidence.MEDIUM,
                )
