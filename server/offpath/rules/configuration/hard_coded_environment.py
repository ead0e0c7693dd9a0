"""hard-coded-environment: one machine's address in everybody's code."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.configuration.hard_coded_environment import written_places
from offpath.facts.code.kinds_of_files import DEMONSTRATION, DEVELOPMENT, DOCUMENTATION, TESTS
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class HardCodedEnvironment(Rule):
    """An address or path of one machine or stage stands in code that production runs.

    ## What it does
    Flags addresses of this machine, of private networks and of stages, and paths into somebody's home folder, that nothing can override.

    ## Why it is a risk
    It works where it was written. In production it reaches nothing, or, worse, the stage.

    ## Example
    ```python
    API_URL = "http://localhost:8000/api"
    ```

    ## Use instead
    ```python
    API_URL = os.environ.get("API_URL", "http://localhost:8000/api")
    ```

    ## Known limits
    Silent for defaults of every kind, for addresses to listen on, lists of hosts, comparisons, and code that a condition keeps to development.
    """

    name = "hard-coded-environment"
    category = "configuration"
    severity = Severity.WARNING
    silent_in = frozenset({TESTS, DEVELOPMENT, DEMONSTRATION, DOCUMENTATION})
    cwe = (547,)
    aliases = ("HARDCODED_ENVIRONMENT", "HARDCODED_URL")
    invalid = (
        """\
API_URL = "http://localhost:8000/api"  # want
""",
    )
    valid = (
        """\
import os

API_URL = os.environ.get("API_URL", "http://localhost:8000/api")
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the text."""
        for each in written_places(facts):
            yield self.finding(
                facts.span(each.node),
                f"`{each.text}` is {each.kind}, and nothing can override it\nTake it from the environment; this may be its default.",
                Confidence.HIGH if each.kind == "somebody's home folder" else Confidence.MEDIUM,
                reason=f"{each.kind}, among settings" if each.is_setting else each.kind,
            )
