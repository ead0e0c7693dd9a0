"""lost-cause: a new exception is raised in an except branch, and nobody says what caused it."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.except_branches import caught_names, own_nodes
from offpath.facts.code.symbols import last_name
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
    Silent for exceptions that are answers of web frameworks, which nobody traces, and for those that end the program.

    ## Fix safety
    Safe: only what tracebacks say changes. The name that the branch gives the exception is one that nothing else uses, and none is offered where the branch's own
    name may hold something else by then. Unsafe where a function makes the new exception: it may have named a cause itself.
    """

    name = "lost-cause"
    category = "error-handling"
    severity = Severity.INFORMATION
    same_as = frozenset({"B904", "TRY200", "W0707", "raise-missing-from"})
    invalid = (
        """\
def order(orders, key):
    try:
        return orders[key]
    except KeyError as error:
        raise LookupError(f"no order {key}")  # want
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
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `raise`."""
        for handler in facts.nodes(t.ExceptHandler):
            for node in own_nodes(handler.body):
                if isinstance(node, t.Raise) and _is_new(node, handler) and _innermost(node) is handler:
                    yield self.finding(
                        facts.span(node),
                        f"the new exception does not say that {_caught(handler)} caused it\n"
                        "The traceback tells of an accident while handling it. Chain it by `from`.",
                        Confidence.HIGH,
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


def _is_new(node: t.Raise, handler: t.ExceptHandler) -> bool:
    """Whether a statement raises another exception than the caught one, unchained."""
    if node.exc is None or node.cause is not None or not isinstance(node.exc, t.Call):
        return False
    name = last_name(node.exc.func)
    if name in ("with_traceback", "add_note") or name.startswith("HTTP") or name in _ANSWERS:
        return False
    return not (isinstance(node.exc.func, t.Name) and node.exc.func.id == handler.name)


_ANSWERS = frozenset(
    {
        "Http404",
        "PermissionDenied",
        "NotFound",
        "SystemExit",
        "KeyboardInterrupt",
        "StopIteration",
        "Redirect",
        "Abort",
        "Exit",
    }
)


def _innermost(node: t.Raise) -> t.ExceptHandler | None:
    return next((each for each in node.ancestors() if isinstance(each, t.ExceptHandler)), None)
