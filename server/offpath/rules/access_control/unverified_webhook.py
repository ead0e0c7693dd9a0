"""unverified-webhook: a webhook acts on what it is sent, whoever sent it."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.fail_open_verification import OpenWays
from offpath.facts.project.reach import REACH, Reach
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import ROUTE
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.web.open_writes import STORE_WRITES
from offpath.facts.web.webhooks import IS_CHECKED_WEBHOOK, is_webhook
from offpath.rules.base import Confidence, Finding, Rule, Severity
from offpath.syntax import tree as t


class UnverifiedWebhook(Rule):
    """A webhook acts on its body, and nothing checks the signature.

    ## What it does
    Flags handlers that other services call (webhooks, payment callbacks) which change something and on whose way nothing checks a signature, a shared
    secret or credentials.

    ## Why it is a risk
    The address of a webhook is no secret. Anybody can post "payment succeeded" to it.

    ## Example
    ```python
    @app.post("/webhooks/payments")
    def payments():
        event = request.get_json()
        mark_paid(event["order_id"])
        return "", 204
    ```

    ## Use instead
    ```python
    @app.post("/webhooks/payments")
    def payments():
        event = stripe.Webhook.construct_event(request.data, request.headers["Stripe-Signature"], secret)
        mark_paid(event["data"]["object"]["metadata"]["order_id"])
        return "", 204
    ```

    ## Known limits
    Told by the words of path and name. A path with a secret part counts as checked, and so does any helper whose name speaks of signatures or verifying.

    ## Fix safety
    There is no fix: how the sender signs is for its documentation to say.
    """

    name = "unverified-webhook"
    category = "access-control"
    severity = Severity.WARNING
    cwe = (345,)
    invalid = (
        """\
import sqlite3
from flask import Flask, request

app = Flask(__name__)

@app.post("/webhooks/payments")
def payments():  # want
    event = request.get_json()
    with sqlite3.connect("shop.db") as db:
        db.execute("UPDATE orders SET paid = 1 WHERE id = ?", (event["order_id"],))
    return "", 204
""",
    )
    valid = (
        """\
import hashlib
import hmac
import os
import sqlite3
from flask import Flask, abort, request

app = Flask(__name__)

@app.post("/webhooks/payments")
def payments():
    expected = hmac.new(os.environ["KEY"].encode(), request.data, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Signature", "")):
        abort(400)
    with sqlite3.connect("shop.db") as db:
        db.execute("UPDATE orders SET paid = 1 WHERE id = ?", (request.get_json()["order_id"],))
    return "", 204
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the handler's name."""
        for function in facts.functions:
            route: Route | None = facts.asking.ask(ROUTE, function.qualified_name)
            if route is None or not is_webhook(route) or not _may_post(function, route) or _asks_for_proof(function):
                continue
            if facts.derived(OpenWays).of[function.node]:
                continue
            does = _acts(function)
            if not does or facts.asking.ask(IS_CHECKED_WEBHOOK, function.qualified_name):
                continue
            yield self.finding(
                function.name_span,
                f"`{function.name}` acts on what anybody may post to it\n"
                "Nothing on its way checks the sender's signature. Verify it before you believe the body.",
                Confidence.HIGH if does == "known" else Confidence.MEDIUM,
            )


def _may_post(function: FunctionFacts, route: Route) -> bool:
    return route.kind != "class" or function.name in ("post", "dispatch", "__call__")


def _asks_for_proof(function: FunctionFacts) -> bool:
    """Whether the body reads a header or setting that speaks of a signature or a secret."""
    for node in function.own_nodes(t.Constant):
        if isinstance(node.value, str) and len(node.value) < 60:
            text = node.value.lower()
            if any(word in text for word in ("signature", "hmac", "secret", "x-token", "authorization", "x-api-key")):
                return True
    return False


def _acts(function: FunctionFacts) -> str:
    """Whether a handler changes anything: `known`, `by name`, or an empty string."""
    name = function.qualified_name
    if function.unit.asking.ask(STORE_WRITES, name):
        return "known"
    reach: Reach = function.unit.asking.ask(REACH, name)
    if reach.writes:
        return "known"
    return "by name" if reach.by_name else ""
