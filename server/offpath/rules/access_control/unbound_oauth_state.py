"""unbound-oauth-state: the callback of a sign-in does not ask whether this browser began it."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.unbound_oauth_state import unbound_states
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import ROUTE
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class UnboundOauthState(Rule):
    """A callback exchanges a code for a token, and nothing compares `state` with what this browser was given.

    ## What it does
    Flags callbacks of OAuth and OpenID that exchange the code that they are sent where `state` is never read, only asked for presence, decoded for what it
    says, or taken for the user's identifier.

    ## Why it is a risk
    Somebody begins a sign-in, keeps the code, and lets another's browser open the callback with it: that person's account is tied to the attacker's. A state that
    is believed lets everybody tie their own account to any user.

    ## Example
    ```python
    @app.get("/oauth/callback")
    def callback():
        session["token"] = exchange_code(request.args["code"])
        return redirect("/")
    ```

    ## Use instead
    ```python
    @app.get("/oauth/callback")
    def callback():
        if not hmac.compare_digest(session.pop("state", ""), request.args["state"]):
            abort(400)
        session["token"] = exchange_code(request.args["code"])
        return redirect("/")
    ```

    ## Known limits
    Silent where a library compares (authlib, an `OAuth2Session` with its `state`), where the state goes to a helper that may compare it, is looked up in a store
    or is signed, and where a nonce or a verifier of the session is asked for.

    ## Fix safety
    There is no fix: where the state is kept is for the program's authors to say.
    """

    name = "unbound-oauth-state"
    category = "access-control"
    severity = Severity.WARNING
    cwe = (352,)
    invalid = (
        """\
from flask import Flask, redirect, request, session
from github import exchange_code

app = Flask(__name__)

@app.get("/oauth/callback")
def callback():
    session["token"] = exchange_code(request.args["code"])  # want
    return redirect("/")
""",
    )
    valid = (
        """\
import hmac
from flask import Flask, abort, redirect, request, session
from github import exchange_code

app = Flask(__name__)

@app.get("/oauth/callback")
def callback():
    if not hmac.compare_digest(session.pop("state", ""), request.args["state"]):
        abort(400)
    session["token"] = exchange_code(request.args["code"])
    return redirect("/")
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the exchange, or on the read of the state where it is believed."""
        for function in facts.functions:
            route: Route | None = facts.asking.ask(ROUTE, function.qualified_name)
            if route is None:
                continue
            for found in unbound_states(function, route):
                said = (
                    f"`{function.name}` believes what the state says\n"
                    "Anybody can write it. Keep the state in the session, compare it, and take the user from there."
                    if found.believed
                    else f"`{function.name}` takes a code that another browser may have begun\n"
                    "Nothing compares `state` with what this browser was given. Keep it in the session, and compare it before the exchange."
                )
                yield self.finding(
                    facts.span(found.node), said, Confidence.HIGH if found.believed else Confidence.MEDIUM
                )
