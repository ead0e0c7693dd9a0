"""parameter-overwritten: what the caller gives is thrown away before it is read."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.parameter_overwritten import overwritten_parameters
from offpath.facts.failures.reasons import explains
from offpath.facts.flow.flow import Definition
from offpath.facts.unit import UnitFacts
from offpath.facts.values.influence import PLUMBING
from offpath.rules.base import Confidence, Finding, Rule, Severity
from offpath.syntax import tree as t
from offpath.text.span import Span


class ParameterOverwritten(Rule):
    """A parameter is assigned anew before it is ever read.

    ## What it does
    Flags the first assignment, loop, `with` or import that binds a parameter's name anew, where nothing reads the parameter before.

    ## Why it is a risk
    Callers choose a value, and the function works with another one. The signature promises an influence that does not exist.

    ## Example
    ```python
    def list_orders(customer_id, limit):
        limit = 50
        return Order.objects.filter(customer_id=customer_id)[:limit]
    ```

    ## Use instead
    ```python
    def list_orders(customer_id, limit):
        return Order.objects.filter(customer_id=customer_id)[:limit]
    ```

    ## Known limits
    Silent for names that begin with an underscore and for signatures that a base class decides. Low confidence where a comment says why the value is set.
    """

    name = "parameter-overwritten"
    category = "hollow-code"
    severity = Severity.WARNING
    aliases = ("PARAM_SHADOW",)
    invalid = (
        """\
def list_orders(orders, limit):
    limit = 50  # want
    return orders[:limit]
""",
        """\
def total(rows, row):
    return_value = 0
    for row in rows:  # want
        return_value += row.amount
    return return_value
""",
    )
    valid = (
        """\
def list_orders(orders, limit):
    limit = min(limit, 50)
    return orders[:limit]
""",
        """\
def list_orders(orders, limit=None):
    if limit is None:
        limit = 50
    return orders[:limit]
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the name that is bound anew."""
        for function in facts.functions:
            for each in overwritten_parameters(function):
                reason = _reason(facts, each)
                yield self.finding(
                    Span(each.node.start, each.node.end),
                    f"`{each.name}` gets a new value before what `{function.name}` was given is read\n"
                    "Callers choose a value that changes nothing. Use it, or drop the parameter.",
                    Confidence.LOW if reason in _KNOWN else Confidence.HIGH,
                    reason=reason,
                )


_KNOWN = ("a comment says why", "set aside")
"""Where the author tells that the value of callers is left aside on purpose."""


def _reason(facts: UnitFacts, found: Definition) -> str:
    """How the value of callers is lost, by which verdicts are counted."""
    statement = next((each for each in found.node.ancestors() if isinstance(each, t.Stmt)), None)
    if statement is not None and explains(facts, statement):
        return "a comment says why"
    if found.kind == "loop":
        return "name taken by a loop"
    is_nothing = isinstance(found.value, t.Constant) and found.value.value is None
    return "set aside" if is_nothing and found.name in PLUMBING else "replaced by a value"
