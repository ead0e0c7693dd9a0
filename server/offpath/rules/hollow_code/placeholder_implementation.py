"""placeholder-implementation: a function that is used and not written."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.placeholder_implementation import Evidence, Unfinished, unfinished
from offpath.facts.code.kinds_of_files import DEMONSTRATION, DOCUMENTATION, TESTS
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class PlaceholderImplementation(Rule):
    """A concrete function is empty, or a comment in it admits that the real code is missing.

    ## What it does
    Flags functions of the project that are called, or serve a route, and hold nothing but `pass` or `...`; and functions whose comments say so ("in a
    real implementation", "simulate", "placeholder", "TODO" over a constant). A function that only raises `NotImplementedError` tells whoever calls it;
    it is reported with low confidence.

    ## Why it is a risk
    The caller goes on as if the work were done.

    ## Example
    ```python
    def verify_address(address):
        # In a real implementation, we would call the postal service
        return True
    ```

    ## Use instead
    ```python
    def verify_address(address):
        return postal_service.verify(address)
    ```

    ## Known limits
    Silent for abstract and overridden methods, interfaces, hooks, classes that only give types, names that are defined twice, empty functions that say
    why they are, and for remarks that speak of something else than the function: of a parameter, of one branch of several, of a value in code that works
    something out, of a detail of a long function; checks of what was handed over make no function long.
    """

    name = "placeholder-implementation"
    category = "hollow-code"
    severity = Severity.WARNING
    silent_in = frozenset({TESTS, DEMONSTRATION, DOCUMENTATION})
    aliases = ("STUB_SKELETON", "TODO_PLACEHOLDER")
    invalid = (
        """\
def verify_address(address):  # want
    # In a real implementation, we would call the postal service
    return True
""",
        """\
def notify(order):  # want
    pass

def place(order):
    notify(order)
""",
    )
    valid = (
        """\
def verify_address(address, service):
    # The postal service knows every street
    return service.verify(address)
""",
        """\
class Exporter:
    def export(self, rows):
        raise NotImplementedError

class CsvExporter(Exporter):
    def export(self, rows):
        return ",".join(rows)

def run(exporter: Exporter, rows):
    return exporter.export(rows)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `def` line."""
        for function in facts.functions:
            found = unfinished(function)
            if found is not None:
                yield self.finding(
                    function.name_span,
                    f"`{function.name}` is not written yet: {_said(found)}\n{_advice(found)}",
                    _confidence(found),
                    reason=_REASONS.get(found.evidence, ""),
                )


_REASONS = {Evidence.RAISES: "raises", Evidence.EMPTY: "empty body"}
"""By which verdicts are counted; what a comment says goes by its strength."""


def _confidence(found: Unfinished) -> Confidence:
    if found.evidence is Evidence.RAISES:
        return Confidence.LOW
    return Confidence.HIGH if found.certain else Confidence.MEDIUM


def _said(found: Unfinished) -> str:
    if found.evidence is Evidence.EMPTY:
        return "its body is empty, and it is called"
    if found.evidence is Evidence.RAISES:
        return "it only raises, and it is called"
    return f"“{found.said}”"


def _advice(found: Unfinished) -> str:
    if found.evidence is Evidence.RAISES:
        return "Whoever gets there ends with the exception. Write it, or do not offer what leads to it."
    return "Its callers take it for done. Write it, or let it raise until it is."
