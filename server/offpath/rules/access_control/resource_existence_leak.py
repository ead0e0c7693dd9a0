"""resource-existence-leak: 403 for somebody else's record, where 404 would hide that there is one."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.resource_existence_leak import ExistenceLeak, existence_leaks
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.repair.resource_existence_leak import answer_as_absent
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity


class ResourceExistenceLeak(Rule):
    """A handler answers 403 for a record that is not the caller's.

    ## What it does
    Flags refusals with 403 that depend on whose a record is, where the record was picked by the client.

    ## Why it is a risk
    Whoever counts through identifiers learns which exist: how many orders there are, which account names are taken. A record that is not the
    caller's should look like one that is not there.

    ## Example
    ```python
    if order.user_id != current_user.id:
        abort(403)
    ```

    ## Use instead
    ```python
    if order.user_id != current_user.id:
        abort(404)
    ```

    ## Known limits
    Silent where the test also asks for a role, in helpers that are no handlers themselves, and for records that are picked by what is drawn at random
    (UUIDs, tokens, identifiers that are texts), since nobody counts through those.

    ## Fix safety
    Unsafe: clients that tell 403 from 404 see the difference.
    """

    name = "resource-existence-leak"
    category = "access-control"
    severity = Severity.INFORMATION
    cwe = (204,)
    invalid = (
        """\
from flask import Flask, abort
from flask_login import current_user, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)

@app.get("/orders/<int:order_id>")
@login_required
def order(order_id):
    found = db.get_or_404(Order, order_id)
    if found.user_id != current_user.id:
        abort(403)  # want
    return {"id": found.id}
""",
    )
    valid = (
        """\
from flask import Flask, abort
from flask_login import current_user, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)

@app.get("/orders/<int:order_id>")
@login_required
def order(order_id):
    found = db.get_or_404(Order, order_id)
    if found.user_id != current_user.id:
        abort(404)
    return {"id": found.id}
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the statement that answers 403."""
        for function in facts.functions:
            for leak in existence_leaks(function):
                yield self.finding(
                    facts.span(leak.statement),
                    f"403 tells strangers that there is such a `{leak.record}`\n"
                    "Whoever counts through identifiers learns which exist. Answer 404, as for a record that is not there.",
                    Confidence.HIGH,
                    fixes=_fixes(function, leak),
                )


def _fixes(function: FunctionFacts, leak: ExistenceLeak) -> tuple[Fix, ...]:
    repair = answer_as_absent(function, leak)
    return (Fix(repair.title, repair.edits, imports=repair.imports),) if repair is not None else ()
