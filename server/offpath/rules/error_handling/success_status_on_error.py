"""success-status-on-error: the body says that it failed, the status that it did not."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.answers import ASKING, QUESTIONS
from offpath.catalogue.words.verbs import words
from offpath.detect.error_handling.success_status_on_error import AnswerKind, ErrorAnswer, error_answers
from offpath.facts.failures.except_branches import is_caught
from offpath.facts.failures.reasons import explains
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.repair.edits import replacement
from offpath.repair.success_status_on_error import status_edits
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
    Silent where the handler sets the answer's status itself (a record's `status` is none), and for GraphQL and RPC, whose errors travel with a 200. A refusal by a flag
    (`{"success": False}`), which a page's own script may read, is of medium confidence.

    ## Fix safety
    Unsafe: the status is a guess from the words of the body. None is offered for what answers a question (`{"valid": False, "error": "expired"}`), and beside a
    comment that gives the reason.
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
                    Confidence.MEDIUM if each.kind is AnswerKind.REFUSED else Confidence.HIGH,
                    reason=each.kind.value,
                    fixes=_fixes(function, each),
                )


def _fixes(function: FunctionFacts, each: ErrorAnswer) -> tuple[Fix, ...]:
    facts, title = function.unit, f"Answer with {each.status}"
    if not each.framework or (isinstance(each.body, t.Call) and each.response is None):
        return ()
    if _answers_question(each) or explains(facts, each.statement):
        return ()
    edits = status_edits(function, each.statement, each.status)
    if edits:
        return (Fix(title, edits),)
    detail = _detail(each) if not _has_form(each) else None
    if each.framework != "fastapi" or detail is None or is_caught(each.statement, ("HTTPException",)):
        return ()
    name = _caught_as(each.statement)
    cause = f" from {name}" if name else ""
    raised = f"raise HTTPException(status_code={each.status}, detail={facts.text(detail)}){cause}"
    return (Fix(title, (replacement(each.statement, raised),), imports=("from fastapi import HTTPException",)),)


def _detail(each: ErrorAnswer) -> t.Expr | None:
    """What the body says in words of its own; what an exception says stays inside."""
    items = each.body.items if isinstance(each.body, t.Dict) else []
    told = [i.value for i in items if isinstance(i.key, t.Constant) and i.key.value in _TOLD]
    name = _caught_as(each.statement)
    own = (v for v in told if not any(isinstance(n, t.Name) and n.id == name for n in v.walk()))
    return next((v for v in own if not isinstance(v, t.Constant) or isinstance(v.value, str)), None)


def _answers_question(each: ErrorAnswer) -> bool:
    """Whether the body answers what was asked, which may be no: `{"valid": False, "error": "expired"}`."""
    body = each.body
    keys = [i.key.value for i in body.items if isinstance(i.key, t.Constant)] if isinstance(body, t.Dict) else []
    named = [keyword.arg for keyword in body.keywords] if isinstance(body, t.Call) else []
    spoken = [words(str(key)) for key in (*keys, *named)]
    return any(not QUESTIONS.isdisjoint(key[:1]) or (len(key) > 1 and key[0] in ASKING) for key in spoken)


def _has_form(each: ErrorAnswer) -> bool:
    """Whether the body says by a key of its own how it went: whoever reads `success` would not find it in `{"detail": …}`."""
    items = each.body.items if isinstance(each.body, t.Dict) else []
    return any(isinstance(i.key, t.Constant) and i.key.value in _OUTCOMES for i in items)


_OUTCOMES = ("success", "ok", "succeeded", "is_success")


def _caught_as(statement: t.Stmt) -> str:
    """The name of the exception in whose branch a statement stands."""
    for outer in statement.ancestors():
        if isinstance(outer, t.ExceptHandler):
            return outer.name or ""
        if isinstance(outer, t.FunctionDef):
            break
    return ""


_TOLD = ("error", "message", "detail", "msg")
