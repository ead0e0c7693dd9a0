"""failure-as-empty: a read that failed is answered as if there were nothing."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.error_handling.failure_as_empty import EmptyAnswer, Reader, empty_answer
from offpath.detect.error_handling.false_success import false_success
from offpath.detect.hollow_code.invented_fallbacks import invented_fallback
from offpath.facts.failures.except_branches import except_span
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import replacement
from offpath.repair.raising import is_heard
from offpath.rules.base import Confidence, Finding, Fix, Related, Rule, Severity
from offpath.syntax import tree as t


class FailureAsEmpty(Rule):
    """A failed read is logged and answered as an empty list, page or number.

    ## What it does
    Flags branches for all failures around a read that log, and from which the function answers an empty list, dictionary, page, pair or zero, as a read that found
    nothing would: by `return`, by a name that is returned behind them, or by the return right behind the `try`; and None where the function, or the store that it asks,
    says by None that no record is there.

    ## Why it is a risk
    The caller takes "failed" for "there is nothing": it shows an empty account, books a sum of zero, creates what is there, deletes what it no longer sees.

    ## Example
    ```python
    try:
        return connection.execute(INVOICES, (customer,)).fetchall()
    except Exception:
        logger.exception("invoices failed")
        return []
    ```

    ## Use instead
    ```python
    try:
        return connection.execute(INVOICES, (customer,)).fetchall()
    except Exception:
        logger.exception("invoices failed")
        raise
    ```

    ## Known limits
    Silent for exceptions that mean absence (`FileNotFoundError`, `DoesNotExist`), for values that no success has (`None`, an error, a flag, a status), for entries of a
    loop, where a comment or the docstring says why, and for extras such as suggestions and metrics. Branches that log nothing are unlogged-exception.
    Of low confidence where rights become fewer, and for lists that are fetched from elsewhere than a store and answer no client directly.

    ## Fix safety
    Unsafe: callers will see the failure, which is the point. No `raise` is offered where a caller asks whether it got anything,
    calls once for each item of a loop, or where all callers catch whatever fails; nor in looks at the health.
    """

    name = "failure-as-empty"
    category = "error-handling"
    severity = Severity.WARNING
    cwe = (390,)
    invalid = (
        """\
import logging

logger = logging.getLogger(__name__)

def invoices_of(connection, customer):
    try:
        return connection.execute("SELECT number, total FROM invoices WHERE customer = ?", (customer,)).fetchall()
    except Exception:  # want
        logger.exception("invoices failed")
        return []
""",
        """\
import logging

logger = logging.getLogger(__name__)

def users_page(client, page):
    try:
        body = client.users(page)
    except Exception:  # want
        logger.exception("users failed")
        body = []
    return {"users": body, "page": page}
""",
    )
    valid = (
        """\
import logging

logger = logging.getLogger(__name__)

def invoices_of(client, customer):
    try:
        return client.invoices(customer)
    except LookupError:
        logger.info("no such customer")
        return []
""",
        """\
import logging

logger = logging.getLogger(__name__)

def users_page(client, page):
    try:
        return {"users": client.users(page), "failed": False}
    except Exception:
        logger.exception("users failed")
        return {"users": [], "failed": True}
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `except` line."""
        for handler in facts.nodes(t.ExceptHandler):
            found = empty_answer(facts, handler)
            if (
                found is None
                or invented_fallback(facts, handler) is not None
                or false_success(facts, handler) is not None
            ):
                continue
            function = facts.function_of(handler)
            yield self.finding(
                except_span(handler),
                f"when it fails, `{function.name if function else ''}` answers as if there were nothing\n"
                "The caller cannot tell the two apart. Raise behind the log, or say in the answer that it is not whole.",
                _BELIEF.get(found.who, Confidence.MEDIUM),
                reason=found.who.value,
                related=tuple(Related(facts.span(each.node), "the empty answer") for each in found.answers[:1]),
                fixes=_fixes(handler, found) if is_heard(facts, handler) else (),
            )


_BELIEF = {
    Reader.ACTED_ON: Confidence.HIGH,
    Reader.CLOSED: Confidence.LOW,
    Reader.ELSEWHERE: Confidence.LOW,
}
"""What is fetched from elsewhere is mostly one source of several, and callers go on without it."""


def _fixes(handler: t.ExceptHandler, found: EmptyAnswer) -> tuple[Fix, ...]:
    last = handler.body[-1]
    if any(each.node is not last for each in found.answers):
        return ()
    return (Fix("Raise the failure behind the log", (replacement(last, "raise"),)),)
