"""return-in-finally: leaving a `finally` early swallows whatever was on its way."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity
from offpath.syntax import tree as t

_LOOPS = (t.For, t.While)
_WORDS = {t.Return: "return", t.Break: "break", t.Continue: "continue"}


class ReturnInFinally(Rule):
    """A `finally` block is left by `return`, `break` or `continue`.

    ## What it does
    Flags these statements where they leave the `finally` itself; loops and functions inside it are their own, but for a loop's `else`.

    ## Why it is a risk
    An exception that was on its way is dropped without a trace, and so is the value that the `try` was about to return.

    ## Example
    ```python
    try:
        charge(order)
    finally:
        return order
    ```

    ## Use instead
    ```python
    try:
        charge(order)
    finally:
        release(order)
    return order
    ```

    ## Known limits
    None that are known.

    ## Fix safety
    There is no fix: what should happen to the exception is for you to say.
    """

    name = "return-in-finally"
    category = "error-handling"
    severity = Severity.WARNING
    told_by_one_statement = True
    same_as = frozenset(
        {
            "B012",
            "SIM107",
            "W0134",
            "W0136",
            "W0137",
            "W0150",
            "lost-exception",
            "return-in-finally",
            "break-in-finally",
            "continue-in-finally",
        }
    )
    silent_in = frozenset[str]()
    cwe = (584,)
    invalid = (
        """\
def charge_all(orders):
    try:
        return sum(charge(order) for order in orders)
    finally:
        return 0  # want
""",
    )
    valid = (
        """\
def charge_all(orders):
    try:
        return sum(charge(order) for order in orders)
    finally:
        for order in orders:
            if order.done:
                continue
            order.release()
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the statement that leaves."""
        for attempt in facts.nodes(t.Try):
            for statement in attempt.finalbody:
                for node in _leaving(statement, in_loop=False):
                    yield self.finding(
                        facts.span(node),
                        f"`{_WORDS[type(node)]}` leaves the `finally` and drops the exception on its way\n"
                        "Whatever failed in the `try` vanishes without a trace. Leave behind the `finally` instead.",
                        Confidence.HIGH,
                    )


def _leaving(statement: t.Node, *, in_loop: bool) -> Iterator[t.Stmt]:
    """The statements that leave the block around, not those that leave a loop or function in it."""
    pending = [(statement, in_loop)]
    while pending:
        node, inside = pending.pop()
        if isinstance(node, t.Return) or (isinstance(node, (t.Break, t.Continue)) and not inside):
            yield node
        if not isinstance(node, (t.FunctionDef, t.ClassDef, t.Lambda)):
            otherwise = set(node.orelse) if isinstance(node, _LOOPS) else set()
            inner = inside or isinstance(node, _LOOPS)
            pending += [(child, inside if child in otherwise else inner) for child in reversed(node.children())]
