"""success-status-on-error: the body says that it failed, the status that it did not."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.edits import replacement
from offpath.facts.error_answers import ErrorAnswer, error_answers, status_edits
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t


class SuccessStatusOnError(Rule):
    """A handler answers with an error in the body and a 200 as status.

    ## What it does
    Flags answers of handlers whose body names an error, a false success flag or the status "error", where no status goes with it.

    ## Why it is a risk
    Clients, caches, monitors and retries look at the status: the failure is cached, counted as a success, and never tried again.

    ## Example
    ```python
    if order is None:
        return jsonify(error="order not found")
    ```

    ## Use instead
    ```python
    if order is None:
        return jsonify(error="order not found"), 404
    ```

    ## Known limits
    Silent where the handler sets a status itself, and for GraphQL and RPC, whose errors travel with a 200.

    ## Fix safety
    Unsafe: the status is a guess from the words of the body.
    """

    name = "success-status-on-error"
    category = "error-handling"
    severity = Severity.WARNING
    cwe = (393,)
    aliases = ("SUCCESS_STATUS_ON_ERROR",)
    invalid = (
        """\
from flask import Flask, jsonify

app = Flask(__name__)

@app.get("/orders/<int:order_id>")
def order(order_id):
    found = orders.find(order_id)
    if found is None:
        return jsonify(error="order not found")  # want
    return jsonify(found)
""",
    )
    valid = (
        """\
from flask import Flask, jsonify

app = Flask(__name__)

@app.get("/orders/<int:order_id>")
def order(order_id):
    found = orders.find(order_id)
    if found is None:
        return jsonify(error="order not found"), 404
    return jsonify(found)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the answer."""
        for function in facts.functions:
            for each in error_answers(function):
                yield self.finding(
                    facts.span(each.statement),
                    "the body says that it failed, and the status says 200\n"
                    f"Clients, caches and monitors look at the status. Answer with {each.status}.",
                    Confidence.HIGH,
                    fixes=_fixes(function, each),
                )


def _fixes(function: FunctionFacts, each: ErrorAnswer) -> tuple[Fix, ...]:
    facts, title = function.unit, f"Answer with {each.status}"
    edits = status_edits(function, each.statement, each.status)
    if edits:
        return (Fix(title, edits),)
    if each.framework == "fastapi" and isinstance(each.body, t.Dict):
        detail = next(
            (i.value for i in each.body.items if isinstance(i.key, t.Constant) and i.key.value in _TOLD), None
        )
        if detail is None:
            return ()
        raised = f"raise HTTPException(status_code={each.status}, detail={facts.text(detail)})"
        return (Fix(title, (replacement(each.statement, raised),), imports=("from fastapi import HTTPException",)),)
    return ()


_TOLD = ("error", "message", "detail", "msg")
