"""hard-coded-environment: one machine's address in everybody's code."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.configuration.hard_coded_environment import WrittenPlace, written_places
from offpath.facts.code.kinds_of_files import DEMONSTRATION, DEVELOPMENT, DOCUMENTATION, TESTS
from offpath.facts.running.scripts import IS_SCRIPT
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
    Silent for defaults of every kind, for addresses to listen on, lists of hosts, comparisons, and code that a condition keeps to development. In
    scripts that somebody runs by hand beside an application it is reported at low confidence.
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
        is_script = bool(facts.asking.ask(IS_SCRIPT, facts.module))
        for each in written_places(facts):
            yield self.finding(
                facts.span(each.node),
                f"`{each.text}` is {each.kind}, and nothing can override it\nTake it from the environment; this may be its default.",
                _confidence(each, is_script),
                reason=_reason(each, is_script),
            )


def _confidence(each: WrittenPlace, is_script: bool) -> Confidence:
    if is_script:
        return Confidence.LOW
    return Confidence.HIGH if each.kind == "somebody's home folder" else Confidence.MEDIUM


def _reason(each: WrittenPlace, is_script: bool) -> str:
    """What verdicts are counted by; a script is run by whoever has it before them, on the machine that it was written for."""
    if is_script:
        return "a script run by hand"
    return f"{each.kind}, among settings" if each.is_setting else each.kind
