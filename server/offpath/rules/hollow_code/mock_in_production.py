"""mock-in-production: a stand-in works where the real thing should."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.mock_in_production import stand_ins
from offpath.facts.code.kinds_of_files import DEMONSTRATION, DEVELOPMENT, DOCUMENTATION, TESTS
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class MockInProduction(Rule):
    """Code that production loads uses mocks, fakes or test data.

    ## What it does
    Flags mocks, `Faker`, in-memory doubles and `Fake…`, `Dummy…` and `Mock…` classes of the project that are constructed in code that production loads,
    and imports of test code there.

    ## Why it is a risk
    The mail, the payment and the search go to an object that agrees with everything.

    ## Example
    ```python
    gateway = FakeGateway()
    ```

    ## Use instead
    ```python
    gateway = FakeGateway() if settings.TESTING else Gateway(settings.GATEWAY_KEY)
    ```

    ## Known limits
    Silent where a condition asks for the environment, in files for tests, demonstrations and development, and for classes of libraries that only bear such a name.
    """

    name = "mock-in-production"
    category = "hollow-code"
    severity = Severity.WARNING
    told_by_one_statement = True
    silent_in = frozenset({TESTS, DEVELOPMENT, DEMONSTRATION, DOCUMENTATION})
    aliases = ("MOCK_PATTERN",)
    cwe = (489,)
    invalid = (
        """\
from unittest.mock import MagicMock

gateway = MagicMock()  # want
""",
        """\
class FakeGateway:
    def charge(self, amount):
        return True

def checkout(order):
    return FakeGateway().charge(order.total)  # want
""",
    )
    valid = (
        """\
from shop.gateway import FakeGateway, Gateway

def gateway(settings):
    return FakeGateway() if settings.TESTING else Gateway(settings.KEY)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the construction, or on the import of test code."""
        for each in stand_ins(facts):
            what = f"`{each.name}` is test code" if each.is_import else f"`{each.name}` stands in for the real thing"
            yield self.finding(
                facts.span(each.node),
                f"{what}, and production loads this\nUse the real one, or choose by a setting.",
                Confidence.HIGH if each.certain else Confidence.MEDIUM,
            )
