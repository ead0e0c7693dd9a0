"""client-supplied-identity: the client says itself who it is, and is believed."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.chosen_roles import chosen_role
from offpath.detect.access_control.client_supplied_identity import BelievedClaim, believed_claims
from offpath.detect.access_control.forwarded_limits import forwarded_limit
from offpath.detect.access_control.socket_rooms import claimed_room
from offpath.facts.unit import UnitFacts
from offpath.repair.client_supplied_identity import repair_claim
from offpath.rules.base import Confidence, Finding, Fix, Related, Rule, Severity


class ClientSuppliedIdentity(Rule):
    """Who the caller is, or what they may do, is taken from what the client sends.

    ## What it does
    Flags identities and roles read from headers, queries, plain cookies and bodies that are then used to filter or write records, to
    let somebody in, or as the caller's identity for the rest of the program; roles that a registration stores as they are sent; limits and
    lockouts that count by `X-Forwarded-For`, a limiter's key function included; connections that are kept, or join a room, under a person whom the client names while
    nothing asks who is there.

    ## Why it is a risk
    Every client can send another number. Whoever changes the header is somebody else.

    ## Example
    ```python
    @app.get("/orders")
    def orders():
        user_id = request.headers["X-User-ID"]
        return jsonify([o.id for o in Order.query.filter_by(user_id=user_id)])
    ```

    ## Use instead
    ```python
    @app.get("/orders")
    @login_required
    def orders():
        return jsonify([o.id for o in Order.query.filter_by(user_id=current_user.id)])
    ```

    ## Known limits
    Silent where the value is only logged, compared with the verified caller, or checked by a signature, for administrators' handlers, and
    for login and registration. A gateway that sets the header is declared in the setting `identity`.

    ## Fix safety
    Unsafe: clients that only send the value are turned away.
    """

    name = "client-supplied-identity"
    category = "access-control"
    severity = Severity.ERROR
    cwe = (290,)
    invalid = (
        """\
from flask import Flask, jsonify, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)

@app.get("/orders")
def orders():
    user_id = request.headers["X-User-ID"]  # want
    return jsonify([o.id for o in Order.query.filter_by(user_id=user_id)])
""",
    )
    valid = (
        """\
from flask import Flask, jsonify, request
from flask_login import current_user, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)

@app.get("/orders")
@login_required
def orders():
    app.logger.info("claimed to be %s", request.headers.get("X-User-ID"))
    return jsonify([o.id for o in Order.query.filter_by(user_id=current_user.id)])
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the read of the client's value, or on its use where it is a field of the body."""
        for function in facts.functions:
            for each in believed_claims(function):
                yield self._report(facts, each)
            chosen = chosen_role(function)
            if chosen is not None:
                yield self.finding(
                    facts.span(chosen.value),
                    f"whoever registers chooses `{chosen.name}`, and it is stored\n"
                    "A stranger makes themselves an administrator. Give newcomers the least role, and let somebody who may grant another.",
                    Confidence.MEDIUM,
                    reason="role of a registration",
                )
            room = claimed_room(function)
            if room is not None:
                yield self.finding(
                    facts.span(room.read),
                    f"`{room.name}` from the client decides whose messages a connection gets\n"
                    "Whoever connects names another person and reads along. Take the identity from a session or a verified token.",
                    Confidence.MEDIUM,
                    reason="room of a person",
                    related=(Related(facts.span(room.used_at), "it is kept here"),),
                )
            limit = forwarded_limit(function)
            if limit is not None:
                yield self.finding(
                    facts.span(limit.read),
                    "a limit counts by an address that the client writes itself\n"
                    "Whoever sends another `X-Forwarded-For` with each request is never stopped. Take the address that the server sees, or the one that "
                    "your own proxy appended.",
                    Confidence.MEDIUM,
                    reason="forwarded address",
                    related=(Related(facts.span(limit.used_at), "it is counted here"),),
                )

    def _report(self, facts: UnitFacts, each: BelievedClaim) -> Finding:
        repair = repair_claim(each)
        what = "what the caller may do" if each.is_role else "who the caller is"
        return self.finding(
            facts.span(each.node),
            f"`{each.source.name}` from the request's {_PARTS[each.source.part]} says {what}, and is believed\n"
            f"Every client can send another value. {_PURPOSES[each.purpose]}",
            Confidence.HIGH if each.certainty == "high" else Confidence.MEDIUM,
            reason=each.evidence.value,
            related=(Related(facts.span(each.used_at), "it is used here"),) if each.used_at is not each.node else (),
            fixes=(Fix(repair.title, repair.edits, imports=repair.imports),) if repair is not None else (),
        )


_PARTS = {"header": "headers", "cookie": "cookies", "query": "query", "body": "body"}
_PURPOSES = {
    "filter": "Filter by the verified identity.",
    "write": "Write the verified identity.",
    "authorise": "Decide by the verified identity.",
    "identity": "Take the identity from a session or a verified token.",
}
