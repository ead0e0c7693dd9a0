"""lost-cause: a new exception is raised in an except branch, and nobody says what caused it."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.error_handling.lost_cause import Hidden, hides_cause, loses_cause
from offpath.facts.failures.except_branches import caught_names, own_nodes
from offpath.facts.unit import UnitFacts
from offpath.repair.lost_cause import makes_its_own_cause, naming_the_cause, new_global
from offpath.rules.base import Applicability, Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t


class LostCause(Rule):
    """A new exception is raised in an except branch without `from`.

    ## What it does
    Flags `raise Other(…)` in an except branch that does not chain the caught exception.

    ## Why it is a risk
    The traceback says "during handling of the above exception, another exception occurred", as if the second were an accident; tools that follow causes do not
    find the first.

    ## Example
    ```python
    except KeyError as error:
        raise UnknownOrder(order_id)
    ```

    ## Use instead
    ```python
    except KeyError as error:
        raise UnknownOrder(order_id) from error
    ```

    ## Known limits
    Silent for exceptions that are answers (of web frameworks, forms, serializers, commands, or with a handler of the project), which nobody traces, for those that
    end the program, where the message holds the cause's text, and where the same function catches what is raised. Low confidence where a narrow exception of one
    call gets a name of its own, or was logged.

    ## Fix safety
    Safe: only what tracebacks say changes. The name that the branch gives the exception is one that nothing else uses, and none is offered where the branch's own
    name may hold something else by then. Unsafe where a function makes the new exception: it may have named a cause itself.
    """

    name = "lost-cause"
    category = "error-handling"
    severity = Severity.INFORMATION
    told_by_one_statement = True
    same_as = frozenset({"B904", "TRY200", "W0707", "raise-missing-from"})
    invalid = (
        """\
def order(orders, key):
    try:
        return orders.load(orders.path(key))
    except Exception as error:
        raise LookupError(f"no order {key}")  # want
""",
        """\
def order(orders, key):
    try:
        return orders[key]
    except KeyError as error:
        raise LookupError(f"no order {key}")  # want low
""",
    )
    valid = (
        """\
def order(orders, key):
    try:
        return orders[key]
    except KeyError as error:
        raise LookupError(f"no order {key}") from error
""",
        """\
from werkzeug.exceptions import BadRequest

def page(args):
    try:
        return int(args["page"])
    except ValueError:
        raise BadRequest("page is a number")
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `raise`."""
        for handler in facts.nodes(t.ExceptHandler):
            for node in own_nodes(handler.body):
                if isinstance(node, t.Raise) and loses_cause(facts, node, handler):
                    hidden = hides_cause(facts, node, handler)
                    yield self.finding(
                        facts.span(node),
                        f"the new exception does not say that {_caught(handler)} caused it\n"
                        "The traceback tells of an accident while handling it. Chain it by `from`.",
                        Confidence.LOW if hidden is Hidden.NOT else Confidence.MEDIUM,
                        reason=hidden.value,
                        fixes=_fixes(facts, handler, node),
                    )


def _caught(handler: t.ExceptHandler) -> str:
    names = caught_names(handler)
    return f"`{handler.name or names[0]}`" if handler.name or names else "what was caught"


def _fixes(facts: UnitFacts, handler: t.ExceptHandler, node: t.Raise) -> tuple[Fix, ...]:
    edits = naming_the_cause(facts, handler, node)
    if not edits:
        return ()
    applicability = Applicability.UNSAFE if makes_its_own_cause(node) else Applicability.SAFE
    return (Fix("Name the cause", edits, applicability, new_globals=new_global(facts, handler)),)
