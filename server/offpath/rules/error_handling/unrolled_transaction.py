"""unrolled-transaction: a failed transaction is left open."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.error_handling.caught_in_transaction import CaughtInside, caught_inside
from offpath.detect.error_handling.open_transaction_reasons import Reason, reason_of
from offpath.detect.error_handling.unrolled_transaction import OpenTransaction, open_transactions
from offpath.facts.failures.except_branches import except_span
from offpath.facts.transactions.entered import Entered
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import insert_before
from offpath.repair.unrolled_transaction import loses_earlier_changes
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity


class UnrolledTransaction(Rule):
    """An except branch goes on with a transaction that failed.

    ## What it does
    Flags branches that catch the failure of writes through a session or connection, and neither roll back, close, nor raise; and branches
    within a transaction that is committed all the same: Django's `atomic` with writes before the failure, a loop over statements of one
    PostgreSQL transaction, flushes of one session.

    ## Why it is a risk
    What was written before the failure waits to be committed with the next request; a session refuses everything until it is rolled back.

    ## Example
    ```python
    try:
        session.add(order)
        session.commit()
    except SQLAlchemyError:
        return None
    ```

    ## Use instead
    ```python
    try:
        session.add(order)
        session.commit()
    except SQLAlchemyError:
        session.rollback()
        return None
    ```

    ## Known limits
    Silent where the session or connection is entered by `with`, closed in `finally`, or handed to a function in the branch. Of low
    confidence are connections that are opened here and dropped with the answer, and sessions that the framework gives back at the end of the request.

    ## Fix safety
    Unsafe: what was written before the failure is undone.
    """

    name = "unrolled-transaction"
    category = "error-handling"
    severity = Severity.ERROR
    cwe = (459,)
    aliases = ("MISSING_ROLLBACK",)
    invalid = (
        """\
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

def add(session: Session, order):
    try:
        session.add(order)
        session.commit()
        return order
    except SQLAlchemyError:  # want
        return None
""",
    )
    valid = (
        """\
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

def add(session: Session, order):
    try:
        session.add(order)
        session.commit()
        return order
    except SQLAlchemyError:
        session.rollback()
        return None
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `except` line."""
        for function in facts.functions:
            for each in open_transactions(function):
                reason = reason_of(function, each)
                yield self.finding(
                    except_span(each.handler),
                    f"the transaction of `{each.owner}` is left as the failure left it\n{_HARM[reason]} Roll it back.",
                    _BELIEF[reason],
                    reason=reason.value,
                    fixes=_fixes(facts, each) if not loses_earlier_changes(function, each) else (),
                )
            for inside in caught_inside(function):
                yield self._inside(inside)

    def _inside(self, each: CaughtInside) -> Finding:
        return self.finding(
            except_span(each.handler),
            _INSIDE[each.kind],
            Confidence.MEDIUM if each.kind is Entered.ATOMIC else Confidence.HIGH,
            reason=f"caught within {each.kind.value}",
        )


_INSIDE = {
    Entered.ATOMIC: "the failure is caught within `atomic`, so that what was written before it is committed\n"
    "The block ends well, and half of it lasts. Catch outside of the block, let it raise, or call `set_rollback(True)`.",
    Entered.ABORTED: "a failed statement is caught within the transaction, and everything behind it fails\n"
    "PostgreSQL refuses all that follows, and the commit undoes what was done before. Set a savepoint for each, or give each its own transaction.",
    Entered.SESSION: "a failed flush is caught, and the session goes on\n"
    "It refuses everything until it is rolled back. Use `begin_nested()` for each, or a session for each.",
}


_HARM = {
    Reason.USED_AGAIN: "The function goes on with it: half of what failed is committed with the next success, or every further statement is refused.",
    Reason.CALLER_GOES_ON: "Whoever handed it in goes on with it: half of what failed is committed with the next success, or every further statement is refused.",
    Reason.SHARED: "What was written stays half done, and the next use meets it.",
    Reason.REQUEST_ENDS: "The session is given back when the request is answered; until then it refuses every statement.",
    Reason.ONLY_HERE: "It is undone when the connection is dropped, which nothing here says.",
}

_BELIEF = {
    Reason.USED_AGAIN: Confidence.HIGH,
    Reason.CALLER_GOES_ON: Confidence.HIGH,
    Reason.SHARED: Confidence.MEDIUM,
    Reason.REQUEST_ENDS: Confidence.LOW,
    Reason.ONLY_HERE: Confidence.LOW,
}


def _fixes(facts: UnitFacts, each: OpenTransaction) -> tuple[Fix, ...]:
    line = f"{'await ' if each.is_async else ''}{each.owner}.rollback()"
    edit = insert_before(facts, each.handler.body[0], line)
    return (Fix("Roll it back", (edit,)),) if edit is not None else ()
