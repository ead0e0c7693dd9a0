"""discarded-result: a value is computed and nobody takes it."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.discarded_result import Discarded, discarded_values
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import insertion
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t


class DiscardedResult(Rule):
    """A call that only answers stands alone, as if it changed something.

    ## What it does
    Flags statements whose value is dropped though it is all that they do: methods of texts, `sorted`, `map`, `dict | other`, `datetime.replace`, methods of queries
    and data frames that answer another one; decorators that are applied by hand;
    exceptions that are made and not raised, answers to requests that are made and not returned;
    work for a worker that is made and not started: `send_receipt.s(order.pk)`;
    and statements that write and are never executed: `client.table("days").insert(row)` without `execute()`.

    ## Why it is a risk
    The text is not stripped, the query is not filtered, the frame keeps its gaps, the refusal refuses nobody; and the code reads as if they did.

    ## Example
    ```python
    orders = Order.objects.all()
    orders.filter(customer=customer)
    ```

    ## Use instead
    ```python
    orders = Order.objects.all()
    orders = orders.filter(customer=customer)
    ```

    ## Known limits
    Silent in a `try` that catches, where the call asks whether it fails. Values whose kind cannot be seen count only for methods that nothing else has.

    ## Fix safety
    Unsafe: the value takes effect.
    """

    name = "discarded-result"
    category = "hollow-code"
    severity = Severity.WARNING
    told_by_one_statement = True
    cwe = (252,)
    invalid = (
        """\
def normalise(name: str) -> str:
    name.strip()  # want
    return name
""",
        """\
def newest(rows):
    sorted(rows, key=lambda row: row.day)  # want
    return rows[-1]
""",
    )
    valid = (
        """\
def normalise(name: str) -> str:
    name = name.strip()
    return name
""",
        """\
def is_serialisable(value):
    import json
    try:
        json.dumps(value)
    except TypeError:
        return False
    return True
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the expression."""
        for each in discarded_values(facts):
            yield self.finding(
                facts.span(each.node),
                _said(facts, each),
                Confidence.HIGH if each.certain else Confidence.MEDIUM,
                fixes=_fixes(facts, each),
            )


def _said(facts: UnitFacts, each: Discarded) -> str:
    if each.kind == "raised":
        return f"`{each.what}` is made and not raised\nThe function goes on as if nothing had happened. Raise it."
    if each.kind == "returned":
        return f"`{each.what}` makes an answer that nobody returns\nThe function goes on, and answers something else. Return it."
    if each.kind == "started":
        return f"`{each.what}` makes work that nobody starts\nNo worker ever hears of it. Start it: `delay()`, `apply_async()`, `send()`."
    if each.kind == "sent":
        return f"`{each.what}` only puts a statement together, and nothing executes it\nThe store is never asked to write anything. Call `execute()` on it."
    if each.kind == "wrapped":
        return (
            f"`{each.what}` answers a wrapped function, which nobody keeps\n"
            "What it was applied to stays as it was: put the wrapped one in its place, or use the decorator where the function is defined."
        )
    subject = f"`{facts.text(each.subject)}`" if each.subject is not None else "what it is called on"
    return (
        f"`{each.what}` does not change {subject}; its result is dropped\n"
        "It only answers with a new value. Assign that, or drop the line."
    )


_MEANT: dict[str, tuple[str, str]] = {"raised": ("Raise it", "raise "), "returned": ("Return it", "return ")}


def _fixes(facts: UnitFacts, each: Discarded) -> tuple[Fix, ...]:
    if each.kind in _MEANT:
        title, word = _MEANT[each.kind]
        return (Fix(title, (insertion(each.node.start, word),)),)
    if each.subject is None or (isinstance(each.subject, t.Name) and not facts.definitions(each.subject)):
        return ()
    text = facts.text(each.subject)
    return (Fix("Assign the result", (insertion(each.node.start, f"{text} = "),)),)
